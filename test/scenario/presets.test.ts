import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadScenario } from '../../src/scenario/load.js';
import { DEFAULT_PRESET, listPresets } from '../../src/scenario/presets.js';
import { toYaml } from '../../src/scenario/print.js';
import { errorOf, load, PLENTY } from './support.js';

const preset = (name: string) => loadScenario(name, {}, PLENTY);

describe('presets', () => {
  it('are four, the default one first', () => {
    const names = listPresets().map(({ name }) => name);
    assert.deepEqual(names, ['busy-hour', 'collision-storm', 'commute', 'site-failure']);
    assert.equal(names[0], DEFAULT_PRESET);
  });

  for (const { name, description } of listPresets()) {
    describe(name, () => {
      it('is valid, and called as its file', () => assert.equal(preset(name).name, name));
      it('is described in one line', () => assert.match(description, /^[A-Z].{20,118}$/));
      it('prints as a file that loads again to the same', () => {
        assert.deepEqual(load(toYaml(preset(name))), preset(name));
      });
      it('runs small', () => {
        assert.equal(loadScenario(name, { ues: 1000, duration: '10s' }, PLENTY).ues, 1000);
      });
      it('keeps every latency so short that T3460 (6 s) only expires after a loss', () => {
        const { s1, srb1, srb2 } = preset(name).links;
        assert.ok(2 * (s1.max + Math.max(srb1.max, srb2.max)) < 6);
      });
    });
  }

  it('that do not exist are answered with those that do', () => {
    assert.equal(
      errorOf(() => loadScenario('busyhour')).message,
      'SCENARIO: unknown preset "busyhour"; did you mean busy-hour? ' +
        "presets are busy-hour, collision-storm, commute, site-failure; a file's name ends in .yaml or .yml",
    );
    assert.doesNotMatch(errorOf(() => loadScenario('xyz')).message, /did you mean/);
    assert.match(errorOf(() => loadScenario('')).message, /^SCENARIO: unknown preset ""/);
  });
});

describe('busy-hour', () => {
  it('is what a scenario with nothing but a name gets', () => {
    const { name, description, ...values } = preset('busy-hour');
    assert.deepEqual(load('name: x'), { name: 'x', description: '', ...values });
  });
});

describe('collision-storm', () => {
  it('gives every UE several things at once', () => {
    const { traffic, population, inactivity, limits } = preset('collision-storm');
    const perMinute = Object.values(traffic).reduce((sum, rate) => sum + rate, 0) / 60;
    assert.ok(perMinute > 10, `${perMinute} events per UE and minute`);
    assert.deepEqual(population, { registered: 1, connected: 1 });
    assert.equal(inactivity, null);
    assert.equal(limits.active, 1);
  });

  it('lets NAS messages (SRB2) and RRC messages (SRB1) overtake each other', () => {
    const { srb1, srb2 } = preset('collision-storm').links;
    assert.ok(srb2.mean > srb1.mean && srb2.min < srb1.mean && srb1.max > srb2.mean);
  });
});

describe('site-failure', () => {
  it('starts with most UEs unregistered, and reaches the load of a failed site', () => {
    const { ues, regions, traffic, population, stages } = preset('site-failure');
    assert.ok(population.registered < 0.5);
    const perHour = Object.values(traffic).reduce((sum, rate) => sum + rate, 0);
    const perMme = (ues / regions) * (perHour / 3600);
    assert.ok(perMme >= 170 && perMme <= 200, `${perMme} call events per second and MME`);
    const failed = stages[2].factor * perMme;
    assert.ok(failed >= 350 && failed <= 370, `${failed} call events per second and MME`);
  });
});

describe('commute', () => {
  it('hands over more often than it does anything else', () => {
    const { x2_handover, s1_handover, inter_mme_handover, ...others } = preset('commute').traffic;
    const handovers = x2_handover + s1_handover + inter_mme_handover;
    assert.ok(Object.values(others).every((rate) => rate < handovers));
  });

  it('has a ramp and a spike', () => {
    const { stages } = preset('commute');
    assert.ok(stages.some((stage) => stage.ramp));
    assert.ok(stages.some((stage) => stage.factor >= 5 && stage.duration <= 30));
  });
});
