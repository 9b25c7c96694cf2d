import type { Env } from '../../model/env.js';
import { EN_HANDOVER, EN_IS_INTER, EN_IS_X2, EN_TARGET } from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import { HANDOVER_REQUIRED } from '../../model/messages.js';
import { INTER_MME_HANDOVER, S1_HANDOVER, X2_HANDOVER } from '../../model/procedures.js';
import { begin, wanted } from '../../model/progress.js';
import {
  enClear,
  enConn,
  enSet,
  giveConn,
  nextOrdinal,
  setTargetCell,
  setTargetConn,
  targetConn,
} from '../../model/row.js';
import { T_HANDOVER } from '../../model/timers.js';
import { INTER_MME_KIND, S1_KIND, X2_KIND } from '../../model/traffic.js';
import { rule05 } from '../../rules/rule-05.js';
import { OTHER_MME } from '../payload.js';
import { find, holds, Q_INTER_MME, Q_X2, take } from '../queue.js';
import { requestX2 } from '../x2-handover/enb.js';
import { enbIsFree } from './context.js';

/*
 * The source eNB starts a handover. The connection identity that it gives to the target is the handover's identity in all
 * its messages.
 */

/** Source eNB: starts entry k (any kind of handover) if nothing stands against it. True: it is gone. */
export function startHandover(env: Env, u: number, k: number, code: number): boolean {
  const { w } = env;
  if (!enbIsFree(w, u) || holds(env, u, k, 0, rule05)) return false;
  const since = take(env, u, k);
  const b = w[u + BLOCK];
  nextOrdinal(w, u);
  const target = env.neighbour(u, code);
  // A row keeps the latest target context only.
  enClear(w, u, EN_TARGET);
  setTargetConn(w, b, giveConn(w, u));
  setTargetCell(w, b, target & 0xffff);
  if (code === Q_X2) {
    begin(env, u, X2_HANDOVER, since);
    wanted(env, u, X2_KIND);
    enSet(w, u, EN_HANDOVER | EN_IS_X2);
    requestX2(env, u);
  } else {
    const inter = code === Q_INTER_MME;
    begin(env, u, inter ? INTER_MME_HANDOVER : S1_HANDOVER, since);
    wanted(env, u, inter ? INTER_MME_KIND : S1_KIND);
    enSet(w, u, inter ? EN_HANDOVER | EN_IS_INTER : EN_HANDOVER);
    const a = targetConn(w, b) | (inter ? OTHER_MME : 0);
    env.send(u, HANDOVER_REQUIRED, enConn(w, u), a, target, 0);
  }
  env.start(u, T_HANDOVER, enConn(w, u));
  return true;
}

/** Source eNB: starts a handover that waits in the queue, if there is one and it may start. */
export function startHeldHandover(env: Env, u: number): void {
  for (let code = Q_X2; code <= Q_INTER_MME; code++) {
    const k = find(env.w, u, code);
    if (k >= 0 && startHandover(env, u, k, code)) return;
  }
}
