import { COMPLETED, DETACH, type Env } from '../model/env.js';
import {
  MME_FORWARDED,
  MME_OWES_DETACH,
  MME_REGISTERED,
  MME_SMC,
  MME_SMC_UNKNOWN,
  UE_CONNECTED,
  UE_DETACHING,
  UE_REGISTERED,
} from '../model/flags.js';
import { DETACH_ACCEPT, DETACH_REQUEST, T_UE } from '../model/messages.js';
import { begin, DETACH_KIND, end, settle } from '../model/progress.js';
import { clear, has, mmeHas, mmeSet, nextOrdinal, ueClear, ueSet } from '../model/row.js';
import { setUpConnection } from './connection.js';
import { nasDown, nasUp, verifyDown } from './nas.js';
import { enqueueStep, isQueued, Q_ANSWER } from './queue.js';
import { releaseFromMme } from './ue-context-release.js';

/** UE: sends DETACH REQUEST (not switch-off: it waits for the answer). */
export function startDetach(env: Env, u: number, since: number): void {
  const { w } = env;
  nextOrdinal(w, u);
  begin(env, u, DETACH, since);
  ueSet(w, u, UE_DETACHING);
  if (!has(w, u, UE_CONNECTED)) setUpConnection(env, u, DETACH_REQUEST);
  else {
    nasUp(env, u, DETACH_REQUEST, 0);
    env.start(u, T_UE, 0);
  }
}

/**
 * MME: a detach aborts an SMC that is open. Which KASME the UE would verify DETACH ACCEPT with is not known
 * then, so the release of the connection is the answer.
 */
export function onDetachRequest(env: Env, u: number): void {
  const { w } = env;
  mmeSet(w, u, MME_OWES_DETACH);
  // (Not while a relocation is on, when the UE may have left: then the answer waits.)
  if (mmeHas(w, u, MME_SMC) && !mmeHas(w, u, MME_FORWARDED)) {
    clear(w, u, MME_REGISTERED);
    releaseFromMme(env, u);
    clear(w, u, MME_SMC_UNKNOWN);
  } else if (!isQueued(w, u, Q_ANSWER)) enqueueStep(env, u, Q_ANSWER);
}

/** MME: accepts, and releases the connection. */
export function answerDetach(env: Env, u: number): void {
  nasDown(env, u, DETACH_ACCEPT, 0);
  clear(env.w, u, MME_REGISTERED);
  releaseFromMme(env, u);
}

/** UE: is detached. */
export function onDetachAccept(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!verifyDown(env, u, m)) return;
  env.stop(u, T_UE);
  ueClear(w, u, UE_DETACHING);
  clear(w, u, UE_REGISTERED);
  end(env, u, DETACH, COMPLETED);
  settle(env, u, DETACH_KIND, COMPLETED);
}
