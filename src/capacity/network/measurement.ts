import type { Threshold } from '../../results/thresholds.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Effort, Measure, Point, Sample } from '../search/search.js';
import type { Series, Trial } from '../trials/trial.js';
import type { Trials } from '../trials/trials.js';
import { type Judgement, judge, judgeRoughly, valueIn } from './goal.js';

/*
 * What a search measures: trials with several seeds, the same at every value of what is varied.
 *
 *   level   length of a trial   seeds                          judged by
 *   0       a quarter           1                              the mean
 *   1       half                2                              the mean
 *   2       all of it           as asked for; twice and four   the confidence interval of the mean
 *                               times as many while undecided
 */
const LEVELS = [
  { share: 1 / 4, seeds: 1 },
  { share: 1 / 2, seeds: 2 },
] as const;
export const LEVEL_COUNT = LEVELS.length + 1;
const SEEDS_FACTOR_MAX = 4;

/** A trial that was run for a value of what is varied. */
export interface TrialAt {
  readonly value: number;
  readonly level: number;
  readonly seed: number;
  /** Simulated seconds, warm-up included. */
  readonly duration: number;
  readonly trial: Trial;
  /** By goal; null: not measured in this trial. */
  readonly values: readonly (number | null)[];
}

/** All trials at a value and level, and what they say. */
export interface Trialled extends Sample {
  readonly trials: readonly TrialAt[];
  /** By goal. */
  readonly judgements: readonly Judgement[];
}

export interface MeasurementOptions {
  /** The scenario at a value of what is varied. */
  readonly scenarioAt: (value: number) => Scenario;
  readonly goals: readonly Threshold[];
  readonly trials: Trials;
  /** Seeds of full-length trials. */
  readonly seeds: number;
  /** Simulated seconds; null: found in each trial. */
  readonly warmUp: number | null;
}

/** Messages of all kinds: the load as the parties feel it. */
const MESSAGES: Series = { path: ['engine', 'messages'], divisor: null };

/** Measures for a search, and remembers what it measured. */
export class Measurement {
  /** In the order in which they were asked for. */
  private readonly samples = new Map<string, Promise<Trialled>>();
  private readonly complete = new Map<string, Point<Trialled>>();

  constructor(private readonly options: MeasurementOptions) {}

  readonly measure: Measure<Trialled> = (value, effort) => {
    const key = `${value} ${effort.level}`;
    let sample = this.samples.get(key);
    if (sample === undefined) {
      sample = this.sample(value, effort).then((found) => {
        this.complete.set(key, { value, level: effort.level, sample: found });
        return found;
      });
      this.samples.set(key, sample);
    }
    return sample;
  };

  /** What has been measured, in the order in which it was asked for: the same however long trials took. */
  points(): Point<Trialled>[] {
    return [...this.samples.keys()].flatMap((key) => this.complete.get(key) ?? []);
  }

  private async sample(value: number, { level, isLast }: Effort): Promise<Trialled> {
    const { goals } = this.options;
    if (!isLast) {
      const { share, seeds } = LEVELS[level];
      const trials = await this.trialsAt(value, level, share, 0, seeds);
      return conclude(trials, goals, judgeRoughly);
    }
    const { seeds } = this.options;
    const trials: TrialAt[] = [];
    for (let factor = 1; ; factor *= 2) {
      trials.push(...(await this.trialsAt(value, level, 1, trials.length, seeds * factor)));
      const sample = conclude(trials, goals, judge);
      if (factor === SEEDS_FACTOR_MAX || !sample.verdicts.includes('undecided')) return sample;
      // A goal that is missed already decides.
      if (sample.verdicts.includes('missed')) return sample;
    }
  }

  /** Trials with the seeds from number `from` on, of `to` in all. */
  private trialsAt(
    value: number,
    level: number,
    share: number,
    from: number,
    to: number,
  ): Promise<TrialAt[]> {
    const { scenarioAt, goals, trials, warmUp } = this.options;
    const base = scenarioAt(value);
    const least = warmUp ?? 0;
    const duration = Math.round((least + (base.duration - least) * share) * 1e6) / 1e6;
    const series = [...goals.map(({ path, divisor }) => ({ path, divisor })), MESSAGES];
    return Promise.all(
      Array.from({ length: to - from }, async (_, i) => {
        const seed = (base.seed + from + i) >>> 0;
        const trial = await trials.get({ scenario: { ...base, seed, duration }, warmUp, series });
        const values = goals.map((goal) => valueIn(goal, trial.outcome));
        return { value, level, seed, duration, trial, values };
      }),
    );
  }
}

function conclude(trials: readonly TrialAt[], goals: readonly Threshold[], judgeBy: typeof judge): Trialled {
  const judgements = goals.map((goal, n) =>
    judgeBy(
      goal,
      trials.map(({ values }) => values[n]),
    ),
  );
  return { trials: [...trials], judgements, verdicts: judgements.map(({ verdict }) => verdict) };
}
