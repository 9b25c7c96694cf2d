import type { Env } from '../../model/env.js';
import { MME_PENDING, MME_SMC_UNKNOWN } from '../../model/flags.js';
import { MME_BASIS } from '../../model/layout.js';
import { countOf } from '../../model/payload.js';
import { clear, has, mmeClear } from '../../model/row.js';
import { adoptPending } from '../nas-security-mode-control/mme.js';
import { NONE, PENDING, UNPROTECTED, verifyUp } from './nas.js';

/** MME: the first message of a connection says which KASME the UE is on. Returns false if the MME cannot tell who this is. */
export function recognise(env: Env, u: number, m: number): boolean {
  const { w } = env;
  const open = has(w, u, MME_SMC_UNKNOWN);
  const context = verifyUp(env, u, m, open);
  if (context === NONE || context === UNPROTECTED) {
    clear(w, u, MME_SMC_UNKNOWN);
    mmeClear(w, u, MME_PENDING);
    return false;
  }
  if (context === PENDING) adoptPending(env, u, countOf(w, m));
  clear(w, u, MME_SMC_UNKNOWN);
  w[u + MME_BASIS] = countOf(w, m);
  return true;
}
