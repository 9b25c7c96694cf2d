import type { Env } from '../../model/env.js';
import {
  MME_FORWARDED,
  MME_OWES_DETACH,
  MME_REGISTERED,
  MME_SMC,
  MME_SMC_UNKNOWN,
} from '../../model/flags.js';
import { DETACH_ACCEPT } from '../../model/nas-messages.js';
import { Q_ANSWER } from '../../model/queue-codes.js';
import { clear, mmeHas, mmeSet } from '../../model/row.js';
import { releaseFromMme } from '../mme/connection.js';
import { nasDown } from '../mme/nas.js';
import { enqueueStep, isQueued } from '../queue.js';

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
  nasDown(env, u, DETACH_ACCEPT);
  clear(env.w, u, MME_REGISTERED);
  releaseFromMme(env, u);
}
