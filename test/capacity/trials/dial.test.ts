import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dialFor, isWhole, readQuantity } from '../../../src/capacity/trials/dial.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { ScenarioError } from '../../../src/scenario/problems.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import { loadOf } from '../../engine/arrivals/load-of.js';

const BUSY_HOUR = loadScenario('busy-hour', { ues: 10_000 });
const dial = (name: string, scenario: Scenario = BUSY_HOUR) => dialFor(scenario, name, '--vary');

describe('what can be varied', () => {
  it('load is a factor on all arrivals, on top of the stages', () => {
    const staged = loadScenario('site-failure', { ues: 10_000 });
    for (const scenario of [BUSY_HOUR, staged]) {
      const at = (factor: number, seconds: number): number =>
        loadOf(dial('load', scenario).at(factor))(seconds);
      for (const seconds of [0.01, 100, 250, 500]) {
        for (const factor of [0.25, 3]) {
          const ratio = at(factor, seconds) / at(1, seconds);
          assert.ok(Math.abs(ratio - factor) < 1e-9, `${ratio} for ${factor} at ${seconds} s`);
        }
      }
    }
    assert.equal(dial('load').present, 1);
    assert.equal(dial('load').sought, 'most');
  });

  it('a ramp at the beginning starts from the varied load', () => {
    const stages = [{ duration: 100, factor: 2, ramp: true }];
    const plain = loadOf(BUSY_HOUR)(0);
    const load = loadOf(dial('load', { ...BUSY_HOUR, stages }).at(4));
    assert.ok(Math.abs(load(0.01) / plain - 4) < 0.01);
    assert.ok(Math.abs(load(100) / plain - 8) < 0.01);
  });

  it('ues and mmes', () => {
    assert.equal(dial('ues').at(4321).ues, 4321);
    const { regions, ues } = dial('mmes').at(7);
    assert.deepEqual({ regions, ues }, { regions: 7, ues: 10_000 });
    assert.equal(dial('mmes').sought, 'fewest');
    assert.equal(dial('mmes').range?.[0], 2, 'handovers between MMEs need two');
  });

  it('any number of the scenario', () => {
    assert.equal(dial('traffic.rekey').at(7.5).traffic.rekey, 7.5);
    assert.equal(dial('traffic.rekey').sought, null);
    assert.equal(dial('failures.path_switch').at(0.25).failures.path_switch, 0.25);
    const staged = loadScenario('site-failure', { ues: 10_000 });
    assert.equal(dial('stages.0.factor', staged).at(1.5).stages[0].factor, 1.5);
  });

  it('a mean takes its distribution along', () => {
    assert.deepEqual(dial('links.s10.mean').at(0.02).links.s10, {
      shape: 'exponential',
      min: 0.01,
      mean: 0.02,
      max: 0.11,
    });
  });

  it('names what is no number', () => {
    const rejected = (name: string, message: RegExp) => assert.throws(() => dial(name), message);
    rejected(
      'traffic.rekye',
      /--vary: expected load, ues, mmes or .*"traffic\.rekye"; did you mean traffic\.rekey\?/,
    );
    rejected('traffic', /got "traffic"/);
    rejected('name', /got "name"/);
    rejected('seed', /got "seed"/);
    rejected('__proto__.x', /got/);
  });

  it('passes on what the scenario says to a value', () => {
    assert.throws(() => dial('traffic.rekey').at(1e9), ScenarioError);
    assert.throws(() => dial('mmes').at(300), ScenarioError);
  });

  it('knows what is counted in whole numbers', () => {
    assert.equal(isWhole(dial('ues'), [1000, 2000]), true);
    assert.equal(isWhole(dial('mmes'), [2, 8]), true);
    assert.equal(isWhole(dial('limits.retries'), [0, 8]), true);
    assert.equal(isWhole(dial('traffic.rekey'), [1, 8]), false);
    assert.equal(isWhole(dial('load'), [1, 2]), false);
  });
});

describe('a quantity', () => {
  it('is a number, a duration, a share or a count', () => {
    const written = ['0.5', '1e3', '5ms', '1m30s', '10%', '100k', '2M', 7];
    assert.deepEqual(written.map(readQuantity), [0.5, 1000, 0.005, 90, 0.1, 100_000, 2_000_000, 7]);
    for (const wrong of ['fast', '', '5 apples', '-3', '0x10'])
      assert.ok(Number.isNaN(readQuantity(wrong)), wrong);
  });
});
