import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INVARIANT_NAMES, type InvariantName } from '../../src/model/invariants.js';
import type { Result } from '../../src/report/result.js';
import { runScenario } from '../../src/run.js';
import { loadScenario } from '../../src/scenario/load.js';

/*
 * The preset collision-storm, with all rules and without each of them: what breaks is what must break. The kinds
 * of damage follow from the keys that the parties then compute; nothing in the engine says so.
 */
interface Damage {
  /** Violated in every such run. */
  readonly broken: readonly InvariantName[];
  /** Never violated by it. */
  readonly whole: readonly InvariantName[];
}

const DAMAGE: Readonly<Record<number, Damage>> = {
  1: { broken: ['as_agreement'], whole: ['nas_agreement', 'false_replay'] },
  2: { broken: ['as_agreement'], whole: ['nas_agreement', 'false_replay'] },
  3: { broken: ['as_agreement', 'chain_agreement'], whole: ['nas_agreement', 'false_replay'] },
  4: { broken: ['as_agreement'], whole: ['nas_agreement', 'false_replay'] },
  // NAS breaks too where a key change is lost behind the handover: the MME releases a UE that goes to another MME.
  5: { broken: ['as_agreement'], whole: ['false_replay'] },
  6: { broken: ['nas_agreement'], whole: ['as_agreement', 'chain_agreement', 'false_replay', 'reuse'] },
  7: { broken: ['as_agreement'], whole: ['nas_agreement', 'false_replay'] },
  8: { broken: ['as_agreement'], whole: ['nas_agreement', 'false_replay'] },
  9: { broken: ['chain_agreement', 'as_agreement'], whole: ['nas_agreement', 'false_replay'] },
  10: { broken: ['false_replay', 'reuse', 'nas_agreement'], whole: ['as_agreement'] },
  11: { broken: ['as_agreement'], whole: ['nas_agreement', 'false_replay'] },
};

function storm(withoutRules: number[], seed = 1, set: string[] = []): Promise<Result> {
  return runScenario(
    loadScenario('collision-storm', { ues: 8000, duration: '40s', seed, withoutRules, set }),
  );
}

for (const seed of [1, 2, 3]) {
  test(`with all rules and the guard nothing breaks (seed ${seed})`, async () => {
    const { invariants, rules } = await storm([], seed);
    for (const name of INVARIANT_NAMES) assert.equal(invariants[name], 0, name);
    // There were collisions to prevent.
    for (const rule of [1, 2, 6, 7, 10, 11]) assert.ok(rules[rule].holds > 0, `rule ${rule} held nothing`);
    for (const rule of [3, 4, 8, 9]) assert.ok(rules[rule].selections > 0, `rule ${rule} selected nothing`);
    assert.ok(rules[5].holds > 0 && rules[5].rejects > 0);
    for (const rule of [1, 2, 5, 6, 7, 10, 11]) {
      const { holds, hold } = rules[rule];
      // All but those that are still held at the end have their duration on record.
      assert.ok(hold.count <= holds && hold.count >= holds * 0.7 - 3, `rule ${rule}: holds without duration`);
    }
  });
}

for (const [rule, { broken, whole }] of Object.entries(DAMAGE)) {
  test(`without ${rule === '11' ? 'guard' : 'rule'} ${rule}: ${broken.join(', ')}`, async () => {
    const { invariants, rules } = await storm([Number(rule)]);
    for (const name of broken) assert.ok(invariants[name] > 0, `${name} is not violated`);
    for (const name of whole) assert.equal(invariants[name], 0, name);
    assert.equal(invariants.conservation, 0);
    assert.equal(rules[rule].enabled, false);
    assert.equal(rules[rule].holds + rules[rule].rejects + rules[rule].selections, 0);
    assert.ok(rules[rule].checks > 0);
  });
}

test('changes of algorithms need the guard algorithm_change, and nothing else', async () => {
  const set = ['traffic.algorithm_change=600', 'nasAlgorithms=by_region'];
  const guarded = await storm([], 1, set);
  for (const name of INVARIANT_NAMES) assert.equal(guarded.invariants[name], 0, name);
  assert.ok(guarded.rules.algorithm_change.holds > 0);
  const { invariants } = await storm([], 1, [...set, 'withoutGuards=[algorithm_change]']);
  assert.ok(invariants.nas_agreement > 0);
  for (const name of ['as_agreement', 'chain_agreement', 'conservation'] as const)
    assert.equal(invariants[name], 0, name);
});

test('eNBs that answer at once need the guard key_change, and nothing else', async () => {
  const set = ['enb.modificationResponse=at_once'];
  const guarded = await storm([], 1, set);
  for (const name of INVARIANT_NAMES) assert.equal(guarded.invariants[name], 0, name);
  assert.ok(guarded.rules.key_change.holds > 0);
  const { invariants } = await storm([], 1, [...set, 'withoutGuards=[key_change]']);
  assert.ok(invariants.as_agreement > 0);
});
