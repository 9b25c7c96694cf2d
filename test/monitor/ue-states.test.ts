import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveRun } from '../../src/engine/control/live.js';
import { ROW_USED, UE_CONNECTED, UE_HERE, UE_REGISTERED } from '../../src/model/flags.js';
import { QUEUE, ROW_WORDS, STATE } from '../../src/model/layout.js';
import { push } from '../../src/model/queue-word.js';
import { Tally, UE_STATES, UeStates } from '../../src/monitor/ue-states.js';
import { runSmall } from '../engine/runs.js';

describe('the count of UEs by state', () => {
  const HERE = ROW_USED | UE_HERE;

  function tallyOf(rows: readonly { flags: number; queue?: number }[]): Tally {
    const words = new Int32Array(rows.length * ROW_WORDS);
    for (const [n, { flags, queue = 0 }] of rows.entries()) {
      words[n * ROW_WORDS + STATE] = flags;
      for (let entry = 0; entry < queue; entry++) push(words, n * ROW_WORDS + QUEUE, 1);
    }
    const tally = new Tally();
    tally.add(words, 0, words.length, ROW_WORDS);
    return tally;
  }

  it('takes a UE that attaches as connected, whatever else is in its flags', () => {
    const tally = tallyOf([
      { flags: HERE },
      { flags: HERE | UE_CONNECTED },
      { flags: HERE | UE_REGISTERED | 0x1000 },
      { flags: HERE | UE_REGISTERED | UE_CONNECTED },
    ]);
    assert.deepEqual(
      UE_STATES.map((state) => tally.inState(state)),
      [1, 1, 2],
    );
  });

  it('leaves out rows without a UE, and what a UE left behind in the region it came from', () => {
    const tally = tallyOf([{ flags: 0 }, { flags: UE_HERE, queue: 2 }, { flags: ROW_USED | UE_REGISTERED }]);
    assert.deepEqual(
      UE_STATES.map((state) => tally.inState(state)),
      [0, 0, 0],
    );
    assert.equal(tally.queued, 0);
  });

  it('counts what waits in the queues, also of a UE whose other half is elsewhere', () => {
    assert.equal(
      tallyOf([{ flags: HERE, queue: 3 }, { flags: HERE }, { flags: ROW_USED, queue: 2 }]).queued,
      5,
    );
  });
});

describe('the UEs of a network with more than 60,000', () => {
  it('are counted over several scrapes, and shown when all have been', async () => {
    const controller = new AbortController();
    const sums: (number | null)[] = [];
    let live: LiveRun | undefined;
    const onStart = (run: LiveRun) => {
      live = run;
      const states = new UeStates(run);
      const timer = setInterval(() => {
        states.advance();
        const counts = UE_STATES.map((state) => states.inState(state));
        if (run.state === 'starting') return assert.deepEqual(counts, [null, null, null]);
        sums.push(counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count)));
        if (sums.length < 4) return;
        clearInterval(timer);
        controller.abort();
      }, 20);
    };
    const options = { workers: 2, signal: controller.signal, onStart };
    await runSmall('busy-hour', { ues: 100_000, duration: '24h', clock: 'real' }, options);
    assert.equal(sums[0], null);
    // Those on the move between two regions are in none.
    for (const sum of sums.slice(2)) assert.ok(sum !== null && sum > 99_000 && sum <= 100_000, `${sum}`);
    const atEnd = new UeStates(live ?? assert.fail());
    atEnd.advance();
    assert.notEqual(atEnd.inState('idle'), null);
  });
});
