import { COMPLETED, type Env, UE_CONTEXT_RELEASE } from '../model/env.js';
import {
  EN_CONTEXT,
  EN_RELEASING,
  EN_TARGET,
  MME_CONNECTED,
  MME_RELEASING,
  UE_HERE,
} from '../model/flags.js';
import { BLOCK } from '../model/layout.js';
import {
  RRC_CONNECTION_RELEASE,
  UE_CONTEXT_RELEASE_COMMAND,
  UE_CONTEXT_RELEASE_COMPLETE,
  UE_CONTEXT_RELEASE_REQUEST,
} from '../model/messages.js';
import { begin, end, isOngoing, launch, RELEASE_KIND, settle } from '../model/progress.js';
import { connOf } from '../model/record.js';
import {
  clear,
  enClear,
  enConn,
  enHas,
  enSet,
  has,
  leavingConn,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeSet,
  nextOrdinal,
  set,
  setLeavingConn,
  setMmeConn,
  targetConn,
} from '../model/row.js';
import { abandonConnection, dropServingContext, goIdle } from './connection.js';
import { hears } from './nas.js';

/*
 * UE context release: the UE goes idle. The eNB asks for it (inactivity, radio connection lost), or the MME
 * decides. Contexts of connections that a UE has left are released with the same COMMAND and COMPLETE, but
 * belong to their handover.
 */

/** eNB: starts a release that was offered at `since`. */
export function startRelease(env: Env, u: number, since: number): void {
  nextOrdinal(env.w, u);
  begin(env, u, UE_CONTEXT_RELEASE, since);
  enSet(env.w, u, EN_RELEASING);
  env.send(u, UE_CONTEXT_RELEASE_REQUEST, enConn(env.w, u), 0, 0, 0);
}

/** eNB: the radio connection is lost. */
export function requestRelease(env: Env, u: number): void {
  const { w } = env;
  if (!has(w, u, EN_CONTEXT) || enHas(w, u, EN_RELEASING) || isOngoing(w, u, UE_CONTEXT_RELEASE)) return;
  env.offered(UE_CONTEXT_RELEASE);
  startRelease(env, u, env.stamp);
}

export function onReleaseRequest(env: Env, u: number, m: number): void {
  if (connOf(env.w, m) === mmeConn(env.w, u)) releaseFromMme(env, u);
}

/** MME: commands the release of the present connection. */
export function releaseFromMme(env: Env, u: number): void {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING)) return;
  abandonConnection(env, u);
  if (!isOngoing(w, u, UE_CONTEXT_RELEASE)) launch(env, u, UE_CONTEXT_RELEASE);
  mmeSet(w, u, MME_RELEASING);
  set(w, u, MME_CONNECTED);
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, mmeConn(w, u), 0, 0, 0);
}

/** eNB: releases the UE, a prepared target context, or what is left of a connection. */
export function onReleaseCommand(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  const b = w[u + BLOCK];
  if (has(w, u, EN_CONTEXT) && conn === enConn(w, u)) {
    if (has(w, u, UE_HERE)) env.send(u, RRC_CONNECTION_RELEASE, conn, 0, 0, 0);
    dropServingContext(env, u);
    // A release that this eNB had asked for, and that the MME commanded for a reason of its own meanwhile.
    if (conn !== mmeConn(w, u) || !mmeHas(w, u, MME_RELEASING)) endRelease(env, u);
  } else if (enHas(w, u, EN_TARGET) && conn === targetConn(w, b)) enClear(w, u, EN_TARGET);
  else if (conn === leavingConn(w, b)) setLeavingConn(w, b, 0);
  env.send(u, UE_CONTEXT_RELEASE_COMPLETE, conn, 0, 0, 0);
}

function endRelease(env: Env, u: number): void {
  end(env, u, UE_CONTEXT_RELEASE, COMPLETED);
  settle(env, u, RELEASE_KIND, COMPLETED);
}

/** UE: idle. */
export function onRrcRelease(env: Env, u: number, m: number): void {
  if (hears(env.w, u, connOf(env.w, m))) goIdle(env, u);
  else env.discarded();
}

/** MME: the UE is ECM-IDLE, or the source of a relocation is done. */
export function onReleaseComplete(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) !== mmeConn(w, u) || !mmeHas(w, u, MME_RELEASING)) return;
  mmeClear(w, u, MME_RELEASING);
  clear(w, u, MME_CONNECTED);
  setMmeConn(w, u, 0);
  endRelease(env, u);
}
