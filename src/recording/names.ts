import { CAUSE_NAMES } from '../model/causes.js';
import { INVARIANT_NAMES } from '../model/invariants.js';
import { MESSAGES } from '../model/messages.js';
import { NAS_MESSAGES } from '../model/nas-messages.js';
import { OUTCOME_NAMES } from '../model/outcomes.js';
import { PROCEDURE_NAMES } from '../model/procedures.js';
import { VERDICT_NAMES } from '../model/verdicts.js';

/*
 * The names that a trace of this program uses, in one list: events refer to them by place, and the header of the trace
 * holds the list, so that a reader needs to know no numbers.
 */
const CAUSES = [...CAUSE_NAMES, 'accepted', 'refused', 'duplicate', 'restart'] as const;

const parts = [
  [''],
  MESSAGES.slice(1).map(({ name }) => name),
  NAS_MESSAGES.slice(1),
  PROCEDURE_NAMES,
  OUTCOME_NAMES,
  VERDICT_NAMES,
  // A rule that is switched off would have given the verdict.
  VERDICT_NAMES.map((verdict) => `would ${verdict}`),
  INVARIANT_NAMES,
  CAUSES,
] as const;

/** All names; the first is empty. */
export const NAMES: readonly string[] = parts.flat();

/** Place in NAMES of the first name of a part. */
const place = (part: number): number => parts.slice(0, part).flat().length;

const PROCEDURE = place(3);
const OUTCOME = place(4);
const VERDICT = place(5) - 1;
const WOULD = place(6) - 1;
const INVARIANT = place(7);
const NAS = place(2) - 1;

/** Places in NAMES by the numbers of the model. A message's place is its kind. */
export const nasName = (nas: number): number => (nas === 0 ? 0 : NAS + nas);
export const procedureName = (procedure: number): number => PROCEDURE + procedure;
export const outcomeName = (outcome: number): number => OUTCOME + outcome;
export const verdictName = (verdict: number): number => VERDICT + verdict;
export const wouldName = (verdict: number): number => WOULD + verdict;
export const invariantName = (invariant: number): number => INVARIANT + invariant;
const CAUSE = place(8);
/** Place of a cause (model/causes.ts), which is there. */
export const causeName = (cause: number): number => CAUSE + cause - 1;
export const CAUSE_ACCEPTED: number = CAUSE + CAUSE_NAMES.length;
export const CAUSE_REFUSED: number = CAUSE_ACCEPTED + 1;
/** A request with a sequence number that its receiver knows: it is answered again, and nothing else. */
export const CAUSE_DUPLICATE: number = CAUSE_ACCEPTED + 2;
/** Of a fault: a party has restarted. */
export const CAUSE_RESTART: number = CAUSE_ACCEPTED + 3;
