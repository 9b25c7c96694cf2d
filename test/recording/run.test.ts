import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EngineError } from '../../src/engine/control/error.js';
import { runEngine } from '../../src/engine/control/run.js';
import { INVARIANT_NAMES } from '../../src/model/invariants.js';
import { PROCEDURE_NAMES } from '../../src/model/procedures.js';
import { runTraced } from '../../src/recording/run.js';
import type { Result } from '../../src/report/result.js';
import { labelOfRule, RULE_NUMBERS } from '../../src/rules/table.js';
import { runScenario } from '../../src/run.js';
import { loadScenario } from '../../src/scenario/load.js';
import type { Overrides } from '../../src/scenario/overrides.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { BUSY, outcomeOf } from '../engine/runs.js';
import { inDirectory, readAll, readBytes, type Whole } from '../trace/files.js';

const storm = (overrides: Overrides = {}) =>
  loadScenario('collision-storm', { ues: 500, duration: 3, ...BUSY, ...overrides });

interface Traced {
  readonly result: Result;
  readonly trace: Whole;
  readonly bytes: Buffer;
}

async function traced(
  overrides: Overrides,
  ues: string | undefined,
  workers = 2,
  signal?: AbortSignal,
): Promise<Traced> {
  return inDirectory(async (dir) => {
    const file = join(dir, 'run.trace');
    const trace = { file, ...(ues !== undefined && { ues }) };
    const result = await runScenario(storm(overrides), { workers, trace, ...(signal && { signal }) });
    assert.deepEqual(readdirSync(dir), ['run.trace'], 'something else was left behind');
    return { result, trace: await readAll(file), bytes: readFileSync(file) };
  });
}

describe('a traced run', () => {
  it('has the outcome that it has without a trace', async () => {
    const plain = (await runEngine(storm(), { workers: 2 })).result;
    const { result } = await traced({}, undefined);
    assert.deepEqual(outcomeOf(result), outcomeOf(plain));
  });

  it('leaves the same trace, byte for byte, for any number of workers', async () => {
    const alone = await traced({}, '0-199', 1);
    assert.ok(alone.trace.list.some(({ message }) => message === 'FORWARD RELOCATION REQUEST'));
    for (const workers of [2, 7]) {
      const together = await traced({}, '0-199', workers);
      assert.ok(together.bytes.equals(alone.bytes), `${workers} workers`);
    }
  });

  it('leaves the same one where messages of a UE reach two rows in the same µs: with constant latencies', async () => {
    const links = ['s1', 'x2', 's10', 'srb1', 'srb2', 'ue_move'];
    const set = links.map((link) => `links.${link}={shape: constant, mean: 10ms}`);
    const tied = { ues: 200, duration: 5, set: [...set, 'traffic.inter_mme_handover=1500'] };
    const alone = await traced(tied, '0-199', 1);
    for (const workers of [2, 3]) {
      const together = await traced(tied, '0-199', workers);
      assert.ok(together.bytes.equals(alone.bytes), `${workers} workers`);
    }
  });

  it('says in the header what was run', async () => {
    const { trace } = await traced({ withoutRules: [6, 11], seed: 7 }, '3,5-9');
    const { scenario, seed, withoutRules, ues } = trace.header!;
    assert.deepEqual(
      { scenario, seed, withoutRules, ues },
      { scenario: 'collision-storm', seed: 7, withoutRules: [6, 11], ues: '3,5-9' },
    );
  });
});

describe('the trace of all UEs', () => {
  let all: Traced;
  it('is in the order of time', async () => {
    all = await traced({ withoutRules: [10] }, '0-499');
    const times = all.trace.list.map(({ t_seconds }) => t_seconds);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    assert.ok(times[times.length - 1] < 3.002);
  });

  it('has every message that was handled, and where it came from', () => {
    const { result, trace } = all;
    // An S10 message that finds its relocation gone was handled: by saying so.
    const isHandled = ({ event, message = '' }: TraceEvent): boolean =>
      event === 'received' || (event === 'discarded' && /^(FORWARD|RELOCATION)/.test(message));
    const received = trace.list.filter(isHandled);
    assert.equal(received.length, result.engine.messages);
    const sent = new Map<string, string>();
    for (const { event, ue, id, message, from, to, keys } of trace.list) {
      if (message === undefined) continue;
      const what = JSON.stringify({ message, from, to, keys });
      if (event === 'sent') sent.set(`${ue} ${id}`, what);
      else {
        assert.equal(what, sent.get(`${ue} ${id}`), 'not what was sent');
        sent.delete(`${ue} ${id}`);
      }
    }
    // What is left was in flight at the end.
    assert.ok(sent.size < received.length / 10);
  });

  it('has the end of every procedure, and the start of all that were not refused or dropped from the queue', () => {
    const { result, trace } = all;
    for (const name of PROCEDURE_NAMES) {
      const of = (event: string, outcome?: string): number =>
        trace.list.filter(
          (e) => e.event === event && e.procedure === name && (!outcome || e.outcome === outcome),
        ).length;
      const { completed, failed, rejected, cancelled, superseded, refused, ...open } =
        result.procedures[name];
      const ended = { completed, failed, rejected, cancelled, superseded, refused };
      for (const [outcome, count] of Object.entries(ended)) assert.equal(of('ended', outcome), count, name);
      assert.ok(of('started') >= completed, name);
      // A downlink NAS message that was not delivered starts again.
      const most = of('ended') + open.inFlight + open.queued;
      if (name !== 'downlink_nas') assert.ok(of('started') <= most, name);
    }
  });

  it('has every verdict and every onset of a violation', () => {
    const { result, trace } = all;
    for (const number of RULE_NUMBERS) {
      const rule = labelOfRule(number);
      const { holds, rejects, selections } = result.rules[rule];
      const count = (verdict: string): number =>
        trace.list.filter((e) => e.rule === number && e.verdict === verdict).length;
      assert.deepEqual([count('hold'), count('reject'), count('select')], [holds, rejects, selections], rule);
      assert.equal(count('would hold') > 0, rule === '10');
    }
    assert.ok(result.invariants.false_replay > 0);
    for (const name of INVARIANT_NAMES) {
      if (name === 'conservation') continue;
      assert.equal(trace.list.filter((e) => e.invariant === name).length, result.invariants[name], name);
    }
  });
});

describe('the choice of UEs', () => {
  const uesOf = ({ trace }: Traced): number[] =>
    [...new Set(trace.list.map(({ ue }) => ue))].sort((a, b) => a - b);

  it('is by number', async () => {
    for (const ue of uesOf(await traced({}, '10-12,450'))) assert.ok([10, 11, 12, 450].includes(ue));
  });

  it('or a sample, spread over the network', async () => {
    for (const ue of uesOf(await traced({}, 'sample:10'))) assert.equal(ue % 50, 0);
  });

  it('or those with a violation, and no others', async () => {
    const off = { withoutRules: [10] };
    const all = await traced(off, '0-499');
    const violated = new Set(all.trace.list.filter(({ event }) => event === 'violation').map(({ ue }) => ue));
    assert.ok(violated.size > 5);
    const { trace } = await traced(off, 'violated', 3);
    assert.deepEqual(
      trace.list,
      all.trace.list.filter(({ ue }) => violated.has(ue)),
    );
    assert.equal((await traced({}, 'violated')).trace.events, 0);
  });

  it('is refused when it makes no sense, before the run', async () => {
    for (const ues of ['', '5-3', 'sample:0', 'all', '1,,2', '-4']) {
      await assert.rejects(traced({}, ues), {
        name: 'UsageError',
        message: /--trace-ues: expected UEs such as/,
      });
    }
  });
});

describe('a traced run that does not go to its end', () => {
  it('has a whole trace of what was simulated when it is interrupted', async () => {
    const stop = new AbortController();
    stop.abort();
    const { result, trace } = await traced({}, 'violated', 2, stop.signal);
    assert.equal(result.status, 'interrupted');
    assert.equal(trace.events, 0);
  });

  it('has what the regions had written when a worker dies, and does not pass for whole', async () => {
    const workerFile = new URL('../engine/control/faulty.worker.js', import.meta.url).href;
    process.env.UESTORM_TEST_DEATH = 'throw:1:100';
    try {
      await inDirectory(async (dir) => {
        const file = join(dir, 'run.trace');
        const run = runTraced(storm(), { file, ues: '0-499' }, { workers: 2, workerFile });
        await assert.rejects(run, EngineError);
        assert.deepEqual(readdirSync(dir), ['run.trace']);
        const { list, error } = await readBytes(readFileSync(file));
        assert.ok(list.length > 0);
        assert.match(error!.message, /the record that ends a trace is missing/);
      });
    } finally {
      delete process.env.UESTORM_TEST_DEATH;
    }
  });

  it('finds out at once that the file cannot be written', async () => {
    await inDirectory(async (dir) => {
      const file = join(dir, 'none', 'run.trace');
      await assert.rejects(runScenario(storm(), { trace: { file } }), {
        name: 'UsageError',
        message: /--trace .*none.*: cannot write there: .*\(ENOENT\)/,
      });
      assert.equal(existsSync(join(dir, 'none')), false);
    });
  });

  it('with whole keys is for its owner alone, even in the place of a file that all could read', async () => {
    await inDirectory(async (dir) => {
      const traced = async (name: string, keys: boolean): Promise<TraceEvent[]> => {
        const file = join(dir, name);
        writeFileSync(file, '', { mode: 0o644 });
        await runScenario(storm({ keys: 'hmac' }), { workers: 1, trace: { file, ues: '0-99', keys } });
        assert.equal(statSync(file).mode & 0o777, keys ? 0o600 : 0o644);
        return [...(await readAll(file)).list];
      };
      const shown = await traced('identities', false);
      const whole = await traced('keys', true);
      assert.equal(whole.length, shown.length);
      const kasmes = (events: TraceEvent[]): string[] => events.flatMap(({ keys }) => keys?.kasme ?? []);
      for (const kasme of kasmes(shown)) assert.match(kasme, /^[0-9a-f]{16}$/);
      for (const kasme of kasmes(whole)) assert.match(kasme, /^[0-9a-f]{64}$/);
      assert.ok(kasmes(whole).length > 0);
    });
  });

  it('takes the place of an older file', async () => {
    await inDirectory(async (dir) => {
      const file = join(dir, 'run.trace');
      writeFileSync(file, 'x'.repeat(1e6));
      await runScenario(storm(), { trace: { file, ues: '0' } });
      assert.ok((await readAll(file)).bytes < 1e6);
    });
  });
});
