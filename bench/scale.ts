import type { EngineCase, EngineMeasurement } from './engine.case.js';
import type { BenchResult, Goal } from './measure.js';
import { ratio, runCase, series, takeTurns } from './pairs.js';

/*
 * Whole runs of busy-hour, by wall time: how the time per message changes with workers, UEs and kind of keys.
 */

const ROUNDS = 3;

/** Messages of a run, about: enough to make little of what each worker takes to have everything compiled ... */
const MESSAGES = 20e6;
const PER_UE_SECOND = 0.1;
/** ... and simulated seconds: many windows, each of 2 s. */
const SECONDS_MIN = 60;

const WORKERS_GOAL: Goal = {
  text: 'two workers do at least 0.95 of what two processes of one worker do at the same time',
  limit: 0.95,
  better: 'higher',
};
const HOUR_GOAL: Goal = {
  text: 'a whole simulated hour of 1 M UEs in at most 35 s',
  limit: 35,
  better: 'lower',
};
export const FIFTY_MILLION_GOAL: Goal = {
  text: '50 M UEs faster than real time',
  limit: 1,
  better: 'higher',
};
const sizeGoal = (size: string): Goal => ({
  text: `${size} cost at most 1.1 times the time per message of 1 M`,
  limit: 1.1,
  better: 'lower',
});

function engine(engineCase: Omit<EngineCase, 'seconds'>): Promise<EngineMeasurement> {
  return runCase<EngineCase, EngineMeasurement>('engine.case.js', {
    ...engineCase,
    seconds: secondsOf(engineCase.ues),
  });
}

function secondsOf(ues: number): number {
  return Math.max(SECONDS_MIN, Math.ceil(MESSAGES / (ues * PER_UE_SECOND)));
}

/**
 * What two processes do at the same time that know nothing of each other: each has half of the UEs in half of the
 * regions, as each of two workers has. It is what the machine can do at best.
 */
async function twoProcesses(ues: number): Promise<number> {
  const half: EngineCase = { ues: ues / 2, regions: 16, workers: 1, seconds: secondsOf(ues) };
  const both = await Promise.all(
    [half, half].map((engineCase) => runCase<EngineCase, EngineMeasurement>('engine.case.js', engineCase)),
  );
  return both.reduce((sum, { messagesPerSecond }) => sum + messagesPerSecond, 0);
}

/** With 50 M UEs on request only: they take 10 GiB and some minutes. */
export async function bench(): Promise<BenchResult[]> {
  const compared = await compare([1e5, 1e7]);
  return process.env.UESTORM_BENCH_LARGE === undefined ? compared : [...compared, ...(await fiftyMillion())];
}

async function fiftyMillion(): Promise<BenchResult[]> {
  const { runs } = await takeTurns(ROUNDS, { runs: () => engine({ ues: 50e6, workers: 2 }) });
  const all = (name: string, unit: string, of: (run: EngineMeasurement) => number, goal?: Goal) =>
    series(`50 M UEs, two workers: ${name}`, unit, runs.map(of), goal);
  return [
    all('simulated over wall time', 'x', (run) => run.simulatedOverWall, FIFTY_MILLION_GOAL),
    all('messages per second', 'M/s', (run) => run.messagesPerSecond / 1e6),
    all('set-up', 's', (run) => run.setupSeconds),
    all('peak RSS', 'GiB', (run) => run.rssBytes / 2 ** 30),
  ];
}

async function compare(sizes: readonly number[]): Promise<BenchResult[]> {
  const size = (ues: number) => `${ues / 1e6} M UEs`;
  const base = '1 M UEs, one worker, symbolic keys';
  const measured = await takeTurns(ROUNDS, {
    [base]: () => engine({ ues: 1e6, workers: 1 }),
    'two workers': () => engine({ ues: 1e6, workers: 2 }),
    'two processes': () =>
      twoProcesses(1e6).then((messagesPerSecond) => ({ messagesPerSecond, simulatedOverWall: 0 })),
    hmac: () => engine({ ues: 1e6, workers: 1, keys: 'hmac' }),
    ...Object.fromEntries(sizes.map((ues) => [size(ues), () => engine({ ues, workers: 1 })])),
  } as Record<string, () => Promise<Pick<EngineMeasurement, 'messagesPerSecond' | 'simulatedOverWall'>>>);
  const speed = (name: string) => measured[name].map(({ messagesPerSecond }) => messagesPerSecond);
  return [
    ratio(
      '1 M UEs: two workers over two processes at once',
      speed('two workers'),
      speed('two processes'),
      WORKERS_GOAL,
    ),
    series(
      'a simulated hour of 1 M UEs, at the speed of two workers',
      's',
      measured['two workers'].map(({ simulatedOverWall }) => 3600 / simulatedOverWall),
      HOUR_GOAL,
    ),
    ratio('1 M UEs: two workers over one', speed('two workers'), speed(base)),
    ratio('1 M UEs: time per message, hmac over symbolic', speed(base), speed('hmac')),
    ...sizes.map((ues) =>
      ratio(`time per message, ${size(ues)} over 1 M`, speed(base), speed(size(ues)), sizeGoal(size(ues))),
    ),
    ...Object.keys(measured).map((name) =>
      series(
        `${name}: messages per second`,
        'M/s',
        speed(name).map((n) => n / 1e6),
      ),
    ),
  ];
}
