import type { Env } from '../../model/env.js';
import { EN_CONTEXT, EN_INTRA, EN_KEY_CHANGE, EN_PAIR, EN_TARGET } from '../../model/flags.js';
import { BLOCK, K_EN_KENB, K_TARGET } from '../../model/layout.js';
import { RRC_RECONFIGURATION_HANDOVER } from '../../model/messages.js';
import { COMPLETED } from '../../model/outcomes.js';
import { setMessageCell, setMessageNcc, setOtherConn } from '../../model/payload.js';
import { INTRA_ENB_HANDOVER } from '../../model/procedures.js';
import { beginProcedure, beginTraffic } from '../../model/progress.js';
import { blockKey, connOf, messageKey, rowKey } from '../../model/record.js';
import {
  clear,
  enClear,
  enConn,
  enHas,
  enSet,
  has,
  nextOrdinal,
  setEnCell,
  setEnNcc,
  setTargetCell,
  setTargetConn,
  setTargetNcc,
  targetCell,
  targetNcc,
} from '../../model/row.js';
import { T_ENB } from '../../model/timers.js';
import { judgeAs } from '../../oracle/agreement.js';
import { rule05 } from '../../rules/rule-05.js';
import { enbIsFree } from '../enb/context.js';
import { deriveKenbStar } from '../enb/kenb-star.js';
import { endIntraHandover } from '../handover/enb.js';
import { holds, take } from '../queue.js';
import { beginKeyChange } from '../ue-context-modification/enb.js';

/*
 * Handover within an eNB (TS 33.401 7.2.8.4.1), and KeNB refresh (7.2.9.3), which is one to the same cell, before a PDCP
 * COUNT would be used twice with one key. Key and NCC are as in any handover: an unused pair is used up (vertical), else the
 * present KeNB leads on (horizontal). No MME learns of it. Rule 5 lets it wait for a key change, like any handover, and
 * rejects nothing because of it, for it is none between eNBs: a key change that is asked for meanwhile begins when it is over.
 */

/** eNB: starts entry k of the queue, traffic of a kind, if nothing stands against it. Returns whether it did. */
export function startIntraHandover(env: Env, u: number, k: number, kind: number): boolean {
  const { w, keys } = env;
  if (!enbIsFree(w, u) || holds(env, u, k, 0, rule05)) return false;
  const b = w[u + BLOCK];
  beginProcedure(env, u, INTRA_ENB_HANDOVER, take(env, u, k));
  beginTraffic(env, u, kind);
  nextOrdinal(w, u);
  // A row keeps the latest target context only.
  enClear(w, u, EN_TARGET);
  enSet(w, u, EN_INTRA);
  setTargetConn(w, b, 0);
  setTargetCell(w, b, env.neighbour(u, kind));
  setTargetNcc(w, b, deriveKenbStar(env, u, blockKey(env, u, K_TARGET), targetCell(w, b)));
  const m = env.send(u, RRC_RECONFIGURATION_HANDOVER, enConn(w, u));
  setMessageNcc(w, m, targetNcc(w, b));
  setOtherConn(w, m, enConn(w, u));
  setMessageCell(w, m, targetCell(w, b));
  keys.copy(w, messageKey(m), rowKey(env, u, K_EN_KENB));
  env.start(u, T_ENB, enConn(w, u));
  return true;
}

/** Whether Complete of a handover comes in where the UE has been all the time. */
export function isIntra(w: Int32Array, u: number, m: number): boolean {
  return enHas(w, u, EN_INTRA) && has(w, u, EN_CONTEXT) && connOf(w, m) === enConn(w, u);
}

/** eNB: the UE runs on the new key. A key change that was asked for meanwhile can begin. */
export function completeIntraHandover(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const key = blockKey(env, u, K_TARGET);
  judgeAs(env, u, keys.matchesRrc(w, messageKey(m), key));
  keys.copy(w, rowKey(env, u, K_EN_KENB), key);
  setEnNcc(w, u, targetNcc(w, b));
  setEnCell(w, u, targetCell(w, b));
  clear(w, u, EN_PAIR);
  endIntraHandover(env, u, COMPLETED);
  if (enHas(w, u, EN_KEY_CHANGE)) beginKeyChange(env, u);
}
