import { type Axis, between, grid, hardness, isNarrow } from './axis.js';

/*
 * The search for the hardest value that meets all goals, after Multiple Loss Ratio search (MLRsearch, IETF BMWG):
 *
 *   level 0         values over the whole range, shortest trials     ─> where the goals begin to be missed
 *   level 1, 2, …   longer trials at both bounds of the level before; a bound that does not stand moves out to the
 *                   next value that stood before, then the middle is tried
 *   last level      the same with full-length trials: only these make an answer
 *
 * The width that a level aims at is twice that of the next one. In its terms: a value that meets all goals at a level
 * and is easier than any that misses one is the Relevant Lower Bound; the easiest one that misses a goal is the
 * Relevant Upper Bound. What trials say of a value may remain undecided; such values widen the answer.
 *
 * Nothing here knows what is varied, measured or meant by a goal, and values are asked for in an order that depends
 * on the verdicts alone.
 */

/** What the trials at a value say of a goal. */
export type Verdict = 'met' | 'missed' | 'undecided';

/** What has been measured at a value: a verdict for each goal, and whatever else the caller wants to find again. */
export interface Sample {
  readonly verdicts: readonly Verdict[];
}

/** How much is to be spent on a value: level 0 is the least; verdicts of the last level are final. */
export interface Effort {
  readonly level: number;
  readonly isLast: boolean;
}

/** Measures at a value. Called for several values at the same time, and once for a value and level. */
export type Measure<S extends Sample> = (value: number, effort: Effort) => Promise<S>;

export interface SearchOptions {
  readonly axis: Axis;
  /** Levels of effort; 1: full-length trials only. */
  readonly levels: number;
  /** Values over the whole range that level 0 begins with, at least 2. */
  readonly gridPoints: number;
  /** Told before values are measured. */
  readonly onStep?: (step: SearchStep) => void;
}

/** How far a search is: its level, and the bounds that it knows of, which rest on trials of any level. */
export interface SearchStep extends Bounds {
  readonly level: number;
}

/** A value, and the sample of the highest level that was measured there. */
export interface Point<S extends Sample> {
  readonly value: number;
  readonly level: number;
  readonly sample: S;
}

/** The hardest value shown to meet, and the easiest shown to miss; null: there is none in the range. */
export interface Bounds {
  readonly met: number | null;
  readonly missed: number | null;
}

/**
 * - `found`: the answer's interval is as narrow as it was asked for
 * - `always_met`: up to the hardest value no goal is missed
 * - `never_met`: a goal is already missed at the easiest value
 * - `too_noisy`: trials contradict each other so much that the interval could not be made narrow enough
 */
export type SearchStatus = 'found' | 'always_met' | 'never_met' | 'too_noisy';

export interface Found<S extends Sample> extends Bounds {
  readonly status: SearchStatus;
  /** By goal; where a goal does not limit, these rest on shorter trials. */
  readonly goals: readonly Bounds[];
  /** All that was measured, the easiest first. */
  readonly points: readonly Point<S>[];
}

/** Searches; rejects with what `measure` rejects with. */
export async function search<S extends Sample>(
  measure: Measure<S>,
  options: SearchOptions,
): Promise<Found<S>> {
  return new Search(measure, options).run();
}

/** All goals together. */
export function joint({ verdicts }: Sample): Verdict {
  if (verdicts.includes('missed')) return 'missed';
  return verdicts.includes('undecided') ? 'undecided' : 'met';
}

/**
 * The bounds that these points show.
 *
 * @param points the easiest first
 * @param verdictOf for one goal, or for all together
 */
export function boundsOf<S extends Sample>(
  points: readonly Point<S>[],
  verdictOf: (sample: S) => Verdict,
): Bounds {
  const found = points.findIndex(({ sample }) => verdictOf(sample) === 'missed');
  const before = found === -1 ? points : points.slice(0, found);
  const met = before.findLast(({ sample }) => verdictOf(sample) === 'met');
  return { met: met?.value ?? null, missed: points[found]?.value ?? null };
}

class Search<S extends Sample> {
  private readonly measured = new Map<number, Point<S>>();
  private readonly axis: Axis;
  private readonly lastLevel: number;

  constructor(
    private readonly measure: Measure<S>,
    private readonly options: SearchOptions,
  ) {
    this.axis = options.axis;
    this.lastLevel = options.levels - 1;
  }

  async run(): Promise<Found<S>> {
    await this.measureAll(grid(this.axis, this.options.gridPoints), 0);
    for (let level = 0; level <= this.lastLevel; level++) await this.narrow(level);
    const points = this.points(0);
    const last = this.points(this.lastLevel);
    const bounds = boundsOf(last, joint);
    const goals = points[0].sample.verdicts.map((_, goal) =>
      boundsOf(points, ({ verdicts }) => verdicts[goal]),
    );
    return { status: this.status(last, bounds), ...bounds, goals, points };
  }

  /** Brings the interval to the width of a level. */
  private async narrow(level: number): Promise<void> {
    if (level > 0) {
      const { met, missed } = boundsOf(this.points(level - 1), joint);
      const { easiest, hardest } = this.axis;
      await this.measureAll([met ?? easiest, missed ?? hardest], level);
    }
    for (;;) {
      const next = this.next(level);
      if (next.length === 0) return;
      await this.measureAll(next, level);
    }
  }

  /** Values to measure next at a level; none: it is done. */
  private next(level: number): number[] {
    const points = this.points(level);
    const { met, missed } = boundsOf(points, joint);
    const inside = points
      .map(({ value }) => value)
      .filter(
        (value) =>
          (met === null || this.harder(value, met)) && (missed === null || this.harder(missed, value)),
      );
    const next: (number | null)[] = [];
    // Undecided values may lie between the bounds: then each bound is brought near to them.
    const first = inside[0] ?? missed;
    const last = inside[inside.length - 1] ?? met;
    if (met === null) next.push(this.easierThan(points[0].value));
    else if (first !== null) next.push(this.middle(met, first, level));
    if (missed === null) next.push(this.harderThan(points[points.length - 1].value));
    else if (last !== null) next.push(this.middle(last, missed, level));
    return [...new Set(next.filter((value) => value !== null))];
  }

  private middle(a: number, b: number, level: number): number | null {
    const times = 2 ** (this.lastLevel - level);
    return isNarrow(this.axis, a, b, times) ? null : between(this.axis, a, b);
  }

  /** The next easier value where all goals were met by shorter trials, else the easiest; null: this is the easiest. */
  private easierThan(value: number): number | null {
    if (value === this.axis.easiest) return null;
    const stood = this.points(0).findLast(
      (point) => this.harder(value, point.value) && joint(point.sample) === 'met',
    );
    return stood?.value ?? this.axis.easiest;
  }

  private harderThan(value: number): number | null {
    if (value === this.axis.hardest) return null;
    const stood = this.points(0).find(
      (point) => this.harder(point.value, value) && joint(point.sample) === 'missed',
    );
    return stood?.value ?? this.axis.hardest;
  }

  private status(last: readonly Point<S>[], { met, missed }: Bounds): SearchStatus {
    if (met !== null && missed !== null) return isNarrow(this.axis, met, missed) ? 'found' : 'too_noisy';
    if (met !== null) return met === this.axis.hardest ? 'always_met' : 'too_noisy';
    return missed === last[0].value ? 'never_met' : 'too_noisy';
  }

  private harder(a: number, b: number): boolean {
    return hardness(this.axis, a, b) > 0;
  }

  /** Measured at this level or a higher one, the easiest first. */
  private points(level: number): Point<S>[] {
    return [...this.measured.values()]
      .filter((point) => point.level >= level)
      .sort((a, b) => hardness(this.axis, a.value, b.value));
  }

  private async measureAll(values: readonly number[], level: number): Promise<void> {
    const missing = [...new Set(values)].filter((value) => (this.measured.get(value)?.level ?? -1) < level);
    const effort = { level, isLast: level === this.lastLevel };
    if (missing.length > 0) this.options.onStep?.({ level, ...boundsOf(this.points(0), joint) });
    const samples = await Promise.all(missing.map((value) => this.measure(value, effort)));
    missing.forEach((value, i) => {
      this.measured.set(value, { value, level, sample: samples[i] });
    });
  }
}
