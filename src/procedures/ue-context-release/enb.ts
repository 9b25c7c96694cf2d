import type { Env } from '../../model/env.js';
import { EN_AS, EN_CONTEXT, EN_KEY_CHANGE, EN_TARGET, UE_HERE } from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import {
  RRC_CONNECTION_RELEASE,
  RRC_CONNECTION_RELEASE_SRB1,
  UE_CONTEXT_RELEASE_COMPLETE,
} from '../../model/messages.js';
import { beginTraffic } from '../../model/progress.js';
import { connOf } from '../../model/record.js';
import { enClear, enConn, enHas, has, leavingConn, setLeavingConn, targetConn } from '../../model/row.js';
import { RELEASE_KIND } from '../../model/traffic.js';
import { endReleaseOfEnb } from '../bookkeeping.js';
import { dropServingContext, enbIsFree } from '../enb/context.js';
import { requestRelease, startRelease } from '../enb/request-release.js';
import { take } from '../queue.js';

/*
 * UE context release: the UE goes idle. The eNB asks for it (inactivity, radio connection lost), or the MME
 * decides. Contexts of connections that a UE has left are released with the same COMMAND and COMPLETE, but
 * belong to their handover.
 */

/** eNB: starts the release that entry k of the queue stands for, if nothing stands against it. Returns whether it did. */
export function startReleaseEntry(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!enbIsFree(w, u) || enHas(w, u, EN_KEY_CHANGE)) return false;
  beginTraffic(env, u, RELEASE_KIND);
  startRelease(env, u, take(env, u, k));
  return true;
}

/** eNB: releases the UE, a prepared target context, or what is left of a connection. */
export function onReleaseCommand(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  const b = w[u + BLOCK];
  if (has(w, u, EN_CONTEXT) && conn === enConn(w, u)) {
    releaseUe(env, u);
    endReleaseOfEnb(env, u, conn);
  } else if (enHas(w, u, EN_TARGET) && conn === targetConn(w, b)) enClear(w, u, EN_TARGET);
  else if (conn === leavingConn(w, b)) setLeavingConn(w, b, 0);
  env.send(u, UE_CONTEXT_RELEASE_COMPLETE, conn);
}

/** eNB: releases the UE that it serves, behind what it has for it on SRB2 (or on SRB1, if there is no SRB2 yet). */
export function releaseUe(env: Env, u: number): void {
  const { w } = env;
  const kind = has(w, u, EN_AS) ? RRC_CONNECTION_RELEASE : RRC_CONNECTION_RELEASE_SRB1;
  if (has(w, u, UE_HERE)) env.send(u, kind, enConn(w, u));
  dropServingContext(env, u);
}

/** eNB: the UE of this connection was inactive for long enough. */
export function onInactivity(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || !has(w, u, EN_AS) || enConn(w, u) !== conn) return;
  if (env.activate(u) && enbIsFree(w, u) && !enHas(w, u, EN_KEY_CHANGE)) requestRelease(env, u);
  else env.inactivity(u, conn);
}
