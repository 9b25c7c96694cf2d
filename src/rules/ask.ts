import type { Env } from '../model/env.js';
import { VERDICT_REJECT, VERDICT_SELECT } from '../model/verdicts.js';
import type { Rule } from './rule.js';

/*
 * How procedures ask rules that decide at once. (Rules that hold are asked by the queue, procedures/queue.ts,
 * because what they hold waits there.) A rule that is switched off is still asked, and never applies.
 */

/** True if the rule is on and makes the party select what belongs to the KASME that AS runs on. */
export function selects(env: Env, u: number, rule: Rule): boolean {
  env.check(rule.number);
  if ((env.rules & (1 << rule.number)) === 0 || !rule.applies(env.w, u)) return false;
  env.verdict(u, rule.number, VERDICT_SELECT);
  return true;
}

/** True if the rule is on and the request must be rejected because of `condition`. */
export function rejects(env: Env, u: number, rule: Rule, condition: boolean): boolean {
  env.check(rule.number);
  if ((env.rules & (1 << rule.number)) === 0 || !condition) return false;
  env.verdict(u, rule.number, VERDICT_REJECT);
  return true;
}
