import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Overrides } from '../../src/scenario/overrides.js';
import { errorOf, load } from './support.js';

const TEXT = `name: x
ues: 5k
links:
  s1: 5ms
  x2: { min: 1ms, mean: 4ms, max: 40ms }
stages:
  - { duration: 1m, factor: 2 }
withoutRules: [6]
`;
const loadWith = (overrides: Overrides) => load(TEXT, overrides);
const set = (...assignments: string[]) => loadWith({ set: assignments });
const messageOf = (overrides: Overrides) => errorOf(() => loadWith(overrides)).message;

describe("the command line's options", () => {
  it('replace what the file says, written as in the file or as plain values', () => {
    const scenario = loadWith({ ues: '20k', duration: '90', seed: '7', clock: 'real', keys: 'hmac' });
    assert.deepEqual(
      [scenario.ues, scenario.duration, scenario.seed, scenario.clock, scenario.keys],
      [20_000, 90, 7, 'real', 'hmac'],
    );
    assert.equal(loadWith({ ues: 20_000, duration: 90 }).duration, 90);
  });

  it('leave alone what they do not mention', () => {
    assert.deepEqual(loadWith({}), load(TEXT));
    assert.deepEqual(loadWith({ ues: undefined, withoutRules: [], set: [] }), load(TEXT));
  });

  it('switch off rules in addition to those of the file', () => {
    assert.deepEqual(loadWith({ withoutRules: ['11', 3, '6'] }).withoutRules, [3, 6, 11]);
  });

  it('are named as the place of a problem', () => {
    assert.match(messageOf({ ues: '0' }), /^ues: .* got 0 \(--ues\)$/);
    assert.match(messageOf({ ues: 'many' }), /^ues: .* got "many" \(--ues\)$/);
    assert.match(messageOf({ ues: '' }), /^ues: .* got "" \(--ues\)$/);
    assert.match(messageOf({ duration: '31d' }), /got "31d" \(--duration\)$/);
    assert.match(messageOf({ seed: '-1' }), /^seed: .* got -1 \(--seed\)$/);
    assert.match(messageOf({ clock: 'sundial' }), /virtual or real, got "sundial" \(--clock\)$/);
    assert.match(messageOf({ keys: '[' }), /symbolic or hmac, got "\[" \(--keys\)$/);
    assert.match(messageOf({ withoutRules: ['12'] }), /^withoutRules\.1: .* got 12 \(--without-rule\)$/);
    assert.match(messageOf({ ues: 10 }), /^ues: expected at least one UE in each .* \(--ues\)$/);
  });
});

describe('--set', () => {
  it('sets one value by its path', () => {
    const { traffic } = set('traffic.rekey=5', 'traffic.attach = 0.5');
    assert.deepEqual([traffic.rekey, traffic.attach, traffic.service_request], [5, 0.5, 17]);
  });

  it('takes YAML', () => {
    assert.deepEqual(set('withoutRules=[1, 2]').withoutRules, [1, 2]);
    assert.equal(set('inactivity=null').inactivity, null);
    assert.equal(set('links.s1={ min: 1ms, mean: 2ms }').links.s1.max, 0.011);
    assert.deepEqual(set('thresholds=["invariants.reuse <= 0"]').thresholds, ['invariants.reuse <= 0']);
  });

  it('reaches into lists', () => {
    assert.deepEqual(set('stages.0.factor=3').stages, [{ duration: 60, factor: 3, ramp: false }]);
  });

  it('changes one part of a distribution', () => {
    assert.equal(set('links.x2.mean=5ms').links.x2.mean, 0.005);
  });

  it('keeps a constant latency constant', () => {
    assert.deepEqual(set('links.s1.mean=7ms').links.s1, {
      shape: 'constant',
      min: 0.007,
      mean: 0.007,
      max: 0.007,
    });
  });

  it('comes last, and the last one wins', () => {
    assert.equal(load(TEXT, { ues: '10k', set: ['ues=20k', 'ues=30k'] }).ues, 30_000);
    assert.match(messageOf({ ues: '10k', set: ['ues=none'] }), /got "none" \(--set ues=none\)$/);
  });

  it('may set what only another one makes valid', () => {
    assert.equal(set('regions=1', 'traffic.inter_mme_handover=0').regions, 1);
  });

  const cases: [string, RegExp][] = [
    ['traffic.rekye=5', /^traffic\.rekye: unknown key; did you mean rekey\? \(--set traffic\.rekye=5\)$/],
    ['trafic.rekey=5', /^trafic: unknown key; did you mean traffic\?/],
    ['toString=5', /^toString: unknown key/],
    ['__proto__.ues=5', /^__proto__: unknown key/],
    ['traffic.__proto__.rekey=5', /^traffic\.__proto__: unknown key/],
    ['traffic.rekey=fast', /^traffic\.rekey: expected a rate .* got "fast" \(--set traffic\.rekey=fast\)$/],
    ['traffic=fast', /^traffic: expected a map of rates, got "fast" \(--set traffic=fast\)$/],
    ['links.x2.mean=50ms', /^links\.x2\.mean: expected a mean of at most the maximum, 40ms/],
    ['links.x2.max=2ms', /^links\.x2\.mean: .* got "4ms" \(scenario\.yaml:5\)$/],
    ['ues.x=5', /^ues: has no fields of its own/],
    ['stages.1.factor=5', /^stages\.1: stages has entries 0 to 0; set stages as a whole/],
    ['stages.first.factor=5', /^stages\.first: stages has entries 0 to 0/],
    ['traffic.rekey', /^--set traffic\.rekey: expected path=value; write --set/],
    ['=5', /^--set =5: expected path=value/],
    ['traffic..rekey=5', /^--set traffic\.\.rekey=5: expected path=value/],
    ['', /^--set : expected path=value/],
    ['traffic=[', /^traffic: expected a value in YAML/],
    ['traffic.rekey=', /^traffic\.rekey: .* got null/],
  ];
  for (const [assignment, message] of cases) {
    it(`"${assignment}" is refused`, () => {
      const error = errorOf(() => set(assignment));
      assert.match(error.message, message);
      assert.equal(error.problems.length, 1);
    });
  }

  it('cannot reach what all objects share', () => {
    errorOf(() => set('__proto__.polluted=5'));
    errorOf(() => set('constructor.prototype.polluted=5'));
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });
});
