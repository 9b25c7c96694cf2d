import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadScenario } from '../../src/scenario/load.js';
import { DEFAULT_PRESET, listPresets } from '../../src/scenario/presets.js';
import { toYaml } from '../../src/scenario/print.js';
import type { Stage } from '../../src/scenario/scenario.js';
import { meanRates } from '../../src/scenario/subscribers.js';
import { errorOf, load, PLENTY } from './support.js';

const preset = (name: string) => loadScenario(name, {}, PLENTY);

describe('presets', () => {
  const files = readdirSync(new URL('../../../src/scenario/presets/', import.meta.url));
  const names = listPresets().map(({ name }) => name);

  it('are the files of their folder, the default one first', () => {
    assert.ok(names.length >= 7);
    assert.deepEqual([...names].sort(), files.map((file) => file.replace('.yaml', '')).sort());
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
        `presets are ${names.join(', ')}; a file's name ends in .yaml or .yml`,
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
    const { switch_on, ...registered } = traffic;
    assert.ok(switch_on > 10);
    const perHour = Object.values(registered).reduce((sum, rate) => sum + rate, 0);
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

/** What a class's load over time adds up to in hours at factor 1. */
function hoursAtOne(stages: readonly Stage[]): number {
  let from = 1;
  let hours = 0;
  for (const { duration, factor, ramp } of stages) {
    hours += (duration / 3600) * (ramp ? (from + factor) / 2 : factor);
    from = factor;
  }
  return hours;
}

const total = (stages: readonly Stage[]): number => stages.reduce((sum, { duration }) => sum + duration, 0);

describe('day', () => {
  it('has 24 hours of phones, meters and cars, each with its own load over time', () => {
    const { duration, subscribers } = preset('day');
    assert.equal(duration, 24 * 3600);
    assert.deepEqual(
      subscribers.map(({ name }) => name),
      ['phone', 'meter', 'car'],
    );
    const [phone, meter, car] = subscribers;
    for (const { stages } of [phone, car]) assert.equal(total(stages), duration);
    assert.deepEqual(meter.stages, []);
  });

  it('has the busy hour of the preset busy-hour at 18:00, and less at all other times', () => {
    const { traffic, subscribers } = preset('day');
    assert.deepEqual(traffic, preset('busy-hour').traffic);
    const [{ stages, traffic: own }] = subscribers;
    assert.deepEqual(own, {});
    assert.deepEqual(stages[18], { duration: 3600, factor: 1, ramp: false });
    assert.ok(stages.every(({ factor }, hour) => factor < 1 || hour === 17 || hour === 18));
    const hours = hoursAtOne(stages);
    assert.ok(hours > 12 && hours < 16, `${hours} busy hours in a day`);
  });
});

describe('planning', () => {
  it('has the normal call events of an MME, and reserve for those of a failed site', () => {
    const scenario = preset('planning');
    const perMme = (scenario.ues / scenario.regions) * (meanRates(scenario) / 3600);
    assert.ok(perMme >= 170 && perMme <= 200, `${perMme} call events per second and MME`);
    const { servers, service } = scenario.mme!;
    // Four messages at the MME to an event, as runs show.
    const most = servers / service.mean / 4;
    assert.ok(most > 370 / 0.8 && most < 600, `at most ${most} events per second`);
  });

  it('has the classes of day in their busy hour', () => {
    const [phone, meter, car] = preset('planning').subscribers;
    const { traffic } = preset('planning');
    const day = preset('day').subscribers;
    assert.deepEqual(
      [phone.share, meter.share, car.share],
      day.map(({ share }) => share),
    );
    assert.deepEqual({ ...traffic, rekey: 0 }, { ...preset('day').traffic, rekey: 0 });
    assert.deepEqual(meter.traffic, day[1].traffic);
    assert.deepEqual({ service_request: traffic.service_request, ...car.traffic }, day[2].traffic);
  });

  it('has goals, and one for rule 1, which a short trial holds often enough for', () => {
    assert.ok(preset('planning').thresholds.includes('rules.1.hold.p99 < 100ms'));
  });
});

describe('signalling-storm', () => {
  const byName = (name: string) => preset('signalling-storm').subscribers.find((one) => one.name === name)!;

  it('has phones as busy-hour has them', () => {
    const rates = Object.entries(preset('busy-hour').traffic).filter(([, rate]) => rate > 0);
    assert.deepEqual(byName('phone').traffic, Object.fromEntries(rates));
  });

  it('has a report of every meter within ten seconds, as 3GPP TR 37.868 models it', () => {
    const { traffic, stages } = byName('meter');
    const storm = stages.slice(1);
    assert.equal(total(storm), 10);
    // From the 0.47 before it; Beta(3, 4) between whole seconds by straight lines.
    const reports =
      traffic.service_request! * hoursAtOne([{ duration: 1e-9, factor: 0.47, ramp: false }, ...storm]);
    assert.ok(Math.abs(reports - 1) < 0.01, `${reports} reports per meter`);
    const beta = (x: number): number => 60 * x ** 2 * (1 - x) ** 3;
    storm.slice(0, -1).forEach(({ factor }, i) => {
      assert.ok(Math.abs(factor - 360 * beta((i + 1) / 10)) < 0.6, `after ${i + 1} s`);
    });
  });

  it('asks more of its MMEs than they can do, for some seconds', () => {
    const { ues, regions, mme } = preset('signalling-storm');
    const { share, traffic, stages } = byName('meter');
    const highest = Math.max(...stages.map(({ factor }) => factor));
    const perSecond = ((ues / regions) * share * traffic.service_request! * highest) / 3600;
    assert.ok(perSecond > mme!.servers / mme!.service.mean, `${perSecond} reports per second and MME`);
  });

  it('has an attach of every gateway within a minute', () => {
    const { traffic, stages } = byName('gateway');
    assert.equal(stages[1].duration, 60);
    assert.equal((traffic.attach! * stages[1].factor * 60) / 3600, 1);
  });
});
