import type { Env } from '../../model/env.js';
import { EN_CONTEXT, EN_RELEASING } from '../../model/flags.js';
import { UE_CONTEXT_RELEASE_REQUEST } from '../../model/messages.js';
import { UE_CONTEXT_RELEASE } from '../../model/procedures.js';
import { beginProcedure, isOngoing } from '../../model/progress.js';
import { enConn, enHas, enSet, has, nextOrdinal } from '../../model/row.js';

/** eNB: starts a release that was offered at `since`. */
export function startRelease(env: Env, u: number, since: number): void {
  nextOrdinal(env.w, u);
  beginProcedure(env, u, UE_CONTEXT_RELEASE, since);
  enSet(env.w, u, EN_RELEASING);
  env.send(u, UE_CONTEXT_RELEASE_REQUEST, enConn(env.w, u));
}

/** eNB: the radio connection is lost. */
export function requestRelease(env: Env, u: number): void {
  const { w } = env;
  if (!has(w, u, EN_CONTEXT) || enHas(w, u, EN_RELEASING) || isOngoing(w, u, UE_CONTEXT_RELEASE)) return;
  env.procedureOffered(UE_CONTEXT_RELEASE);
  startRelease(env, u, env.stamp);
}
