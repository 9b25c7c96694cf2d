import { COMPLETED, type Env, INITIAL_CONTEXT_SETUP, TAU } from '../model/env.js';
import {
  MME_AS,
  MME_AWAITS_TAU,
  MME_DEFERRED,
  MME_OWES_DETACH,
  MME_OWES_TAU,
  MME_RELEASING,
  MME_SMC,
  MME_TARGET,
  MME_THEN_RELEASE,
  UE_CONNECTED,
  UE_SERVICE_REQUEST,
  UE_TAU,
} from '../model/flags.js';
import { BLOCK } from '../model/layout.js';
import {
  T_GUARD,
  T_UE,
  TRACKING_AREA_UPDATE_ACCEPT,
  TRACKING_AREA_UPDATE_REQUEST,
} from '../model/messages.js';
import { begin, end, launch, settle, TAU_KIND } from '../model/progress.js';
import {
  has,
  mmeClear,
  mmeHas,
  mmeSet,
  nextOrdinal,
  setWakes,
  ueClear,
  ueHas,
  ueSet,
  wakes,
} from '../model/row.js';
import { rule10 } from '../rules/rule-10.js';
import { goIdle, setUpConnection } from './connection.js';
import { answerDetach } from './detach.js';
import { nasDown, nasUp, verifyDown } from './nas.js';
import { abortSecurityMode } from './nas-security-mode-control.js';
import { enqueueStep, holds, isQueued, Q_ANSWER, take } from './queue.js';
import { releaseFromMme } from './ue-context-release.js';

/*
 * Tracking area update: from idle, in a connection, and after an inter-MME handover, where TRACKING AREA UPDATE ACCEPT
 * is the first downlink NAS message of the target MME. From idle the connection is released afterwards; or the UE asks
 * for its bearers with the active flag (TS 24.301 5.5.3.2.2), and an initial context setup follows as after a SERVICE
 * REQUEST. Word B of the request is that flag.
 */
export const ACTIVE = 1;

/** UE: sends TRACKING AREA UPDATE REQUEST. */
export function startTau(env: Env, u: number, since: number): void {
  const { w } = env;
  nextOrdinal(w, u);
  begin(env, u, TAU, since);
  ueSet(w, u, UE_TAU);
  setWakes(w, w[u + BLOCK], 0);
  if (!has(w, u, UE_CONNECTED)) {
    const active = env.hasData(u);
    if (active) {
      launch(env, u, INITIAL_CONTEXT_SETUP);
      ueSet(w, u, UE_SERVICE_REQUEST);
    }
    setUpConnection(env, u, TRACKING_AREA_UPDATE_REQUEST, active ? ACTIVE : 0);
  } else {
    nasUp(env, u, TRACKING_AREA_UPDATE_REQUEST, 0);
    env.start(u, T_UE, 0);
  }
}

/** UE: no answer in a connection: once more, then the UE gives up and goes idle. */
export function onTauTimeout(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (wakes(w, b) === 0) {
    setWakes(w, b, 1);
    repeatTau(env, u);
  } else goIdle(env, u);
}

/**
 * UE: sends its request again, on a timeout or because a handover may have cost the first one. Without the active flag:
 * the KeNB of the initial context setup goes with the message that set up the connection.
 */
export function repeatTau(env: Env, u: number): void {
  nasUp(env, u, TRACKING_AREA_UPDATE_REQUEST, 0);
  env.start(u, T_UE, 0);
}

/** MME: owes an answer; an SMC that is open is aborted by this message (TS 24.301 5.4.3.7). */
export function onTauRequest(env: Env, u: number): void {
  mmeSet(env.w, u, MME_OWES_TAU);
  abortSecurityMode(env, u);
  if (!isQueued(env.w, u, Q_ANSWER)) enqueueStep(env, u, Q_ANSWER);
}

/** MME: sends the answer that entry k stands for. True: the entry is gone. */
export function startAnswer(env: Env, u: number, k: number): boolean {
  const { w } = env;
  // Other downlink NAS messages wait until the outcome of an SMC is known.
  if (mmeHas(w, u, MME_SMC | MME_RELEASING | MME_TARGET | MME_DEFERRED)) return false;
  if (holds(env, u, k, 0, rule10)) return false;
  take(env, u, k);
  if (mmeHas(w, u, MME_OWES_DETACH)) {
    answerDetach(env, u);
    return true;
  }
  mmeClear(w, u, MME_OWES_TAU);
  nasDown(env, u, TRACKING_AREA_UPDATE_ACCEPT, 0);
  if (mmeHas(w, u, MME_AWAITS_TAU)) {
    mmeClear(w, u, MME_AWAITS_TAU);
    env.stop(u, T_GUARD);
  }
  if (mmeHas(w, u, MME_THEN_RELEASE) && !has(w, u, MME_AS)) releaseFromMme(env, u);
  return true;
}

/** UE: the update is accepted. */
export function onTauAccept(env: Env, u: number, m: number): void {
  if (!verifyDown(env, u, m)) return;
  // A request that was sent twice is answered twice; by the second time T_UE may run for something else.
  if (!ueHas(env.w, u, UE_TAU)) return;
  ueClear(env.w, u, UE_TAU);
  // It goes on if the UE still waits for its bearers.
  if (!ueHas(env.w, u, UE_SERVICE_REQUEST)) env.stop(u, T_UE);
  end(env, u, TAU, COMPLETED);
  settle(env, u, TAU_KIND, COMPLETED);
}
