import type { Rule } from './rule.js';
import { rule01 } from './rule-01.js';
import { rule02 } from './rule-02.js';
import { rule03 } from './rule-03.js';
import { rule04 } from './rule-04.js';
import { rule05 } from './rule-05.js';
import { rule06 } from './rule-06.js';
import { rule07 } from './rule-07.js';
import { rule08 } from './rule-08.js';
import { rule09 } from './rule-09.js';
import { rule10 } from './rule-10.js';
import { rule11 } from './rule-11.js';

/** The ten rules and the guard beyond them, in order. */
export const RULES: readonly Rule[] = [
  rule01,
  rule02,
  rule03,
  rule04,
  rule05,
  rule06,
  rule07,
  rule08,
  rule09,
  rule10,
  rule11,
];

/** Their numbers: 1 to 10, and that of the guard. */
export const RULE_NUMBERS: readonly number[] = RULES.map(({ number }) => number);
/** Rules of the clause; what has a higher number is a guard of our own. */
const OF_THE_CLAUSE = 10;
/** The guard beyond the clause. */
export const GUARD = 11;

/** `rule 6`, `guard 11`. */
export const nameOfRule = (number: number): string =>
  `${number > OF_THE_CLAUSE ? 'guard' : 'rule'} ${number}`;

/** Bit n: rule n is on. */
export const rulesWithout = (off: readonly number[]): number =>
  RULE_NUMBERS.reduce((bits, number) => (off.includes(number) ? bits : bits | (1 << number)), 0);

export type { Rule, RuleVerdict } from './rule.js';
