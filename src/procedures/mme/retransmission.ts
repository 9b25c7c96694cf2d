import type { Env } from '../../model/env.js';
import {
  MME_AKA,
  MME_FORWARDED,
  MME_NAS_HELD,
  MME_SMC,
  MME_SMC_ABORTED,
  MME_UNDELIVERED,
} from '../../model/flags.js';
import { BLOCK, NAS_HELD_SINCE } from '../../model/layout.js';
import { mmeConn, mmeHas, mmeSet, resends, setResends } from '../../model/row.js';
import { T_NAS } from '../../model/timers.js';
import { VERDICT_HOLD } from '../../model/verdicts.js';
import { guardT3460 } from '../../rules/guard-t3460.js';
import { rule10 } from '../../rules/rule-10.js';
import { failAuthentication, sendAuthenticationRequest } from '../authentication/mme.js';
import { sendSecurityModeCommand } from '../nas-security-mode-control/mme.js';
import { releaseFromMme } from './connection.js';

/*
 * T3460, and whatever else makes the MME send AUTHENTICATION REQUEST or SECURITY MODE COMMAND again. A
 * retransmission is a downlink NAS message like any other: it takes a COUNT of its own, and rule 10 holds it.
 */

/** Retransmissions; the fifth expiry aborts (TS 24.301 5.4.2.7, 5.4.3.7). */
const RESENDS = 4;

/** MME: sends the request of the ongoing AKA or SMC again, or waits for the end of a relocation with it. */
export function resendNas(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_AKA | MME_SMC) || mmeHas(w, u, MME_SMC_ABORTED)) return;
  env.check(rule10.number);
  if ((env.rules & (1 << rule10.number)) !== 0 && rule10.applies(w, u)) {
    mmeSet(w, u, MME_UNDELIVERED);
    if (mmeHas(w, u, MME_NAS_HELD)) return;
    mmeSet(w, u, MME_NAS_HELD);
    w[w[u + BLOCK] + NAS_HELD_SINCE] = env.stamp;
    env.verdict(u, rule10.number, VERDICT_HOLD);
    return;
  }
  const b = w[u + BLOCK];
  setResends(w, b, resends(w, b) + 1);
  if (mmeHas(w, u, MME_AKA)) sendAuthenticationRequest(env, u);
  else sendSecurityModeCommand(env, u);
}

/** MME: T3460 has run out, but the UE may be on its way: nothing is decided before the relocation is. */
export function awaitsRelocation(w: Int32Array, u: number): boolean {
  return (
    mmeHas(w, u, MME_FORWARDED) && (resends(w, w[u + BLOCK]) >= RESENDS || mmeHas(w, u, MME_SMC_ABORTED))
  );
}

/** MME: T3460 expired. */
export function onNasTimer(env: Env, u: number): void {
  const { w } = env;
  env.check(guardT3460.number);
  if (resends(w, w[u + BLOCK]) < RESENDS && !mmeHas(w, u, MME_SMC_ABORTED)) return resendNas(env, u);
  if (awaitsRelocation(w, u)) {
    env.start(u, T_NAS, mmeConn(w, u));
    return;
  }
  // Aborted. Which KASME the UE is on is not known after an SMC: the UE is released, its next message tells.
  if (mmeHas(w, u, MME_AKA)) failAuthentication(env, u);
  releaseFromMme(env, u);
}
