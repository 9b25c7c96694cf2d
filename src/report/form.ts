import { z } from 'zod';
import { INVARIANT_NAMES } from '../model/invariants.js';
import { OUTCOME_NAMES } from '../model/outcomes.js';
import { PROCEDURE_NAMES } from '../model/procedures.js';
import { TRAFFIC_KINDS, TRAFFIC_OUTCOME_NAMES } from '../model/traffic.js';
import { VERDICT_COUNTS } from '../model/verdicts.js';
import { RULE_LABELS } from '../rules/table.js';

/*
 * What parts of a result look like that come from a file or another machine. Fields that another version knows are kept
 * as they are.
 */

export const number = z.number('expected a number');
export const text = z.string('expected a text');
export const flag = z.boolean('expected true or false');
export const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject(shape, 'expected an object');

const numbers = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, number]));

export const statistic = object({
  count: number,
  mean: number.nullable(),
  p50: number.nullable(),
  p90: number.nullable(),
  p99: number.nullable(),
  p999: number.nullable(),
  max: number.nullable(),
});

const procedure = object({
  offered: number,
  ...numbers(OUTCOME_NAMES),
  inFlight: number,
  queued: number,
  duration: statistic,
});

const rule = object({
  enabled: flag,
  checks: number,
  ...numbers(VERDICT_COUNTS),
  hold: statistic,
});

const each = <Value extends z.ZodType>(names: readonly string[], value: Value) =>
  object(Object.fromEntries(names.map((name) => [name, value])));

const levels = object({
  ...{ mean: number.nullable(), p50: number.nullable(), p95: number.nullable() },
  ...{ p99: number.nullable(), max: number.nullable() },
});

export const traffic = each(TRAFFIC_KINDS, object({ offered: number, ...numbers(TRAFFIC_OUTCOME_NAMES) }));
export const procedures = each(PROCEDURE_NAMES, procedure);
export const rules = each(RULE_LABELS, rule);
export const invariants = each(INVARIANT_NAMES, number);
export const mme = object({
  ...{ servers: number, messages: number, refused: number },
  ...{ utilisation: levels, waiting: statistic, sojourn: statistic, queue: levels },
});
