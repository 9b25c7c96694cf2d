import { type NameOf, namesOf } from './numbered.js';

/** What a rule does with work that it applies to. */
export const VERDICT_HOLD = 1;
export const VERDICT_REJECT = 2;
export const VERDICT_SELECT = 3;

/** By the names in rules, traces and metrics; what results call their counts. */
export const VERDICTS = {
  hold: { number: VERDICT_HOLD, count: 'holds', short: 'holds' },
  reject: { number: VERDICT_REJECT, count: 'rejects', short: 'rejects' },
  select: { number: VERDICT_SELECT, count: 'selections', short: 'select' },
} as const;

export type VerdictName = NameOf<typeof VERDICTS>;
/** `holds`, `rejects`, `selections`. */
export type VerdictCount = (typeof VERDICTS)[VerdictName]['count'];

export const VERDICT_NAMES = namesOf('verdicts', VERDICTS, VERDICT_HOLD);
/** What results call the counts, in the order of the verdicts. */
export const VERDICT_COUNTS: readonly VerdictCount[] = VERDICT_NAMES.map((name) => VERDICTS[name].count);
