import type { EngineCase, EngineMeasurement } from './engine.case.js';
import type { BenchResult, Goal } from './measure.js';
import { ratio, runCase, series, takeTurns } from './pairs.js';

/*
 * Whole runs of busy-hour, by wall time: how the time per message changes with workers, UEs and kind of keys.
 */

const ROUNDS = 3;

/** Messages of a run, about: enough to make little of what each worker takes to have everything compiled. */
const MESSAGES = 3e6;
const PER_UE_SECOND = 0.1;

const WORKERS_GOAL: Goal = {
  text: 'two workers do at least 0.93 of what two processes of one worker do at the same time',
  limit: 0.93,
  better: 'higher',
};
export const TEN_MILLION_GOAL: Goal = {
  text: '10 M UEs cost at most 1.4 times the time per message of 1 M',
  limit: 1.4,
  better: 'lower',
};

function engine(engineCase: Omit<EngineCase, 'seconds'>): Promise<EngineMeasurement> {
  const seconds = Math.ceil(MESSAGES / (engineCase.ues * PER_UE_SECOND));
  return runCase<EngineCase, EngineMeasurement>('engine.case.js', { ...engineCase, seconds });
}

/**
 * What two processes do at the same time that know nothing of each other: each has half of the UEs in half of the
 * regions, as each of two workers has. It is what the machine can do at best.
 */
async function twoProcesses(ues: number): Promise<number> {
  const seconds = Math.ceil(MESSAGES / (ues * PER_UE_SECOND));
  const half: EngineCase = { ues: ues / 2, regions: 16, workers: 1, seconds };
  const both = await Promise.all(
    [half, half].map((engineCase) => runCase<EngineCase, EngineMeasurement>('engine.case.js', engineCase)),
  );
  return both.reduce((sum, { messagesPerSecond }) => sum + messagesPerSecond, 0);
}

/** With 10 M UEs on request only: they take 2 GB and half a minute a run. */
export async function bench(): Promise<BenchResult[]> {
  return compare(process.env.UESTORM_BENCH_LARGE === undefined ? [1e5, 4e6] : [1e5, 4e6, 1e7]);
}

async function compare(sizes: readonly number[]): Promise<BenchResult[]> {
  const size = (ues: number) => `${ues / 1e6} M UEs`;
  const base = '1 M UEs, one worker, symbolic keys';
  const measured = await takeTurns(ROUNDS, {
    [base]: () => engine({ ues: 1e6, workers: 1 }),
    'two workers': () => engine({ ues: 1e6, workers: 2 }),
    'two processes': () => twoProcesses(1e6).then((messagesPerSecond) => ({ messagesPerSecond })),
    hmac: () => engine({ ues: 1e6, workers: 1, keys: 'hmac' }),
    ...Object.fromEntries(sizes.map((ues) => [size(ues), () => engine({ ues, workers: 1 })])),
  } as Record<string, () => Promise<Pick<EngineMeasurement, 'messagesPerSecond'>>>);
  const speed = (name: string) => measured[name].map(({ messagesPerSecond }) => messagesPerSecond);
  return [
    ratio(
      '1 M UEs: two workers over two processes at once',
      speed('two workers'),
      speed('two processes'),
      WORKERS_GOAL,
    ),
    ratio('1 M UEs: two workers over one', speed('two workers'), speed(base)),
    ratio('1 M UEs: time per message, hmac over symbolic', speed(base), speed('hmac')),
    ...sizes.map((ues) =>
      ratio(
        `time per message, ${size(ues)} over 1 M`,
        speed(base),
        speed(size(ues)),
        ues === 1e7 ? TEN_MILLION_GOAL : undefined,
      ),
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
