import type { Env } from '../../model/env.js';
import {
  MME_AS,
  MME_AWAITS_TAU,
  MME_CANCELLING,
  MME_DEFERRED,
  MME_OWES_DETACH,
  MME_OWES_TAU,
  MME_RELEASING,
  MME_TARGET,
  MME_THEN_RELEASE,
} from '../../model/flags.js';
import { TRACKING_AREA_UPDATE_ACCEPT } from '../../model/nas-messages.js';
import { has, mmeClear, mmeHas } from '../../model/row.js';
import { T_GUARD } from '../../model/timers.js';
import { guardTauAccept } from '../../rules/guard-tau-accept.js';
import { rule10 } from '../../rules/rule-10.js';
import { offerPreferred } from '../algorithm-change/mme.js';
import { answerDetach } from '../detach/mme.js';
import { holds, take } from '../queue.js';
import { releaseFromMme } from './connection.js';
import { nasDown } from './nas.js';

/** MME: sends the answer that entry k of the queue stands for, if nothing stands against it. Returns whether it did. */
export function startAnswer(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (mmeHas(w, u, MME_RELEASING | MME_TARGET | MME_DEFERRED)) return false;
  if (holds(env, u, k, 1, guardTauAccept) || holds(env, u, k, 0, rule10)) return false;
  take(env, u, k);
  if (mmeHas(w, u, MME_OWES_DETACH)) {
    answerDetach(env, u);
    return true;
  }
  mmeClear(w, u, MME_OWES_TAU);
  nasDown(env, u, TRACKING_AREA_UPDATE_ACCEPT);
  if (mmeHas(w, u, MME_AWAITS_TAU)) {
    mmeClear(w, u, MME_AWAITS_TAU);
    if (!mmeHas(w, u, MME_CANCELLING)) env.stop(u, T_GUARD);
    offerPreferred(env, u);
  }
  if (mmeHas(w, u, MME_THEN_RELEASE) && !has(w, u, MME_AS)) releaseFromMme(env, u);
  return true;
}
