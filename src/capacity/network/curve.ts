import type { Statistic } from '../../measure/statistic.js';
import { PROCEDURE_NAMES, type ProcedureName } from '../../model/procedures.js';
import type { MmeResult } from '../../results/parts.js';
import type { Threshold } from '../../results/thresholds.js';
import type { Point } from '../search/search.js';
import { kneeOf } from '../statistics/knee.js';
import { meanOf, refusedShare } from '../trials/outcome.js';
import type { Trialled } from './measurement.js';

/** Means over the trials at one value; seconds, and shares of one. Null: not measured. */
export interface CurvePoint {
  readonly value: number;
  /** Trials that the point rests on, and the simulated seconds that were measured in all of them. */
  readonly trials: number;
  readonly measuredSeconds: number;
  /** By goal: what it is about. */
  readonly goals: readonly (number | null)[];
  /** By rule, of those that held anything at any value. */
  readonly holds: Readonly<Record<string, Percentiles>>;
  /** By procedure, of those that ended at any value. */
  readonly durations: Readonly<Partial<Record<ProcedureName, Percentiles>>>;
  /** Refused among all procedures that ended. */
  readonly refused: number | null;
  /** How busy the MMEs are; null where they are infinitely fast. */
  readonly mme: {
    /** Share of the servers' time in use, in whole seconds. */
    readonly utilisation: { readonly mean: number | null; readonly p95: number | null };
    /** Time that messages wait for a server. */
    readonly waiting: Percentiles;
    /** Messages refused, of all that arrived. */
    readonly refused: number | null;
  } | null;
}

export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** The curve that these points lie on, in ascending order of the value. */
export function curveOf(points: readonly Point<Trialled>[]): CurvePoint[] {
  const outcomes = points.flatMap(({ sample }) => sample.trials.map(({ trial }) => trial.outcome));
  const rules = Object.keys(outcomes[0]?.rules ?? {}).filter((rule) =>
    outcomes.some(({ rules }) => rules[rule].hold.count > 0),
  );
  const procedures = PROCEDURE_NAMES.filter((name) =>
    outcomes.some(({ procedures }) => procedures[name].duration.count > 0),
  );
  return [...points]
    .sort((a, b) => a.value - b.value)
    .map(({ value, sample }): CurvePoint => {
      const here = sample.trials.map(({ trial }) => trial.outcome);
      return {
        value,
        trials: here.length,
        measuredSeconds: here.reduce((sum, { engine }) => sum + engine.simulatedSeconds, 0),
        goals: sample.judgements.map(({ mean }) => mean),
        holds: byName(rules, (rule) => percentiles(here.map(({ rules }) => rules[rule].hold))),
        durations: byName(procedures, (name) =>
          percentiles(here.map(({ procedures }) => procedures[name].duration)),
        ),
        refused: meanOf(here.map(refusedShare)),
        mme: mmesIn(here.flatMap(({ mme }) => mme ?? [])),
      };
    });
}

/** The knee in the course of what a goal is about; one that must stay high is looked at upside down. */
export function kneeIn(curve: readonly CurvePoint[], goal: Threshold, n: number, sought: 'most' | 'fewest') {
  const sign = goal.operator.startsWith('>') ? -1 : 1;
  const points = curve.flatMap(({ value, goals }) => {
    const y = goals[n];
    return y === null || !Number.isFinite(y) ? [] : [{ x: value, y: sign * y }];
  });
  if (sought === 'most') return kneeOf(points);
  const knee = kneeOf(points.map(({ x, y }) => ({ x: -x, y })).reverse());
  return knee === null ? null : -knee;
}

function byName<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
}

function percentiles(statistics: readonly Statistic[]): Percentiles {
  return { p50: meanOf(statistics.map(({ p50 }) => p50)), p99: meanOf(statistics.map(({ p99 }) => p99)) };
}

function mmesIn(mmes: readonly MmeResult[]): CurvePoint['mme'] {
  if (mmes.length === 0) return null;
  return {
    utilisation: {
      mean: meanOf(mmes.map(({ utilisation }) => utilisation.mean)),
      p95: meanOf(mmes.map(({ utilisation }) => utilisation.p95)),
    },
    waiting: percentiles(mmes.map(({ waiting }) => waiting)),
    refused: meanOf(
      mmes.map(({ messages, refused }) => (messages + refused === 0 ? null : refused / (messages + refused))),
    ),
  };
}
