import { z } from 'zod';
import { checked } from '../../cluster/forms.js';
import { pack, Unpacked } from '../../cluster/packed.js';
import { invariants, mme, number, object, procedures, rules, traffic } from '../../report/form.js';
import type { Trial, TrialTask } from '../trials/trial.js';

/*
 * What whoever searches and machines say to each other of trials, packed and with a checksum (cluster/packed.ts). The
 * outcome of a trial is what a machine says it is: anybody who can publish on the server can say it, too.
 */

/** What is queued of a trial. */
export interface Queued {
  /** Number of the trial. */
  readonly trial: number;
  readonly task: TrialTask;
}

/** What a machine says of a trial. */
export type Done = { readonly trial: number } & (
  | { readonly outcome: Trial; readonly failure: null }
  /** Why it could not be run. */
  | { readonly outcome: null; readonly failure: string }
);

const count = z.int().nonnegative();
const seconds = z.number().nonnegative();
const path = z.array(z.string()).min(1);

/** The scenario is validated where it is run, as all are. */
const task = z
  .object({
    scenario: z.looseObject({ duration: seconds }),
    warmUp: seconds.nullable(),
    series: z.array(z.object({ path, divisor: path.nullable() })),
  })
  .refine(
    ({ scenario, warmUp }) => warmUp === null || warmUp < scenario.duration,
    'nothing is left to measure',
  );

const engine = object({
  ...{ regions: number, ues: number, simulatedSeconds: number, messages: number },
  ...{ procedures: number, derivations: number, bytesPerUe: number },
});

const trial = z.object({
  warmUp: seconds,
  isSettled: z.boolean(),
  outcome: object({ engine, traffic, procedures, rules, invariants, mme: mme.optional() }),
  digest: z.string().regex(/^[0-9a-f]{16}$/),
});

const queued = z.object({ trial: count, task });
const done = z.union([
  z.object({ trial: count, outcome: trial, failure: z.null() }),
  z.object({ trial: count, outcome: z.null(), failure: z.string() }),
]);

export const packQueued = (message: Queued): Uint8Array => pack(message, []);
export const packDone = (message: Done): Uint8Array => pack(message, []);

/** @throws FormError if it was damaged, or is another message */
export const readQueued = (packed: Uint8Array): Queued => read<Queued>(queued, packed);
/** @throws FormError if it was damaged, or is another message */
export const readDone = (packed: Uint8Array): Done => read<Done>(done, packed);

/** The message as it came: a form puts fields in its own order, and what is written of a trial keeps that of the trial. */
function read<T>(form: z.ZodType, packed: Uint8Array): T {
  const { json } = new Unpacked<T>(packed);
  checked(form, json);
  return json;
}
