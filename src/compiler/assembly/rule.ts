import { Words } from '../model/words';

/*
 * rules/rule.ts for the compiler: what the compiled rules have in common.
 */

export abstract class Rule {
  constructor(readonly number: i32) {}
  abstract applies(w: Words, u: i32): bool;
}
