import type { Env } from '../../model/env.js';
import {
  MME_AKA,
  MME_ALGORITHMS_UNKNOWN,
  MME_AS,
  MME_AS_OLD,
  MME_ATTACH,
  MME_CONNECTED,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_INHERITED,
  MME_PAIR,
  MME_PENDING,
  MME_REGISTERED,
  MME_RELEASING,
  MME_SMC,
  MME_SMC_ALGORITHMS,
  MME_SMC_NEW,
  MME_SMC_UNKNOWN,
  MME_TARGET,
} from '../../model/flags.js';
import { BLOCK, MME_FLAGS } from '../../model/layout.js';
import { UE_CONTEXT_RELEASE_COMMAND } from '../../model/messages.js';
import { CANCELLED, COMPLETED, FAILED, SUPERSEDED } from '../../model/outcomes.js';
import { UE_CONTEXT_MODIFICATION, UE_CONTEXT_RELEASE } from '../../model/procedures.js';
import {
  endAttach,
  endNasSmc,
  endProcedure,
  endRekeys,
  endTraffic,
  isOngoing,
  offerProcedure,
} from '../../model/progress.js';
import { Q_ANSWER, Q_CONTEXT, Q_HANDOVER, Q_SMC } from '../../model/queue-codes.js';
import {
  clear,
  handoverConn,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeSet,
  set,
  setMmeConn,
} from '../../model/row.js';
import { T_GUARD, T_NAS, T_REKEY } from '../../model/timers.js';
import { RELEASE_KIND } from '../../model/traffic.js';
import { endSetupOf } from '../bookkeeping.js';
import { withdraw } from '../queue.js';
import { supersedeUnkeyed } from '../unkeyed-modification/mme.js';
import { arrivedOtherwise, cancelRelocation } from './cancel-relocation.js';
import { endNasHold } from './nas-hold.js';

/*
 * The MME's end of a connection. A UE that comes on a new one voids what belonged to an older one, and messages for that
 * are dropped.
 */

/** MME: a UE comes on a new connection; what belonged to an older one is void. */
export function beginConnection(env: Env, u: number, conn: number): void {
  const { w } = env;
  abandonConnection(env, u);
  endProcedure(env, u, UE_CONTEXT_RELEASE, SUPERSEDED);
  endTraffic(env, u, RELEASE_KIND, COMPLETED);
  setMmeConn(w, u, conn);
  set(w, u, MME_CONNECTED);
}

/**
 * MME: what belonged to the present connection ends. Re-keys of AS die with the AS context: the next initial
 * context setup uses the KASME in NAS use. If an SMC for a new KASME is open, both contexts are kept; if one
 * for other algorithms, both pairs.
 */
export function abandonConnection(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  endNasHold(env, u);
  if (mmeHas(w, u, MME_HANDOVER)) {
    if (mmeHas(w, u, MME_FORWARDED)) cancelRelocation(env, u);
    else if (mmeHas(w, u, MME_TARGET)) arrivedOtherwise(env, u);
    else env.send(u, UE_CONTEXT_RELEASE_COMMAND, handoverConn(w, b));
  }
  withdraw(env, u, Q_HANDOVER);
  withdraw(env, u, Q_ANSWER);
  withdraw(env, u, Q_SMC);
  const open = mmeHas(w, u, MME_SMC) && mmeHas(w, u, MME_SMC_NEW);
  if (open) set(w, u, MME_SMC_UNKNOWN);
  if (mmeHas(w, u, MME_SMC_ALGORITHMS)) set(w, u, MME_ALGORITHMS_UNKNOWN);
  const halfway = open || mmeHas(w, u, MME_AKA | MME_PENDING);
  endNasSmc(env, u, CANCELLED);
  endSetupOf(env, u);
  supersedeUnkeyed(env, u);
  if (withdraw(env, u, Q_CONTEXT)) endProcedure(env, u, UE_CONTEXT_MODIFICATION, SUPERSEDED);
  endProcedure(env, u, UE_CONTEXT_MODIFICATION, FAILED);
  endRekeys(env, u, halfway ? FAILED : COMPLETED);
  env.stop(u, T_NAS);
  env.stop(u, T_REKEY);
  env.stop(u, T_GUARD);
  w[b + MME_FLAGS] = 0;
  clear(w, u, MME_CONNECTED | MME_AS | MME_AS_OLD | MME_INHERITED | MME_PAIR);
}

/** MME: commands the release of the present connection. */
export function releaseFromMme(env: Env, u: number): void {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING)) return;
  abandonConnection(env, u);
  if (!isOngoing(w, u, UE_CONTEXT_RELEASE)) offerProcedure(env, u, UE_CONTEXT_RELEASE);
  mmeSet(w, u, MME_RELEASING);
  set(w, u, MME_CONNECTED);
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, mmeConn(w, u));
}

/** MME: an attach ends badly. */
export function failAttach(env: Env, u: number): void {
  mmeClear(env.w, u, MME_ATTACH);
  endAttach(env, u, FAILED);
  clear(env.w, u, MME_REGISTERED);
  releaseFromMme(env, u);
}
