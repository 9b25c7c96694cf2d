/** What a rule does with work that it applies to. */
export type RuleVerdict = 'hold' | 'reject' | 'select';

/**
 * One of the ten rules of TS 33.401 clause 7.2.10, or a guard beyond them: its description, and its
 * condition on a UE's row. What it means for a rule to be switched off stands where the rule is asked.
 */
export interface Rule {
  /** 1 to 10 of the clause, 11 and more for guards beyond it. */
  readonly number: number;
  readonly clause: string;
  readonly title: string;
  /** Who keeps the rule. */
  readonly party: string;
  /** What that party is about to do. */
  readonly trigger: string;
  readonly condition: string;
  readonly verdict: RuleVerdict;
  /** How long the verdict stands. */
  readonly until: string;
  /** The condition, on the row at offset `u` of the region's words. Pure; no side effects. */
  readonly applies: (w: Int32Array, u: number) => boolean;
}

/** What an MME has to keep beyond the clause. People know it by its name; its number is for words and counters. */
export interface Guard extends Rule {
  readonly name: string;
}
