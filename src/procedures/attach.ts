import { AUTHENTICATION, type Env, FAILED, INITIAL_CONTEXT_SETUP, UL_NAS } from '../model/env.js';
import {
  BROKEN_NAS,
  MME_ATTACH,
  MME_REGISTERED,
  MME_SMC_UNKNOWN,
  UE_ATTACHING,
  UE_REGISTERED,
} from '../model/flags.js';
import { ATTACH_COMPLETE, ATTACH_REQUEST, T_UE } from '../model/messages.js';
import {
  ATTACH_KIND,
  begin,
  beginTransport,
  end,
  SERVICE_REQUEST_KIND,
  settle,
  wanted,
} from '../model/progress.js';
import { clear, mmeClear, mmeSet, setMmeEksi, setUeEksi, ueClear, ueSet } from '../model/row.js';
import { startAuthentication } from './authentication.js';
import { goIdle, setUpConnection } from './connection.js';
import { nasUp } from './nas.js';
import { releaseFromMme } from './ue-context-release.js';

/*
 * Attach: AKA, NAS SMC and initial context setup, one after the other. A UE that is attached already has
 * been switched off and on again: it forgets everything and begins anew on a new connection.
 */

/** UE: sends ATTACH REQUEST (unprotected), which was offered at `since`. */
export function startAttach(env: Env, u: number, since: number): void {
  const { w } = env;
  goIdle(env, u);
  // What the MME still had to finish for the old connection is void.
  end(env, u, INITIAL_CONTEXT_SETUP, FAILED);
  settle(env, u, SERVICE_REQUEST_KIND, FAILED);
  clear(w, u, UE_REGISTERED | BROKEN_NAS);
  setUeEksi(w, u, 7);
  begin(env, u, AUTHENTICATION, since);
  wanted(env, u, ATTACH_KIND);
  ueSet(w, u, UE_ATTACHING);
  setUpConnection(env, u, ATTACH_REQUEST);
}

/** MME: whatever it knew of this UE is void. */
export function onAttachRequest(env: Env, u: number): void {
  const { w } = env;
  clear(w, u, MME_REGISTERED | MME_SMC_UNKNOWN);
  setMmeEksi(w, u, 7);
  mmeSet(w, u, MME_ATTACH);
  startAuthentication(env, u);
}

/** MME: an attach ends badly. */
export function failAttach(env: Env, u: number): void {
  mmeClear(env.w, u, MME_ATTACH);
  settle(env, u, ATTACH_KIND, FAILED);
  clear(env.w, u, MME_REGISTERED);
  releaseFromMme(env, u);
}

/** UE: AS security is active, so the attach is accepted: ATTACH COMPLETE goes up. */
export function completeAttachAtUe(env: Env, u: number): void {
  env.stop(u, T_UE);
  ueClear(env.w, u, UE_ATTACHING);
  env.offered(UL_NAS);
  beginTransport(env, u, UL_NAS);
  nasUp(env, u, ATTACH_COMPLETE, env.stamp);
}
