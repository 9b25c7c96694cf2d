import type { Env } from '../../model/env.js';
import { MME_NAS_HELD } from '../../model/flags.js';
import { BLOCK, NAS_HELD_SINCE } from '../../model/layout.js';
import { mmeClear, mmeHas } from '../../model/row.js';
import { rule10 } from '../../rules/rule-10.js';

/** MME: the relocation is over, or the procedure is: what rule 10 held is held no longer. */
export function endNasHold(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_NAS_HELD)) return;
  mmeClear(w, u, MME_NAS_HELD);
  env.held(rule10.number, w[w[u + BLOCK] + NAS_HELD_SINCE]);
}
