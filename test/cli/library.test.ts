import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as uestorm from 'uestorm';

const { run, ScenarioError, UsageError } = uestorm;

describe("import { run } from 'uestorm'", () => {
  it('runs a preset with changes, as the command does', async () => {
    const result = await run('busy-hour', {
      ues: 1000,
      duration: '10s',
      seed: 3,
      withoutRules: [6],
      workers: 1,
    });
    assert.equal(result.status, 'completed');
    assert.equal(result.scenario.name, 'busy-hour');
    assert.deepEqual([result.engine.ues, result.engine.simulatedSeconds, result.seed], [1000, 10, 3]);
    assert.deepEqual([result.rules['5'].enabled, result.rules['6'].enabled], [true, false]);
  });

  it('runs a scenario written in code; what it leaves out is as in busy-hour', async () => {
    const result = await run({ name: 'mine', ues: 500, duration: 5, traffic: { rekey: 60 } }, { workers: 1 });
    const { name, traffic } = result.scenario;
    assert.deepEqual([name, traffic.rekey, traffic.service_request], ['mine', 60, 17]);
  });

  it('runs with real keys', async () => {
    const small = { ues: 1000, duration: '5s', workers: 1 };
    const [symbolic, hmac] = [
      await run('busy-hour', small),
      await run('busy-hour', { ...small, keys: 'hmac' }),
    ];
    assert.deepEqual([hmac.engine.keys, hmac.digest], ['hmac', symbolic.digest]);
    assert.ok(hmac.engine.derivations > 0);
  });

  it('answers the goals of the scenario', async () => {
    const thresholds = ['engine.ues == 500', 'engine.ues > 500'];
    const result = await run({ name: 'goals', ues: 500, duration: 5, thresholds }, { workers: 1 });
    assert.deepEqual(result.thresholds, [
      { expression: 'engine.ues == 500', value: 500, ok: true },
      { expression: 'engine.ues > 500', value: 500, ok: false },
    ]);
  });

  it('stops where a signal has been given, and says so', async () => {
    const result = await run('busy-hour', {
      ues: 1000,
      duration: '1h',
      workers: 1,
      signal: AbortSignal.abort(),
    });
    assert.equal(result.status, 'interrupted');
  });

  it('rejects what is wrong with every problem as data', async () => {
    await assert.rejects(run({ name: 'wrong', ues: -1, enbs: 0 }), (error) => {
      assert.ok(error instanceof ScenarioError);
      assert.ok(error instanceof UsageError);
      assert.deepEqual(error.problems.map(({ path }) => path).sort(), ['enbs', 'ues']);
      return true;
    });
    await assert.rejects(run('nope'), ScenarioError);
    await assert.rejects(run('busy-hour', { set: ['traffic.rekei=5'] }), ScenarioError);
  });

  it('rejects a number of workers that makes no sense', async () => {
    for (const workers of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assert.rejects(run('busy-hour', { workers }), UsageError);
    }
  });

  it('keeps to the wall clock, and rejects a speed or lateness that makes no sense', async () => {
    const small = { ues: 500, duration: 1, clock: 'real', set: ['regions=2'] };
    const { realTime } = await run('collision-storm', { ...small, speed: 20, maxLateness: 60 });
    assert.deepEqual([realTime?.speed, realTime?.steered], [20, false]);
    await assert.rejects(run('busy-hour', { ...small, speed: 0 }), UsageError);
    await assert.rejects(run('busy-hour', { ...small, maxLateness: -1 }), UsageError);
    await assert.rejects(run('busy-hour', { speed: 2 }), /speed: means nothing with the virtual clock/);
  });

  it('brings along what is needed around a run', () => {
    assert.deepEqual(Object.keys(uestorm).sort(), [
      'Audit',
      'EngineError',
      'INVARIANT_NAMES',
      'PROCEDURE_NAMES',
      'ScenarioError',
      'TraceError',
      'UsageError',
      'capacity',
      'folderCache',
      'formatSummary',
      'listPresets',
      'readTrace',
      'resume',
      'run',
      'scenarioJsonSchema',
      'sweep',
    ]);
  });
});
