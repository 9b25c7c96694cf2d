import { z } from 'zod';
import { FAULT_KINDS, FAULTS, type FaultKind } from '../model/faults.js';
import { distribution } from './distribution.js';
import { duration, share, strict } from './fields.js';
import { MAX_DURATION_S } from './profile.js';
import { writeDuration, writeShare } from './quantities.js';
import { type Distribution, FAULT_TIMES_MAX, FAULTS_MAX, type Fault } from './scenario.js';
import { at, countTimes, every, numberRange, times, writeAt, writeRepetition } from './times.js';

/*
 * What goes wrong from outside, at times that are known before:
 *
 *   faults: [{ kind: enb_restart, at: 30s, every: 1m, regions: 0-3, chance: 20% }]
 */

/** A request that comes so late, and its answer too, still come before the request is sent again: T3-RESPONSE is 3 s. */
const DELAY_MAX_S = 1;
const NODES_MAX = 255;

/** The first and the last node of a range. */
function range(what: string) {
  const error = `expected the number of ${what} or a range such as 0-3`;
  return numberRange(error, 3, z.int(error).min(0, error).max(NODES_MAX, error)).nullable().prefault(null);
}

const docs = FAULT_KINDS.map((kind) => `${kind}: ${FAULTS[kind].doc}`).join('; ');

const fault = strict('kind, at, for, every, times, chance, regions, against, enbs, probability and delay', {
  kind: z.enum(FAULT_KINDS, `expected a kind of fault: ${FAULT_KINDS.join(', ')}`).describe(`${docs}.`),
  at: at.describe('When it comes, or begins; a list: at each of these times.'),
  for: duration('how long it lasts', { min: 1e-3, max: MAX_DURATION_S })
    .nullable()
    .prefault(null)
    .describe('How long it lasts; a restart takes no time.'),
  every: every.describe('Time after which it comes again; null: it does not.'),
  times,
  chance: share('a probability', true)
    .prefault('100%')
    .describe('Probability that it comes, each time and for each eNB, MME or pair of MMEs of its own.'),
  regions: range('a region').describe('The regions by number, such as 0-3; null: all.'),
  against: range('a region').describe(
    's10_partition: the other group of regions; null: all that are not in `regions`.',
  ),
  enbs: range('an eNB of a region').describe(
    'radio_loss and enb_restart: the eNBs of each region by number, such as 0-1; null: all.',
  ),
  probability: share('a probability', true)
    .prefault('100%')
    .describe('radio_loss and s10_delay: probability that it meets a message.'),
  delay: distribution('a delay', { min: 0, max: DELAY_MAX_S })
    .nullable()
    .prefault(null)
    .describe('s10_delay: by how much later a message comes.'),
});

const LIST = `expected a list of at most ${FAULTS_MAX} faults`;

export const faults = z
  .array(fault, LIST)
  .max(FAULTS_MAX, LIST)
  .refine(
    (all) => countTimes(all) <= FAULT_TIMES_MAX,
    `expected at most ${FAULT_TIMES_MAX} times of all faults together`,
  );

/** A fault as it is written in a scenario. */
export function writeFault(fault: Fault, spread: (of: Distribution) => unknown): Record<string, unknown> {
  const { kind, for: lasts, chance, regions, against, enbs, probability, delay } = fault;
  return {
    kind,
    at: writeAt(fault),
    ...(lasts !== null && { for: writeDuration(lasts) }),
    ...writeRepetition(fault),
    ...(chance !== 1 && { chance: writeShare(chance) }),
    ...(regions !== null && { regions: regions.join('-') }),
    ...(against !== null && { against: against.join('-') }),
    ...(enbs !== null && { enbs: enbs.join('-') }),
    ...(probability !== 1 && { probability: writeShare(probability) }),
    ...(delay !== null && { delay: spread(delay) }),
  };
}

interface Complaint {
  readonly field: keyof Fault;
  readonly message: string;
  readonly remedy: string;
}

/** Fields that only some kinds have. */
const FIELDS_OF: readonly (readonly [field: 'against' | 'enbs' | 'delay', kinds: readonly FaultKind[]])[] = [
  ['against', ['s10_partition']],
  ['enbs', ['radio_loss', 'enb_restart']],
  ['delay', ['s10_delay']],
];

/** What is wrong with a fault in a network of so many regions and eNBs; null: nothing. */
export function complaintOf(
  fault: Fault,
  { regions, enbs }: { regions: number; enbs: number },
): Complaint | null {
  return misplaced(fault) ?? outside(fault, regions, enbs) ?? schedule(fault) ?? groups(fault, regions);
}

function misplaced(fault: Fault): Complaint | null {
  for (const [field, kinds] of FIELDS_OF) {
    if (fault[field] === null || kinds.includes(fault.kind)) continue;
    return {
      field,
      message: `expected none, because only ${kinds.join(' and ')} has ${field}`,
      remedy: 'leave it out',
    };
  }
  if (fault.probability !== 1 && fault.kind !== 'radio_loss' && fault.kind !== 's10_delay') {
    const message = `expected 100%, because ${fault.kind} meets no messages one by one, got ${writeShare(fault.probability)}`;
    return { field: 'probability', message, remedy: 'leave it out, or set chance' };
  }
  if (fault.kind === 's10_delay' && fault.delay === null) {
    const remedy = 'set it, such as {shape: exponential, min: 0s, mean: 100ms, max: 1s}';
    return { field: 'delay', message: 'expected by how much later messages come, got none', remedy };
  }
  return null;
}

function outside(fault: Fault, regions: number, enbs: number): Complaint | null {
  for (const [field, what, count] of [
    ['regions', 'regions', regions],
    ['against', 'regions', regions],
    ['enbs', 'eNBs', enbs],
  ] as const) {
    const range = fault[field];
    if (range === null || range[1] < count) continue;
    const message = `expected ${what} from 0 to ${count - 1}, got ${range.join('-')}`;
    return { field, message, remedy: `name fewer here, or raise ${field === 'enbs' ? 'enbs' : 'regions'}` };
  }
  return null;
}

function schedule({ kind, for: lasts, every, times }: Fault): Complaint | null {
  const { isRestart } = FAULTS[kind];
  if (isRestart && lasts !== null) {
    const message = `expected none, because a restart takes no time, got ${writeDuration(lasts)}`;
    return { field: 'for', message, remedy: 'leave it out' };
  }
  if (!isRestart && lasts === null)
    return { field: 'for', message: 'expected how long it lasts, got none', remedy: 'set it, such as 10s' };
  if (times !== null && every === null) {
    const message = `expected a time after which it comes again, got ${times} times`;
    return { field: 'times', message, remedy: 'set every' };
  }
  if (lasts !== null && every !== null && every < lasts) {
    const message = `expected at least ${writeDuration(lasts)}, for as long as it lasts, got ${writeDuration(every)}`;
    return { field: 'every', message, remedy: 'raise it, or lower for' };
  }
  return null;
}

function groups({ kind, regions, against }: Fault, count: number): Complaint | null {
  if (kind === 's10_delay' && count < 2) return noOther('kind', kind);
  if (kind !== 's10_partition') return null;
  if (count < 2) return noOther('kind', kind);
  if (regions === null) {
    const message = 'expected one of two groups of regions, got none';
    return { field: 'regions', message, remedy: 'set it, such as 0-3' };
  }
  const [first, last] = regions;
  if (against === null && first === 0 && last === count - 1) {
    const message = `expected a part of the regions, got all of them: ${regions.join('-')}`;
    return { field: 'regions', message, remedy: 'leave some for the other group' };
  }
  if (against !== null && against[0] <= last && first <= against[1]) {
    const message = `expected regions outside of ${regions.join('-')}, got ${against.join('-')}`;
    return { field: 'against', message, remedy: 'name others, or leave it out' };
  }
  return null;
}

const noOther = (field: 'kind', kind: FaultKind): Complaint => ({
  field,
  message: `expected another kind, because there is one region and so no other MME, got ${kind}`,
  remedy: 'raise regions to at least 2',
});
