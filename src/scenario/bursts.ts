import { z } from 'zod';
import { TRAFFIC_KINDS } from '../model/traffic.js';
import { strict } from './fields.js';
import { RATE_PATTERN, readRate, writeRate } from './quantities.js';
import { BURST_TIMES_MAX, BURSTS_MAX, type Burst } from './scenario.js';
import { at, countTimes, every, numberRange, times, writeAt, writeRepetition } from './times.js';

/*
 * Traffic of exact amounts, beside the rates:
 *
 *   bursts: [{ at: 10s, traffic: attach, ues: 0-31, rate: 5/s }]
 */

const RATE_MAX = 1e6;

const UES = 'expected the number of a UE or a range such as 0-31';
const RATE = `expected UEs per time above 0 and up to ${RATE_MAX}/s, such as 5/s, 300/m or 40/h`;

/** The first and the last UE of a range. */
export const ueRange = numberRange(UES, 9);

/** UEs per second, as it is written: a number, or such as 300/m. */
export const ueRate = z
  .union([z.number(RATE), z.string(RATE).regex(RATE_PATTERN, RATE)], RATE)
  .transform(readRate)
  .refine((perSecond) => perSecond > 0 && perSecond <= RATE_MAX, RATE);

const burst = strict('at, traffic, ues, class, rate, every and times', {
  at: at.describe('When the first UE has its event; a list: at each of these times.'),
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
  every: every.describe('Time after which all comes again; null: it does not.'),
  times,
});

const LIST = `expected a list of at most ${BURSTS_MAX} bursts`;

export const bursts = z
  .array(burst, LIST)
  .max(BURSTS_MAX, LIST)
  .refine(
    (all) => countTimes(all) <= BURST_TIMES_MAX,
    `expected at most ${BURST_TIMES_MAX} times of all bursts together`,
  );

/** A burst as it is written in a scenario. */
export function writeBurst(burst: Burst): unknown {
  const { traffic, ues, class: own, rate } = burst;
  return {
    at: writeAt(burst),
    traffic,
    ...(ues !== null && { ues: `${ues[0]}-${ues[1]}` }),
    ...(own !== null && { class: own }),
    ...(rate !== null && { rate: writeRate(rate) }),
    ...writeRepetition(burst),
  };
}
