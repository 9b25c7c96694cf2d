import { z } from 'zod';
import { TRAFFIC_KINDS } from '../model/traffic.js';
import { duration, durationText, integer, strict } from './fields.js';
import { MAX_DURATION_S } from './profile.js';
import { RATE_PATTERN, readRate, writeDuration, writeRate } from './quantities.js';
import { BURST_TIMES_MAX, BURSTS_MAX, type Burst } from './scenario.js';

/*
 * Traffic of exact amounts, beside the rates:
 *
 *   bursts: [{ at: 10s, traffic: attach, ues: 0-31, rate: 5/s }]
 */

/** Repetitions are told apart by whole numbers of 32 bits over the longest run. */
const EVERY_MIN_S = 0.01;
const RATE_MAX = 1e6;
const TIMES_MAX = 1_000_000;

const UES_PATTERN = /^(\d{1,9})(?:\s?-\s?(\d{1,9}))?$/;
const UES = 'expected the number of a UE or a range such as 0-31';
const RATE = `expected UEs per time above 0 and up to ${RATE_MAX}/s, such as 5/s, 300/m or 40/h`;

const AT_BOUNDS = { min: 0, max: MAX_DURATION_S };
const AT = `expected ${durationText('a time', AT_BOUNDS)}, or a list of times`;
const at = duration('a time', AT_BOUNDS);

/** The first and the last UE of a range, as it is written: a number, or such as 0-31. */
export const ueRange = z
  .union([z.int(UES).min(0, UES), z.string(UES).regex(UES_PATTERN, UES)], UES)
  .transform((written): readonly [number, number] => {
    const [, first, last = first] = UES_PATTERN.exec(String(written)) ?? [];
    return [Number(first), Number(last)];
  })
  .refine(([first, last]) => first <= last, UES);

/** UEs per second, as it is written: a number, or such as 300/m. */
export const ueRate = z
  .union([z.number(RATE), z.string(RATE).regex(RATE_PATTERN, RATE)], RATE)
  .transform(readRate)
  .refine((perSecond) => perSecond > 0 && perSecond <= RATE_MAX, RATE);

const burst = strict('at, traffic, ues, class, rate, every and times', {
  at: z
    .union([at.transform((one): readonly number[] => [one]), z.array(at).min(1, AT)], AT)
    .describe('When the first UE has its event; a list: at each of these times.'),
  traffic: z
    .enum(TRAFFIC_KINDS, `expected a kind of traffic: ${TRAFFIC_KINDS.join(', ')}`)
    .describe('What comes to each UE, once.'),
  ues: ueRange.nullable().prefault(null).describe('The UEs by number, such as 0-31; null: all.'),
  class: z
    .string('expected the name of a class of subscribers')
    .nullable()
    .prefault(null)
    .describe('Only UEs of this class of subscribers; null: of any.'),
  rate: ueRate
    .nullable()
    .prefault(null)
    .describe('How many UEs per time, one after the other by their numbers, such as 5/s; null: all at once.'),
  every: duration('a time', { min: EVERY_MIN_S, max: MAX_DURATION_S })
    .nullable()
    .prefault(null)
    .describe('Time after which all comes again; null: it does not.'),
  times: integer('how many times', 1, TIMES_MAX)
    .nullable()
    .prefault(null)
    .describe('How often it comes, with `every`; null: until the end of the run.'),
});

const LIST = `expected a list of at most ${BURSTS_MAX} bursts`;

export const bursts = z
  .array(burst, LIST)
  .max(BURSTS_MAX, LIST)
  .refine(
    (all) => all.reduce((sum, one) => sum + one.at.length, 0) <= BURST_TIMES_MAX,
    `expected at most ${BURST_TIMES_MAX} times of all bursts together`,
  );

/** A burst as it is written in a scenario. */
export function writeBurst({ at, traffic, ues, class: own, rate, every, times }: Burst): unknown {
  return {
    at: at.length === 1 ? writeDuration(at[0]) : at.map(writeDuration),
    traffic,
    ...(ues !== null && { ues: `${ues[0]}-${ues[1]}` }),
    ...(own !== null && { class: own }),
    ...(rate !== null && { rate: writeRate(rate) }),
    ...(every !== null && { every: writeDuration(every) }),
    ...(times !== null && { times }),
  };
}
