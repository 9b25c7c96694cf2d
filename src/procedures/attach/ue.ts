import type { Env } from '../../model/env.js';
import { UE_ATTACHING, UE_REGISTERED } from '../../model/flags.js';
import { ATTACH_COMPLETE, ATTACH_REQUEST } from '../../model/nas-messages.js';
import { setOfferedAt } from '../../model/payload.js';
import { AUTHENTICATION, UL_NAS } from '../../model/procedures.js';
import { beginProcedure, beginTraffic, beginTransport, offerProcedure } from '../../model/progress.js';
import { clear, setUeEksi, ueClear, ueSet } from '../../model/row.js';
import { T_UE } from '../../model/timers.js';
import { forgetNas } from '../../oracle/agreement.js';
import { failSetup } from '../bookkeeping.js';
import { goIdle, setUpConnection } from '../ue/connection.js';
import { nasUp } from '../ue/nas.js';

/*
 * Attach: AKA, NAS SMC and initial context setup, one after the other. A UE that is attached already has
 * been switched off and on again: it forgets everything and begins anew on a new connection.
 */

/** UE: sends ATTACH REQUEST (unprotected), which was offered at `since` as traffic of a kind. */
export function startAttach(env: Env, u: number, kind: number, since: number): void {
  leave(env, u);
  beginProcedure(env, u, AUTHENTICATION, since);
  beginTraffic(env, u, kind);
  requestAttach(env, u);
}

/** UE: the network knows it no more: it attaches of its own accord. */
export function attachAgain(env: Env, u: number): void {
  leave(env, u);
  offerProcedure(env, u, AUTHENTICATION);
  requestAttach(env, u);
}

/** UE: forgets everything. */
function leave(env: Env, u: number): void {
  const { w } = env;
  goIdle(env, u);
  // What the MME still had to finish for the old connection is void.
  failSetup(env, u);
  clear(w, u, UE_REGISTERED);
  forgetNas(env, u);
  setUeEksi(w, u, 7);
}

function requestAttach(env: Env, u: number): void {
  ueSet(env.w, u, UE_ATTACHING);
  setUpConnection(env, u, ATTACH_REQUEST);
}

/** UE: AS security is active, so the attach is accepted: ATTACH COMPLETE goes up. */
export function completeAttachAtUe(env: Env, u: number): void {
  env.stop(u, T_UE);
  ueClear(env.w, u, UE_ATTACHING);
  env.procedureOffered(UL_NAS);
  beginTransport(env, u, UL_NAS);
  setOfferedAt(env.w, nasUp(env, u, ATTACH_COMPLETE), env.stamp);
}
