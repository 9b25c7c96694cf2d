import { z } from 'zod';
import type { Offer } from './offer.js';
import type { Alive, Answer, Beat, News, Order } from './protocol.js';

/*
 * What messages of machines look like. Whoever can publish on the server can send anything: what has another form is dropped
 * where it is heard (connection/hear.ts), and goes no further.
 */

/** A message of another form than it should have. */
export class FormError extends Error {
  override readonly name = 'FormError';
}

const count = z.int().nonnegative();
const amount = z.number().nonnegative();
/** Part of a subject: NATS gives a meaning to dots, blanks, * and >. */
const word = z.string().regex(/^[\w-]{1,64}$/);
/** A region's number has eight bits, as in the order of messages (model/layout.ts). */
const region = z.int().min(0).max(255);
const checksum = z.looseObject({ bytes: count, crc32: count });

const statistics = z.object({
  ...{ rounds: count, sent: count, sentBytes: count, sentAgain: count, waitSeconds: amount },
});

const ofLeg = { run: word, leg: count };

const order = z.discriminatedUnion('order', [
  z.object({ order: z.enum(['take', 'trials', 'leave']), run: word }),
  z.object({ order: z.enum(['begin', 'go', 'stop', 'end']), ...ofLeg }),
  z.object({ order: z.literal('ready'), ...ofLeg, number: count, isLast: z.boolean() }),
  z.object({ order: z.literal('checkpoint'), ...ofLeg, number: count }),
]);

const ofMachine = { machine: z.int(), leg: count };

const report = z.looseObject({ aborted: z.boolean() });
const failure = z.object({
  reason: z.string(),
  at: z.object({ worker: z.int(), region: z.int(), window: z.int() }).nullable(),
  isUsage: z.boolean(),
});

const news = z.discriminatedUnion('news', [
  z.object({ news: z.literal('ready'), ...ofMachine }),
  z.object({ news: z.literal('leaving'), ...ofMachine }),
  z.object({
    news: z.literal('ended'),
    ...ofMachine,
    reports: z.array(report),
    failure: failure.nullable(),
    stopReason: z.enum(['asked', 'late']).nullable(),
    peakRssBytes: amount,
    statistics,
  }),
  z.object({
    news: z.literal('saved'),
    ...ofMachine,
    number: count,
    saved: z.object({ simulated: amount, regions: z.array(z.tuple([region, checksum])) }).nullable(),
    failure: z.string().nullable(),
  }),
]);

const beat = z.object({ ...ofMachine, isReady: z.boolean(), statistics });

const offer = z.object({
  id: word,
  name: z.string().min(1),
  code: z.object({ uestorm: z.string(), cores: z.string() }),
  // As many as numbers of workers in rounds have bits for.
  workers: z.int().min(1).max(65535),
  freeBytes: amount,
  machine: z.object({
    ...{ cpu: z.string(), cores: count, memoryBytes: amount },
    ...{ hugePages: z.string().nullable(), node: z.string(), platform: z.string() },
  }),
  run: word.nullable(),
});

/** What is told with counts (counts.ts). */
const counted = z.object({
  simulated: amount,
  regions: z.array(region).refine((all) => new Set(all).size === all.length),
  inside: z.array(z.int()),
  workers: count,
  ended: z
    .object({
      ues: count,
      inFlight: z.array(z.number()),
      queued: z.array(z.number()),
      digest: z.tuple([z.int(), z.int()]),
    })
    .nullable(),
});

const alive = z.object({ machines: z.array(z.string()) });
const answer = z.object({ refused: z.string().nullable() });
const again = z.tuple([count, count, count]);

/** Reads a message. @throws FormError if it is another */
type Reader<T> = (bytes: Uint8Array | string) => T;

const reader =
  <T>(form: z.ZodType): Reader<T> =>
  (bytes) =>
    checked<T>(form, jsonOf(bytes));

/** @throws FormError if a value has another form */
export function checked<T>(form: z.ZodType, value: unknown): T {
  const read = form.safeParse(value);
  if (read.success) return read.data as T;
  const [issue] = read.error.issues;
  throw new FormError([issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
}

/** @throws FormError if it is no JSON */
export function jsonOf(bytes: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString());
  } catch (cause) {
    throw new FormError('no JSON', { cause });
  }
}

export const readOrder = reader<Order>(order);
export const readNews = reader<News>(news);
export const readBeat = reader<Beat>(beat);
export const readOffer = reader<Offer>(offer);
export const readAlive = reader<Alive>(alive);
export const readAnswer = reader<Answer>(answer);
/** @throws FormError if it is something else */
export const checkCounted = (value: unknown): void => void checked(counted, value);
/** Leg, round, and the machine that asks. */
export const readAgain = reader<readonly [leg: number, round: number, to: number]>(again);
