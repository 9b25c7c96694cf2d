import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  keptTime,
  machineCapacity,
  verdictOf,
  warningsFor,
  whyLate,
} from '../../../src/capacity/machine/capacity.js';
import type { MachineCapacity } from '../../../src/capacity/machine/result.js';
import { formatMachineCapacity } from '../../../src/capacity/machine/text.js';
import { type MachineTrial, windowSeconds } from '../../../src/capacity/machine/trial.js';
import { type Reading, type Usage, usageBetween } from '../../../src/capacity/machine/usage.js';
import { fitUsl } from '../../../src/capacity/statistics/usl.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { resultFixture, scenarioFixture } from '../../report/fixture.js';

const WINDOW = 0.004;

/** On two cores that nobody else uses. */
const AT_EASE: Usage = {
  wallSeconds: 8,
  workers: [0.4, 0.5],
  processCores: 1,
  otherCores: 0.02,
  machineCores: 2,
  missing: 0,
  withheld: 0,
  main: 0.01,
  rssBytes: 2 ** 30,
};

function trial(changes: Partial<MachineTrial> = {}, usage: Partial<Usage> = {}): MachineTrial {
  return {
    ues: 1_000_000,
    seconds: 8,
    lateness: { count: 4000, mean: 0.001, p50: 0.001, p90: 0.002, p99: 0.003, p999: 0.004, max: 0.005 },
    fellBehind: false,
    messagesPerSecond: 100_000,
    refused: 0,
    usage: { ...AT_EASE, ...usage },
    ...changes,
  };
}

const late = (usage: Partial<Usage> = {}, changes: Partial<MachineTrial> = {}): MachineTrial =>
  trial({ lateness: { ...trial().lateness, p99: 0.02 }, ...changes }, usage);

describe('a trial in real time', () => {
  it('kept time if p99 of its lateness lies under a window', () => {
    assert.equal(keptTime(trial(), WINDOW), true);
    assert.equal(keptTime(trial(), 0.003), false);
    assert.equal(keptTime(late(), WINDOW), false);
  });

  it('did not if it fell behind, or if no window was measured', () => {
    assert.equal(keptTime(trial({ fellBehind: true }), WINDOW), false);
    assert.equal(keptTime(trial({ lateness: { ...trial().lateness, count: 0, p99: null } }), WINDOW), false);
  });

  it('decides together with others: all, none, or nobody knows', () => {
    assert.equal(verdictOf([trial(), trial(), trial()], WINDOW), 'met');
    assert.equal(verdictOf([late(), late(), late()], WINDOW), 'missed');
    assert.equal(verdictOf([trial(), late(), trial()], WINDOW), 'undecided');
  });
});

describe('what kept a machine from more', () => {
  const cases: [string, MachineTrial, number, string[]][] = [
    ['a worker without time', late({ workers: [0.6, 0.93] }), 2, ['cpu']],
    ['others on the same cores', late({ otherCores: 0.7 }), 2, ['other processes']],
    ['a worker that was kept from its core', late({ withheld: 0.2 }), 1, ['other processes']],
    ['others on a core of their own: something else', late({ otherCores: 0.9 }), 1, ['scheduling']],
    ['time that nobody accounts for', late({ missing: 0.1 }), 2, ['missing time']],
    ['work that the model refused', late({}, { refused: 0.02 }), 2, ['model']],
    ['nothing that is used up', late(), 2, ['scheduling']],
    ['several at once', late({ workers: [0.95], otherCores: 1.2 }), 1, ['cpu', 'other processes']],
  ];
  for (const [what, one, workers, limits] of cases) {
    it(`is ${limits.join(' and ')}: ${what}`, () => assert.deepEqual(whyLate([one], workers), limits));
  }

  it('is what most trials show', () => {
    const busy = late({ workers: [0.99] });
    assert.deepEqual(whyLate([busy, late(), late()], 1), ['scheduling']);
    assert.deepEqual(whyLate([busy, busy, late()], 1), ['cpu']);
  });
});

describe('warnings', () => {
  it('are none where the machine was ours', () => assert.deepEqual(warningsFor([trial(), late()], 2), []));

  it('name in how many trials others had cores, time was missing, or the model refused work', () => {
    const trials = [trial({}, { otherCores: 0.5 }), trial({ refused: 0.01 }, { missing: 0.2 }), trial()];
    assert.deepEqual(warningsFor(trials, 2), [
      'other processes took cores in 1 of 3 trials: alone, the machine carries more',
      'the machine was not there for part of 1 of 3 trials: a hypervisor gave its time to others',
      'the model refused work in 1 of 3 trials: it was offered more than it carried out',
    ]);
  });

  it('name workers without a core', () => {
    assert.match(warningsFor([trial()], 3).join(), /more workers than cores/);
  });
});

describe('what a machine gave between two readings', () => {
  const reading = (changes: Partial<Reading> = {}): Reading => ({
    wall: 100,
    busy: [1, 2],
    cpu: 10,
    main: { idle: 1000, active: 10, utilization: 0.01 },
    machine: { busy: 500, idle: 300, cores: 2 },
    ...changes,
  });
  const from = reading();

  it('is shares of the wall time between them', () => {
    const usage = usageBetween(
      from,
      reading({ wall: 110, busy: [6, 4], cpu: 22, machine: { busy: 515, idle: 305, cores: 2 } }),
    );
    assert.deepEqual(
      { ...usage, main: 0, rssBytes: 0 },
      {
        ...{ wallSeconds: 10, workers: [0.5, 0.2], processCores: 1.2, otherCores: 0.3, machineCores: 2 },
        ...{ missing: 0, withheld: 0, main: 0, rssBytes: 0 },
      },
    );
    assert.ok(usage.rssBytes > 0);
  });

  it('has missing time where used and idle time do not fill all cores', () => {
    const to = reading({ wall: 110, cpu: 14, machine: { busy: 504, idle: 312, cores: 2 } });
    assert.ok(Math.abs(usageBetween(from, to).missing - 0.2) < 1e-12);
  });

  it('has withheld time where workers were busy for longer than they had a core', () => {
    const to = reading({ wall: 110, busy: [9, 10], cpu: 14, machine: { busy: 510, idle: 310, cores: 2 } });
    assert.equal(usageBetween(from, to).withheld, 0.75);
  });
});

describe('the report', () => {
  const capacity: MachineCapacity = {
    ...{ version: 1, uestorm: '0.1.0', machine: resultFixture().machine, scenario: scenarioFixture() },
    status: 'found',
    answer: 1_000_000,
    interval: [1_000_000, 1_080_000],
    goals: ['realTime.lateness.p99 < 0.004s'],
    windowSeconds: WINDOW,
    workers: 2,
    range: [100_000, 3_000_000],
    limits: ['cpu'],
    limitedByGenerator: true,
    warnings: ['other processes took cores in 1 of 3 trials: alone, the machine carries more'],
    trials: [{ ...trial(), level: 2, verdict: 'met' }],
    scaling: {
      ...{ ues: 200_000, duration: 60, messagesPerUe: 0.1 },
      points: [
        { n: 1, throughput: 1e6 },
        { n: 2, throughput: 1.8e6 },
        { n: 1, throughput: 1.02e6 },
        { n: 2, throughput: 1.78e6 },
      ],
      fit: fitUsl([
        { n: 1, throughput: 1e6 },
        { n: 2, throughput: 1.8e6 },
        { n: 1, throughput: 1.02e6 },
        { n: 2, throughput: 1.78e6 },
      ]),
    },
  };
  const text = (changes: Partial<MachineCapacity> = {}): string =>
    formatMachineCapacity({ ...capacity, ...changes }, { colour: false, columns: 80 });

  it('has the answer, its limit, the trials and the scaling with its errors', () => {
    const report = text();
    assert.match(report, /^in real time: 1\.00 M UEs, and not 1\.08 M UEs$/m);
    assert.match(report, /^2 workers, p99 of lateness under a window of 4\.00 ms$/m);
    assert.match(report, /^limited by the generator: a worker has no time left$/m);
    assert.match(report, /^beware {2}other processes took cores/m);
    assert.match(report, /^1\.00 M +3\.00 ms +100 k +50 % +1 % +1\.00 +0\.02 +1\.00 GiB +met$/m);
    assert.match(report, /^ {2}1 worker {3}1\.01 M messages\/s \(2 runs: 1\.00 M to 1\.02 M\)$/m);
    assert.match(report, /^ {2}sigma {2}0\.128 ± 0\.0[0-9]+ \(contention\)$/m);
    assert.doesNotMatch(report, /kappa {2}/);
    assert.match(report, /two numbers of workers cannot tell contention from coherency/);
  });

  it('says how a search ended without an answer', () => {
    const first = (changes: Partial<MachineCapacity>) => text(changes).split('\n')[0];
    assert.match(
      first({ status: 'always_met', interval: [3e6, null] }),
      /3\.00 M UEs, and none more were tried/,
    );
    assert.match(first({ status: 'never_met', interval: [null, 1e5] }), /not even 100 k UEs/);
    assert.match(
      first({ status: 'too_noisy' }),
      /too noisy to say: 1\.00 M UEs were carried in all trials, 1\.08 M UEs in none/,
    );
    assert.match(first({ status: 'interrupted', interval: [null, null], trials: [] }), /interrupted/);
  });

  it('says where the model is what limits', () => {
    const report = text({ limits: ['model'], limitedByGenerator: false });
    assert.match(report, /^limited by the model: the model refuses work/m);
  });
});

describe('a search on this machine', () => {
  const scenario = loadScenario('busy-hour', { ues: 2000, set: ['regions=4'] });
  const small = { workers: 1, rounds: 1, runSeconds: 0.05, trialSeconds: 0.4, warmUpSeconds: 0.05 };

  it('measures what it says, whatever comes out', async () => {
    const steps: string[] = [];
    const found = await machineCapacity(scenario, {
      ...small,
      ...{ workerCounts: [1, 2], range: [500, 700], onStep: (step) => steps.push(step) },
    });
    assert.equal(found.windowSeconds, windowSeconds(scenario));
    assert.deepEqual(found.goals, ['realTime.lateness.p99 < 0.01s']);
    assert.deepEqual(found.range, [500, 700]);
    assert.ok(found.trials.length >= 4);
    for (const { ues, usage, lateness } of found.trials) {
      assert.ok(ues >= 500 && ues <= 700);
      assert.equal(usage.workers.length, 1);
      assert.ok(lateness.count > 0);
      assert.ok(usage.workers[0] > 0 && usage.processCores > 0);
    }
    assert.deepEqual(
      found.scaling!.points.map(({ n }) => n),
      [1, 2],
    );
    assert.ok(found.scaling!.fit.sigma !== null && found.scaling!.fit.kappa === null);
    assert.ok(steps.includes('scaling: 2 workers, round 1 of 1'));
    assert.ok(steps.includes('round 1 of 3: 500 UEs for 0.1 s'));
  });

  it('ends when it is asked to, with what it has', async () => {
    const end = new AbortController();
    const onStep = (step: string): void => {
      if (step.includes('500 UEs')) end.abort();
    };
    const found = await machineCapacity(scenario, {
      ...{ ...small, workerCounts: [1], range: [500, 1000], signal: end.signal, onStep },
    });
    assert.equal(found.status, 'interrupted');
    assert.equal(found.answer, null);
    assert.equal(found.scaling!.points.length, 1);
  });
});
