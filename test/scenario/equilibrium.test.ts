import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeEquilibrium, equilibriumOf } from '../../src/scenario/equilibrium.js';
import { loadScenario, resolveScenario } from '../../src/scenario/load.js';
import { presetNames } from '../../src/scenario/presets.js';

const RATES = { attach: 0.5, switch_on: 1.5, detach: 0.5 };

describe('the equilibrium of a scenario', () => {
  it('has as many UEs detach as come back', () => {
    const equilibrium = equilibriumOf(resolveScenario({ name: 'mine', traffic: RATES }));
    assert.deepEqual(equilibrium, { registered: 0.8, timeConstant: 1440 });
  });

  it('is each class’s own, and the population’s where nobody leaves or comes', () => {
    const scenario = resolveScenario({
      name: 'mine',
      population: { registered: 0.6 },
      traffic: RATES,
      subscribers: [
        { name: 'phone', share: 0.5 },
        { name: 'meter', share: 0.5, traffic: { attach: 0, switch_on: 0, detach: 0 } },
      ],
    });
    assert.ok(Math.abs(equilibriumOf(scenario).registered - 0.7) < 1e-12);
  });

  it('is said in a comment', () => {
    const text = describeEquilibrium(resolveScenario({ name: 'mine', traffic: RATES }));
    assert.equal(
      text,
      '# Registered UEs: 97% at the start, 80% in the long run, time constant 24m\n' +
        '# (as many leave by detach as come back by switch_on and attach).\n',
    );
  });

  it('is said to be none where nobody leaves or comes', () => {
    const traffic = { attach: 0, switch_on: 0, detach: 0 };
    assert.equal(
      describeEquilibrium(resolveScenario({ name: 'mine', traffic })),
      '# Registered UEs: 97% at the start; nobody detaches, and nobody comes back.\n',
    );
  });

  for (const preset of presetNames()) {
    if (preset === 'site-failure') {
      it('is that of a network which has recovered: site-failure', () => {
        const scenario = loadScenario(preset);
        assert.ok(scenario.population.registered < 0.5);
        assert.ok(equilibriumOf(scenario).registered > 0.99);
      });
    } else {
      it(`is where the preset begins: ${preset}`, () => {
        const scenario = loadScenario(preset);
        const off = equilibriumOf(scenario).registered - scenario.population.registered;
        assert.ok(Math.abs(off) < 0.01, `${off}`);
      });
    }
  }
});
