import type { Env } from '../../model/env.js';
import { EN_HANDOVER, EN_IS_INTER, EN_IS_X2, EN_TARGET } from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import { HANDOVER_REQUIRED } from '../../model/messages.js';
import { setMessageCell, setMessageRegion, setOtherConn, setToOtherMme } from '../../model/payload.js';
import { INTER_MME_HANDOVER, S1_HANDOVER, X2_HANDOVER } from '../../model/procedures.js';
import { beginProcedure, beginTraffic } from '../../model/progress.js';
import { codeOfKind } from '../../model/queue-entry.js';
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
import { INTER_MME_KIND, X2_KIND } from '../../model/traffic.js';
import { rule05 } from '../../rules/rule-05.js';
import { find, holds, take } from '../queue.js';
import { requestX2 } from '../x2-handover/enb.js';
import { enbIsFree } from './context.js';

/*
 * The source eNB starts a handover. The connection identity that it gives to the target is the handover's identity in all
 * its messages.
 */

/** Source eNB: starts entry k of the queue, any kind of handover, if nothing stands against it. Returns whether it did. */
export function startHandover(env: Env, u: number, k: number, kind: number): boolean {
  const { w } = env;
  if (!enbIsFree(w, u) || holds(env, u, k, 0, rule05)) return false;
  const since = take(env, u, k);
  const b = w[u + BLOCK];
  nextOrdinal(w, u);
  const target = env.neighbour(u, kind);
  // A row keeps the latest target context only.
  enClear(w, u, EN_TARGET);
  setTargetConn(w, b, giveConn(w, u));
  setTargetCell(w, b, target & 0xffff);
  if (kind === X2_KIND) {
    beginProcedure(env, u, X2_HANDOVER, since);
    beginTraffic(env, u, kind);
    enSet(w, u, EN_HANDOVER | EN_IS_X2);
    requestX2(env, u);
  } else {
    const inter = kind === INTER_MME_KIND;
    beginProcedure(env, u, inter ? INTER_MME_HANDOVER : S1_HANDOVER, since);
    beginTraffic(env, u, kind);
    enSet(w, u, inter ? EN_HANDOVER | EN_IS_INTER : EN_HANDOVER);
    const m = env.send(u, HANDOVER_REQUIRED, enConn(w, u));
    setOtherConn(w, m, targetConn(w, b));
    setToOtherMme(w, m, inter ? 1 : 0);
    setMessageCell(w, m, target);
    setMessageRegion(w, m, target >>> 16);
  }
  env.start(u, T_HANDOVER, enConn(w, u));
  return true;
}

/** Source eNB: starts a handover that waits in the queue, if there is one and it may start. */
export function startHeldHandover(env: Env, u: number): void {
  for (let kind = X2_KIND; kind <= INTER_MME_KIND; kind++) {
    const k = find(env.w, u, codeOfKind(kind));
    if (k >= 0 && startHandover(env, u, k, kind)) return;
  }
}
