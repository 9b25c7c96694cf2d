import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEngine } from '../../../src/engine/control/run.js';
import { FAULT_KINDS, type FaultKind } from '../../../src/model/faults.js';
import { INVARIANT_NAMES } from '../../../src/model/invariants.js';
import { resolveScenario } from '../../../src/scenario/load.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import { FACTS, runAlone } from '../alone.js';
import { outcomeOf } from '../runs.js';

const DELAY = { shape: 'exponential', min: 0, mean: '100ms', max: '1s' } as const;

/** Each kind of fault, often. */
const FAULTS: Record<FaultKind, NonNullable<ScenarioInput['faults']>[number]> = {
  s10_delay: { kind: 's10_delay', at: '5s', for: '8s', every: '20s', probability: '50%', delay: DELAY },
  s10_partition: { kind: 's10_partition', at: '8s', for: '4s', every: '15s', regions: 0 },
  radio_loss: { kind: 'radio_loss', at: '3s', for: '2s', every: '7s', enbs: '0-1', probability: '50%' },
  enb_restart: { kind: 'enb_restart', at: '2s', every: '3s', chance: '40%' },
  mme_restart: { kind: 'mme_restart', at: '11s', every: '13s', chance: '60%' },
};

function stormy(faults: ScenarioInput['faults'], more: Partial<ScenarioInput> = {}): Scenario {
  return resolveScenario({
    name: 'stormy',
    ues: 300,
    duration: '40s',
    regions: 3,
    enbs: 3,
    inactivity: { shape: 'exponential', min: '1s', mean: '4s', max: '20s' },
    population: { registered: 0.9, connected: 0.5 },
    traffic: {
      ...{ attach: 20, service_request: 200, tracking_area_update: 60, rekey: 200, x2_handover: 200 },
      ...{ s1_handover: 200, inter_mme_handover: 200, downlink_nas: 100, uplink_nas: 100 },
      ...{ mobile_terminated: 100, detach: 5, switch_on: 100 },
    },
    limits: { active: 1, spareRows: 1 },
    faults,
    ...more,
  });
}

const ALL = Object.values(FAULTS);
const untouched = Object.fromEntries(INVARIANT_NAMES.map((name) => [name, 0]));

describe('with all rules on', () => {
  for (const kind of FAULT_KINDS) {
    it(`nothing is violated under ${kind}, which meets something`, async () => {
      const { result } = await runEngine(stormy([FAULTS[kind]]), { workers: 1 });
      assert.deepEqual(result.invariants, untouched);
      assert.ok((result.faults?.[kind] ?? 0) > 20, `${result.faults?.[kind]}`);
      assert.deepEqual(Object.keys(result.faults ?? {}), [kind]);
    });
  }

  it('nor under all of them, with MMEs that have servers', async () => {
    const { result } = await runEngine(stormy(ALL, { mme: { queue: 2, service: '2ms' } }), { workers: 1 });
    assert.deepEqual(result.invariants, untouched);
  });
});

describe('the outcome of a scenario with faults', () => {
  const scenario = stormy(ALL);
  const alone = outcomeOf(runAlone(scenario).memory.result({ ...FACTS, simulatedSeconds: 40 }));

  it('is the same for any number of workers', async () => {
    for (const workers of [1, 2, 3]) {
      const { result } = await runEngine(scenario, { workers });
      assert.deepEqual(outcomeOf(result), alone, `${workers} workers`);
    }
  });

  it('is the same however time is cut', () => {
    for (const pieces of [{ window: 7_000 }, { window: 1_000_000 }, { inOrder: true, window: 10_000 }]) {
      const { memory } = runAlone(scenario, () => undefined, pieces);
      assert.deepEqual(outcomeOf(memory.result({ ...FACTS, simulatedSeconds: 40 })), alone);
    }
  });

  it('is that of the scenario without them, until they come', async () => {
    const later = ALL.map((fault) => ({ ...fault, at: '60s' }));
    const [{ result: none }, { result: waiting }] = [
      await runEngine(stormy([]), { workers: 1 }),
      await runEngine(stormy(later), { workers: 1 }),
    ];
    assert.equal(waiting.digest, none.digest);
    assert.equal(none.faults, undefined);
  });

  it('shows damage where a rule is off, and loses nothing', async () => {
    const { result } = await runEngine(stormy(ALL, { withoutRules: [3], duration: '60s' }), { workers: 1 });
    assert.ok(result.invariants.as_agreement + result.invariants.chain_agreement > 0);
    assert.equal(result.invariants.conservation, 0);
    assert.equal(result.invariants.progress, 0);
  });
});
