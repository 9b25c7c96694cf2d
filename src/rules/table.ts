import { guardAlgorithmChange } from './guard-algorithm-change.js';
import { guardDownlinkNas } from './guard-downlink-nas.js';
import { guardInheritedContexts } from './guard-inherited-contexts.js';
import { guardKeyChain } from './guard-key-chain.js';
import { guardKeyChange } from './guard-key-change.js';
import { guardT3460 } from './guard-t3460.js';
import { guardTauAccept } from './guard-tau-accept.js';
import type { Guard, Rule } from './rule.js';
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

/** Guards beyond the clause, in the order of their numbers. */
export const GUARDS: readonly Guard[] = [
  rule11,
  guardKeyChain,
  guardInheritedContexts,
  guardDownlinkNas,
  guardTauAccept,
  guardT3460,
  guardKeyChange,
  guardAlgorithmChange,
];

/** The ten rules and the guards beyond them, in order. */
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
  ...GUARDS,
];

/** Their numbers: 1 to 10, and those of the guards. */
export const RULE_NUMBERS: readonly number[] = RULES.map(({ number }) => number);
/** Rules of the clause; what has a higher number is a guard of our own. */
const OF_THE_CLAUSE = 10;
/** The guard that has a number of its own for people too. */
export const GUARD = 11;

export const GUARD_NAMES: readonly string[] = GUARDS.map(({ name }) => name);
const nameOfGuard = (number: number): string => GUARDS[number - GUARD].name;

/** What results and metrics call it: `6`, `11`, `key_chain`. */
export const labelOfRule = (number: number): string =>
  number > GUARD ? nameOfGuard(number) : String(number);
export const RULE_LABELS: readonly string[] = RULE_NUMBERS.map(labelOfRule);

/** Number of the rule or guard with a label. */
export const numberOfLabel = (label: string): number => 1 + RULE_LABELS.indexOf(label);

/** `rule 6`, `guard 11`, `guard key_chain`. */
export const nameOfRule = (number: number): string =>
  `${number > OF_THE_CLAUSE ? 'guard' : 'rule'} ${labelOfRule(number)}`;
/** The same by label. */
export const nameOfLabel = (label: string): string => nameOfRule(numberOfLabel(label));

/** What a scenario or a verification goes without. */
export interface Without {
  readonly withoutRules: readonly number[];
  /** Names of guards. */
  readonly withoutGuards: readonly string[];
}

/** Numbers of all rules and guards that are switched off, in order, each once. */
export const numbersOff = ({ withoutRules, withoutGuards }: Without): number[] => {
  const guards = GUARDS.filter(({ name }) => withoutGuards.includes(name)).map(({ number }) => number);
  return [...new Set([...withoutRules, ...guards])].sort((a, b) => a - b);
};

/** Bit n: rule n is on. */
export const rulesWithout = (off: readonly number[]): number =>
  RULE_NUMBERS.reduce((bits, number) => (off.includes(number) ? bits : bits | (1 << number)), 0);

export type { Guard, Rule, RuleVerdict } from './rule.js';
