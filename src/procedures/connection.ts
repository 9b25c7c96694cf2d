import {
  AUTHENTICATION,
  CANCELLED,
  COMPLETED,
  DETACH,
  type Env,
  FAILED,
  INITIAL_CONTEXT_SETUP,
  NAS_SMC,
  SUPERSEDED,
  TAU,
  UE_CONTEXT_MODIFICATION,
  UE_CONTEXT_RELEASE,
} from '../model/env.js';
import {
  EN_AS,
  EN_CONTEXT,
  EN_PAIR,
  MME_AKA,
  MME_AS,
  MME_AS_OLD,
  MME_CONNECTED,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_INHERITED,
  MME_PAIR,
  MME_PENDING,
  MME_SMC,
  MME_SMC_NEW,
  MME_SMC_UNKNOWN,
  MME_TARGET,
  MME_THEN_RELEASE,
  UE_ACCESS_FAILED,
  UE_AS,
  UE_AS_OLD,
  UE_ATTACHING,
  UE_CONNECTED,
  UE_DETACHING,
  UE_REGISTERED,
  UE_SERVICE_REQUEST,
  UE_TAU,
} from '../model/flags.js';
import { ARG_A, ARG_B, BLOCK, EN_FLAGS, MME_BASIS, MME_FLAGS, UE_BASIS } from '../model/layout.js';
import {
  ATTACH_REQUEST,
  CONGESTED,
  DETACH_REQUEST,
  INITIAL_UE_MESSAGE,
  RRC_INITIAL_NAS,
  SERVICE_REQUEST,
  T_ENB,
  T_GUARD,
  T_HANDOVER,
  T_NAS,
  T_REKEY,
  T_SETUP,
  T_UE,
  T304,
  TRACKING_AREA_UPDATE_REQUEST,
  UE_CONTEXT_RELEASE_COMMAND,
} from '../model/messages.js';
import {
  ATTACH_KIND,
  DETACH_KIND,
  end,
  RELEASE_KIND,
  SERVICE_REQUEST_KIND,
  settle,
  settleRekeys,
  TAU_KIND,
} from '../model/progress.js';
import { connOf, fateOf, messageKey, nasOf } from '../model/record.js';
import {
  clear,
  enConn,
  giveConn,
  handoverConn,
  has,
  mmeClear,
  mmeHas,
  mmeSet,
  set,
  setEnCell,
  setEnConn,
  setLeavingConn,
  setMmeConn,
  setTargetConn,
  setUeCell,
  setUeConn,
  ueCell,
  ueClear,
  ueHas,
  ueUl,
} from '../model/row.js';
import { onAttachRequest } from './attach.js';
import { rejectAttach, rejectRequest } from './congestion.js';
import { onDetachRequest } from './detach.js';
import { endHandover } from './handover.js';
import { arrivedOtherwise, cancelRelocation } from './inter-mme-handover.js';
import { countOf, NONE, nasUp, PENDING, UNPROTECTED, verifyUp } from './nas.js';
import { endNasHold } from './nas-retransmission.js';
import { adoptPending } from './nas-security-mode-control.js';
import { Q_ANSWER, Q_CONTEXT, Q_HANDOVER, Q_SMC, withdraw } from './queue.js';
import { onServiceRequest } from './service-request.js';
import { ACTIVE, onTauRequest } from './tracking-area-update.js';
import { releaseFromMme } from './ue-context-release.js';

/*
 * Connections. A UE that was idle sets one up with its first NAS message; everything that belonged to an
 * older connection is void then, at the eNB and at the MME, and messages for it are dropped.
 */

/** UE: sets up an RRC connection and sends its initial NAS message on it, with word B. */
export function setUpConnection(env: Env, u: number, nas: number, b: number = 0): void {
  const { w } = env;
  setUeConn(w, u, giveConn(w, u));
  setUeCell(w, u, env.camp(u));
  set(w, u, UE_CONNECTED);
  // The KeNB of the initial context setup derives from this message's COUNT, unless an SMC follows.
  w[u + UE_BASIS] = ueUl(w, u);
  nasUp(env, u, nas, b, RRC_INITIAL_NAS);
  env.start(u, T_UE, 0);
}

/** UE: its RRC connection is gone; NAS requests without an answer have failed. */
export function goIdle(env: Env, u: number): void {
  const { w } = env;
  clear(w, u, UE_CONNECTED | UE_AS | UE_AS_OLD);
  if (w[u + BLOCK] === 0) return;
  env.stop(u, T_UE);
  env.stop(u, T304);
  if (ueHas(w, u, UE_SERVICE_REQUEST)) {
    end(env, u, INITIAL_CONTEXT_SETUP, FAILED);
    settle(env, u, SERVICE_REQUEST_KIND, FAILED);
  }
  if (ueHas(w, u, UE_TAU)) {
    end(env, u, TAU, FAILED);
    settle(env, u, TAU_KIND, FAILED);
  }
  if (ueHas(w, u, UE_ATTACHING)) {
    end(env, u, AUTHENTICATION, FAILED);
    end(env, u, INITIAL_CONTEXT_SETUP, FAILED);
    settle(env, u, ATTACH_KIND, FAILED);
    clear(w, u, UE_REGISTERED);
  }
  if (ueHas(w, u, UE_DETACHING)) {
    // Nobody needs to accept a detach: the UE is off.
    end(env, u, DETACH, COMPLETED);
    settle(env, u, DETACH_KIND, COMPLETED);
    clear(w, u, UE_REGISTERED);
  }
  ueClear(w, u, UE_SERVICE_REQUEST | UE_TAU | UE_ATTACHING | UE_DETACHING | UE_ACCESS_FAILED);
}

/** eNB: a UE appears; the context of an older connection is dropped. */
export function onInitialNas(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  dropServingContext(env, u);
  setLeavingConn(w, w[u + BLOCK], enConn(w, u));
  setEnConn(w, u, connOf(w, m));
  setEnCell(w, u, ueCell(w, u));
  set(w, u, EN_CONTEXT);
  const next = env.send(u, INITIAL_UE_MESSAGE, connOf(w, m), w[m + ARG_A], w[m + ARG_B], nasOf(w, m));
  keys.copy(w, messageKey(next), messageKey(m));
}

/** eNB: forgets the UE; a handover of this connection has failed. */
export function dropServingContext(env: Env, u: number): void {
  const { w } = env;
  clear(w, u, EN_CONTEXT | EN_AS | EN_PAIR);
  if (w[u + BLOCK] === 0) return;
  endHandover(env, u, FAILED);
  setTargetConn(w, w[u + BLOCK], 0);
  env.stop(u, T_ENB);
  env.stop(u, T_SETUP);
  env.stop(u, T_HANDOVER);
  w[w[u + BLOCK] + EN_FLAGS] = 0;
}

/** MME: the first message of a connection. It says which KASME the UE is on, and what it wants. */
export function onInitialUeMessage(env: Env, u: number, m: number): void {
  const { w } = env;
  abandonConnection(env, u);
  end(env, u, UE_CONTEXT_RELEASE, SUPERSEDED);
  settle(env, u, RELEASE_KIND, COMPLETED);
  setMmeConn(w, u, connOf(w, m));
  set(w, u, MME_CONNECTED);
  const nas = nasOf(w, m);
  const congested = (fateOf(w, m) & CONGESTED) !== 0;
  if (nas === ATTACH_REQUEST) return congested ? rejectAttach(env, u) : onAttachRequest(env, u);
  const open = has(w, u, MME_SMC_UNKNOWN);
  const context = verifyUp(env, u, m, open);
  if (context === NONE || context === UNPROTECTED) {
    // The MME cannot tell who this is; the UE finds out when its connection is released.
    clear(w, u, MME_SMC_UNKNOWN);
    mmeClear(w, u, MME_PENDING);
    return releaseFromMme(env, u);
  }
  if (context === PENDING) adoptPending(env, u, countOf(w, m));
  clear(w, u, MME_SMC_UNKNOWN);
  w[u + MME_BASIS] = countOf(w, m);
  if (congested) return rejectRequest(env, u, nas);
  if (nas === SERVICE_REQUEST) onServiceRequest(env, u);
  else if (nas === TRACKING_AREA_UPDATE_REQUEST) {
    const active = w[m + ARG_B] === ACTIVE;
    if (!active) mmeSet(w, u, MME_THEN_RELEASE);
    onTauRequest(env, u);
    if (active) onServiceRequest(env, u);
  } else if (nas === DETACH_REQUEST) onDetachRequest(env, u);
}

/**
 * MME: what belonged to the present connection ends. Re-keys of AS die with the AS context: the next initial
 * context setup uses the KASME in NAS use. If an SMC for a new KASME is open, both contexts are kept.
 */
export function abandonConnection(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  endNasHold(env, u);
  if (mmeHas(w, u, MME_HANDOVER)) {
    if (mmeHas(w, u, MME_FORWARDED)) cancelRelocation(env, u);
    else if (mmeHas(w, u, MME_TARGET)) arrivedOtherwise(env, u);
    else env.send(u, UE_CONTEXT_RELEASE_COMMAND, handoverConn(w, b), 0, 0, 0);
  }
  withdraw(env, u, Q_HANDOVER);
  withdraw(env, u, Q_ANSWER);
  if (withdraw(env, u, Q_SMC)) end(env, u, NAS_SMC, CANCELLED);
  const open = mmeHas(w, u, MME_SMC) && mmeHas(w, u, MME_SMC_NEW);
  if (open) set(w, u, MME_SMC_UNKNOWN);
  const halfway = open || mmeHas(w, u, MME_AKA | MME_PENDING);
  end(env, u, NAS_SMC, CANCELLED);
  // What the UE itself waits for is not counted here: it belongs to its next connection, or ends at the UE.
  const waits = ueHas(w, u, UE_SERVICE_REQUEST | UE_ATTACHING);
  if (mmeHas(w, u, MME_AKA) && !ueHas(w, u, UE_ATTACHING)) end(env, u, AUTHENTICATION, CANCELLED);
  if (!waits) failSetup(env, u);
  if (withdraw(env, u, Q_CONTEXT)) end(env, u, UE_CONTEXT_MODIFICATION, SUPERSEDED);
  end(env, u, UE_CONTEXT_MODIFICATION, FAILED);
  settleRekeys(env, u, halfway ? FAILED : COMPLETED);
  env.stop(u, T_NAS);
  env.stop(u, T_REKEY);
  env.stop(u, T_GUARD);
  w[b + MME_FLAGS] = 0;
  clear(w, u, MME_CONNECTED | MME_AS | MME_AS_OLD | MME_INHERITED | MME_PAIR);
}

/** The initial context setup that is open has failed, and the traffic event that asked for it. */
export function failSetup(env: Env, u: number): void {
  end(env, u, INITIAL_CONTEXT_SETUP, FAILED);
  settle(env, u, SERVICE_REQUEST_KIND, FAILED);
  settle(env, u, ATTACH_KIND, FAILED);
}
