import { UsageError } from '../errors.js';
import type { Statistic } from '../measure/statistic.js';
import { INVARIANT_NAMES } from '../model/invariants.js';
import { OUTCOME_NAMES } from '../model/outcomes.js';
import { PROCEDURE_NAMES } from '../model/procedures.js';
import { TRAFFIC_KINDS, TRAFFIC_OUTCOME_NAMES } from '../model/traffic.js';
import { VERDICT_COUNTS } from '../model/verdicts.js';
import { RULE_LABELS } from '../rules/table.js';
import type {
  EngineResult,
  Levels,
  LoadResult,
  MmeResult,
  PagingResult,
  ProcedureResult,
  RealTimeResult,
  RuleResult,
  ThresholdResult,
  TrafficResult,
} from './parts.js';

/*
 * A threshold is `PATH [/ PATH] OP VALUE`:
 *
 *   rules.6.hold.p99 < 50ms                            a time: plain seconds, or with s, ms or us
 *   procedures.x2_handover.failed / offered < 1%       a share of two counts or two times: plain, or with %
 *   mme.utilisation.p95 < 80%                          what is a share by itself: plain, or with %
 *   engine.messagesPerSecond >= 2e6                    anything else: a plain number
 *
 * A path names a number of result.json. A second path without a dot lies beside the first one.
 */

const OPERATORS = {
  '<=': (value: number, limit: number) => value <= limit,
  '>=': (value: number, limit: number) => value >= limit,
  '==': (value: number, limit: number) => value === limit,
  '<': (value: number, limit: number) => value < limit,
  '>': (value: number, limit: number) => value > limit,
} as const;
export type Operator = keyof typeof OPERATORS;

/** A parsed goal; `limit` is in seconds where the value is a time, and a fraction where it was given in %. */
export interface Threshold {
  readonly expression: string;
  /** Names from the top of result.json down to a number. */
  readonly path: readonly string[];
  /** What the first number is divided by, if anything. */
  readonly divisor: readonly string[] | null;
  /** What is compared: a time in seconds, a share of two like numbers, or any other number. */
  readonly kind: ThresholdKind;
  readonly operator: Operator;
  readonly limit: number;
}
export type ThresholdKind = 'seconds' | 'share' | 'plain';

/** An expression that is not a threshold, or names nothing that a result holds. */
export class ThresholdError extends UsageError {
  override readonly name = 'ThresholdError';
  constructor(
    readonly expression: string,
    /** The part of the expression that is wrong. */
    readonly value: string,
    /** What is wrong with it. */
    readonly problem: string,
    /** What would be right. */
    readonly remedy: string,
  ) {
    super(`threshold "${expression}": ${problem} "${value}"; ${remedy}`);
  }
}

type Dimension = 'seconds' | 'number' | 'share';
interface Names {
  readonly [name: string]: Dimension | Names;
}
/** The numbers of a part of the result, each with its dimension: the compiler keeps the lists complete. */
type DimensionsOf<T> = { readonly [K in keyof T as T[K] extends number | null ? K : never]: Dimension };

const counts = <Name extends string>(names: readonly Name[]): Record<Name, Dimension> =>
  Object.fromEntries(names.map((name) => [name, 'number'])) as Record<Name, Dimension>;

const STATISTIC: DimensionsOf<Statistic> = {
  count: 'number',
  mean: 'seconds',
  p50: 'seconds',
  p90: 'seconds',
  p99: 'seconds',
  p999: 'seconds',
  max: 'seconds',
};
const PROCEDURE: DimensionsOf<ProcedureResult> = {
  offered: 'number',
  ...counts(OUTCOME_NAMES),
  inFlight: 'number',
  queued: 'number',
};
const RULE: DimensionsOf<RuleResult> = {
  checks: 'number',
  ...counts(VERDICT_COUNTS),
};
const TRAFFIC: DimensionsOf<TrafficResult> = { offered: 'number', ...counts(TRAFFIC_OUTCOME_NAMES) };
const LOAD: DimensionsOf<LoadResult> = {
  offered: 'number',
  refused: 'number',
  registered: 'share',
  missing: 'share',
};
const ENGINE: DimensionsOf<EngineResult> = {
  workers: 'number',
  regions: 'number',
  ues: 'number',
  simulatedSeconds: 'seconds',
  wallSeconds: 'seconds',
  setupSeconds: 'seconds',
  messages: 'number',
  messagesPerSecond: 'number',
  procedures: 'number',
  proceduresPerSecond: 'number',
  derivations: 'number',
  bytesPerUe: 'number',
  peakRssBytes: 'number',
};
const REAL_TIME: DimensionsOf<RealTimeResult> = {
  speed: 'number',
  windows: 'number',
  lateWindows: 'number',
  suspendedSeconds: 'seconds',
};
const MME: DimensionsOf<MmeResult> = { servers: 'number', messages: 'number', refused: 'number' };
const PAGING: DimensionsOf<PagingResult> = {
  attempts: 'number',
  repeated: 'number',
  messages: 'number',
  messagesPerEnbSecond: 'number',
};
const levels = (of: Dimension): DimensionsOf<Levels> => ({ mean: of, p50: of, p95: of, p99: of, max: of });

const each = (names: readonly string[], value: Dimension | Names): Names =>
  Object.fromEntries(names.map((name) => [name, value]));

const RESULT: Names = {
  engine: ENGINE,
  traffic: each(TRAFFIC_KINDS, TRAFFIC),
  load: LOAD,
  procedures: each(PROCEDURE_NAMES, { ...PROCEDURE, duration: STATISTIC }),
  paging: PAGING,
  rules: each(RULE_LABELS, { ...RULE, hold: STATISTIC }),
  invariants: each(INVARIANT_NAMES, 'number'),
  decision: STATISTIC,
  mme: {
    ...MME,
    utilisation: levels('share'),
    waiting: STATISTIC,
    sojourn: STATISTIC,
    queue: levels('number'),
  },
  realTime: { ...REAL_TIME, lateness: STATISTIC },
};

const FORM = /^\s*([\w.]+)\s*(?:\/\s*([\w.]+)\s*)?(<=|>=|==|<|>)\s*(\S+)\s*$/;
const VALUE = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(us|ms|s|%)?$/;
/** What a value in this unit is divided by: 10us is 10 / 1e6, exactly the double nearest to 0.00001. */
const UNITS = { us: 1e6, ms: 1e3, s: 1, '%': 100 } as const;

/**
 * Reads a threshold such as `rules.6.hold.p99 < 50ms` or `procedures.x2_handover.failed / offered < 1%`.
 *
 * @throws ThresholdError if it has another form, a path names no number of a result, or the unit does not fit.
 */
export function parseThreshold(expression: string): Threshold {
  const form = FORM.exec(expression);
  if (form === null) {
    throw new ThresholdError(
      expression,
      expression.trim(),
      'cannot read',
      'write PATH [/ PATH] OP VALUE with OP one of < <= > >= ==, such as rules.6.hold.p99 < 50ms',
    );
  }
  const [, first, second, operator, value] = form;
  const path = first.split('.');
  const dimension = dimensionAt(expression, path);
  let divisor: readonly string[] | null = null;
  let kind: ThresholdKind = dimension === 'number' ? 'plain' : dimension;
  if (second !== undefined) {
    divisor = second.includes('.') ? second.split('.') : [...path.slice(0, -1), second];
    if (dimensionAt(expression, divisor) === dimension) kind = 'share';
  }
  return {
    expression,
    path,
    divisor,
    kind,
    operator: operator as Operator,
    limit: readLimit(expression, value, kind),
  };
}

function dimensionAt(expression: string, path: readonly string[]): Dimension {
  let names: Dimension | Names = RESULT;
  for (const [depth, name] of path.entries()) {
    const parent = path.slice(0, depth).join('.');
    if (typeof names === 'string') {
      throw new ThresholdError(
        expression,
        path.join('.'),
        'unknown path',
        `${parent} is a number, end there`,
      );
    }
    if (!Object.hasOwn(names, name)) {
      const place = parent === '' ? 'unknown name' : `unknown name after ${parent}:`;
      throw new ThresholdError(expression, name, place, `expected one of ${Object.keys(names).join(', ')}`);
    }
    names = names[name];
  }
  if (typeof names !== 'string') {
    const choices = Object.keys(names).join(', ');
    throw new ThresholdError(expression, path.join('.'), 'not a number:', `add one of ${choices}`);
  }
  return names;
}

function readLimit(expression: string, text: string, kind: ThresholdKind): number {
  const remedy = {
    seconds: 'expected a time of 0 or more, in seconds or with a unit: 0.05, 1.5s, 50ms or 10us',
    share: 'expected a share of 0 or more, such as 0.01 or 1%',
    plain: 'expected a plain number of 0 or more, such as 0 or 2e6',
  }[kind];
  const match = VALUE.exec(text);
  if (match === null) throw new ThresholdError(expression, text, 'wrong value', remedy);
  const unit = match[2] as keyof typeof UNITS | undefined;
  const fits = unit === undefined || (unit === '%' ? kind === 'share' : kind === 'seconds');
  const limit = Number(match[1]) / (unit === undefined ? 1 : UNITS[unit]);
  if (!fits || !Number.isFinite(limit)) throw new ThresholdError(expression, text, 'wrong value', remedy);
  return limit;
}

/**
 * Compares a result with a goal. Where nothing was measured (a statistic over no values, 0 / 0, or the lateness of a
 * run with the virtual clock) the goal is neither met nor missed: `ok` and `value` are null. A number other than 0 over 0
 * compares as infinite; JSON has no such number, so its `value` is null as well.
 *
 * @param result a result, or as much of one as the goal is about
 */
export function evaluateThreshold(threshold: Threshold, result: object): ThresholdResult {
  const { expression, path, divisor } = threshold;
  const first = numberAt(result, path);
  const second = divisor === null ? 1 : numberAt(result, divisor);
  if (first === null || second === null || (first === 0 && second === 0)) {
    return { expression, value: null, ok: null };
  }
  const value = first / second;
  return { expression, value: Number.isFinite(value) ? value : null, ok: meets(threshold, value) };
}

/** Whether a value keeps a goal. */
export function meets({ operator, limit }: Threshold, value: number): boolean {
  return OPERATORS[operator](value, limit);
}

/** Goals as they are written, in their order. */
export function evaluateThresholds(expressions: readonly string[], result: object): ThresholdResult[] {
  return expressions.map((expression) => evaluateThreshold(parseThreshold(expression), result));
}

/** The number at a path; null: there is none. */
export function numberAt(result: object, path: readonly string[]): number | null {
  let value: unknown = result;
  for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name];
  return (value as number | null | undefined) ?? null;
}
