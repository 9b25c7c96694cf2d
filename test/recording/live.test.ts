import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { LiveRun } from '../../src/engine/control/live.js';
import type { Watch } from '../../src/engine/control/watched.js';
import type { Result } from '../../src/report/result.js';
import { runScenario } from '../../src/run.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { Overrides } from '../../src/scenario/overrides.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { BUSY, outcomeOf } from '../engine/runs.js';
import { inDirectory, readAll } from '../trace/files.js';

const storm = (overrides: Overrides = {}) =>
  loadScenario('collision-storm', { ues: 300, duration: '16s', ...BUSY, ...overrides });

/** What must be the same with both clocks. */
function counted(result: Result) {
  const { scenario: _, ...outcome } = outcomeOf(result);
  return outcome;
}

/** What does not depend on where a watch began: without keys, whose origin a live ladder does not know. */
const plain = ({ keys: _, ...event }: TraceEvent): string => JSON.stringify(event);

/** Runs with the real clock; `act` is called about a hundred times a second. Hands back all that was seen. */
async function watched(
  overrides: Overrides,
  act: (run: LiveRun, seen: readonly TraceEvent[]) => void,
): Promise<{ result: Result; seen: TraceEvent[]; watches: Watch[] }> {
  const seen: TraceEvent[] = [];
  const watches: Watch[] = [];
  let timer: NodeJS.Timeout | undefined;
  const result = await runScenario(storm({ ...overrides, clock: 'real' }), {
    workers: 2,
    speed: 8,
    onStart(run) {
      timer = setInterval(() => {
        if (run.state !== 'running' || run.watched === null) return;
        act(run, seen);
        run.watched.read((bytes) => seen.push(JSON.parse(Buffer.from(bytes).toString()) as TraceEvent));
        if (watches.at(-1) !== run.watched.now) watches.push(run.watched.now);
      }, 10);
    },
  });
  clearInterval(timer);
  return { result, seen, watches };
}

/** The same with the virtual clock, and a trace of all UEs. */
function traced(overrides: Overrides): Promise<{ result: Result; trace: readonly TraceEvent[] }> {
  return inDirectory(async (dir) => {
    const file = join(dir, 'run.trace');
    const result = await runScenario(storm(overrides), { workers: 2, trace: { file, ues: '0-299' } });
    return { result, trace: (await readAll(file)).list };
  });
}

/** All UEs, those with most events first. */
function busiestOf(trace: readonly TraceEvent[]): number[] {
  const events = new Uint32Array(300);
  for (const { ue } of trace) events[ue]++;
  return [...events.keys()].sort((a, b) => events[b] - events[a]);
}

for (const keys of ['symbolic', 'hmac'] as const) {
  describe(`a UE that is watched while the run goes on, ${keys} keys`, () => {
    let trace: readonly TraceEvent[];
    let result: Result;
    let busiest = 0;
    before(async () => {
      ({ trace, result } = await traced({ keys }));
      [busiest] = busiestOf(trace);
    });

    it('is seen wherever it goes, as a trace of the run tells of it, and changes nothing', async () => {
      const live = await watched({ keys }, (run) => {
        if (run.watched?.now.ue === null) run.watchUe(busiest);
      });
      assert.deepEqual(counted(live.result), counted(result));
      assert.equal(live.result.realTime?.steered, false);
      const seen = live.seen.sort((a, b) => a.t_seconds - b.t_seconds);
      assert.ok(seen.length > 50, `${seen.length} events`);
      assert.ok(new Set(seen.map(({ to }) => to).filter((node) => node?.startsWith('mme'))).size > 1);
      // A message that was on its way when the watch began is not known as well.
      const [from, until] = [seen[0].t_seconds + 0.5, seen[seen.length - 1].t_seconds];
      const between = ({ t_seconds }: TraceEvent) => t_seconds > from && t_seconds < until;
      const traced = trace.filter((event) => event.ue === busiest && between(event));
      const told = seen.filter(between);
      assert.ok(told.length > 40);
      assert.deepEqual(told.map(plain).sort(), traced.map(plain).sort());

      const byText = new Map(traced.map((event) => [plain(event), event.keys]));
      for (const event of told) {
        const { from_kasme: _, kenb, ...keysTraced } = byText.get(plain(event)) ?? {};
        const { kenb: kenbSeen, ...keysSeen } = event.keys ?? {};
        assert.deepEqual(keysSeen, keysTraced, plain(event));
        assert.equal(kenbSeen === undefined, kenb === undefined);
      }
    });

    it('is the next one that a rule holds, if that is asked for', async () => {
      const live = await watched({ keys }, (run, seen) => {
        if (seen.length === 0 && run.watched?.now.rule === 0) run.watchRule(6);
      });
      assert.deepEqual(counted(live.result), counted(result));
      const { ue } = live.watches[live.watches.length - 1];
      assert.ok(ue !== null);
      assert.ok(live.seen.every((event) => event.ue === ue));
      const first = live.seen.findIndex(({ event, rule }) => event === 'verdict' && rule === 6);
      assert.ok(first >= 0 && first <= 2, `${first}`);
      assert.ok(trace.some((event) => plain(event) === plain(live.seen[first])));
      assert.ok(live.seen.length > 3);
    });
  });
}

describe('a watch', () => {
  it('ends, and another one begins', async () => {
    const [one, other] = busiestOf((await traced({})).trace);
    const { seen, watches } = await watched({}, (run, all) => {
      const { ue, turn } = run.watched!.now;
      if (ue === null && turn === 0) run.watchUe(one);
      else if (ue === one && all.length > 3) run.unwatch();
      else if (ue === null && turn === 2) run.watchUe(other);
    });
    assert.deepEqual(
      watches.map(({ ue }) => ue),
      [one, null, other],
    );
    assert.deepEqual([...new Set(seen.map(({ ue }) => ue))], [one, other]);
  });

  it('is not for the virtual clock', async () => {
    let run: LiveRun | null = null;
    await runScenario(storm(), {
      onStart: (live) => {
        run = live;
      },
    });
    assert.equal((run as LiveRun | null)?.watched, null);
  });
});
