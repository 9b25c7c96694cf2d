import type { Env } from '../../model/env.js';
import {
  EN_AS,
  EN_CANCELLING,
  EN_COMMANDED,
  EN_CONTEXT,
  EN_INTRA,
  EN_KEY_CHANGE,
  EN_PAIR,
  EN_REESTABLISHING,
  EN_TARGET,
} from '../../model/flags.js';
import { BLOCK, K_EN_KENB } from '../../model/layout.js';
import { RRC_REESTABLISHMENT, RRC_REESTABLISHMENT_REJECT } from '../../model/messages.js';
import { FAILED } from '../../model/outcomes.js';
import { setMessageNcc } from '../../model/payload.js';
import { connOf, messageKey, rowKey } from '../../model/record.js';
import {
  clear,
  enCell,
  enClear,
  enConn,
  enHas,
  enNcc,
  enSet,
  has,
  setEnCell,
  setEnNcc,
  targetConn,
  targetNcc,
} from '../../model/row.js';
import { T_ENB } from '../../model/timers.js';
import { judgeAs } from '../../oracle/agreement.js';
import { deriveKenbStar } from '../enb/kenb-star.js';
import { cancelHandover, endIntraHandover } from '../handover/enb.js';
import { cellOf } from '../radio.js';
import { beginKeyChange, failKeyChange } from '../ue-context-modification/enb.js';

/** Serving eNB: the UE is back; what it was told to do has failed. The target of a handover: the UE has come all the same. */
export function onReestablishmentRequest(env: Env, u: number, m: number): void {
  const { w } = env;
  if (isPrepared(w, u, m)) {
    // The key is the one that was prepared: A.5 of the same key with the same cell.
    setMessageNcc(w, env.send(u, RRC_REESTABLISHMENT, connOf(w, m)), targetNcc(w, w[u + BLOCK]));
    return;
  }
  if (!has(w, u, EN_CONTEXT) || !has(w, u, EN_AS) || connOf(w, m) !== enConn(w, u)) {
    // Released meanwhile: the UE goes idle.
    env.send(u, RRC_REESTABLISHMENT_REJECT, connOf(w, m));
    return;
  }
  // One that waits for the end of a handover within the eNB has not begun.
  if (enHas(w, u, EN_KEY_CHANGE) && !enHas(w, u, EN_INTRA)) failKeyChange(env, u, false);
  endIntraHandover(env, u, FAILED);
  // It may have come by the other cell of that handover.
  setEnCell(w, u, cellOf(w, u));
  reestablish(env, u);
  if (enHas(w, u, EN_COMMANDED) && !enHas(w, u, EN_CANCELLING)) cancelHandover(env, u, FAILED);
}

/** Whether a message comes in at the target eNB of a handover that is prepared. */
export function isPrepared(w: Int32Array, u: number, m: number): boolean {
  return enHas(w, u, EN_TARGET) && connOf(w, m) === targetConn(w, w[u + BLOCK]);
}

/**
 * Serving eNB: a KeNB* for the UE's own cell goes into use, from an unused pair (vertical), else from the present KeNB, and
 * the UE is told its NCC.
 */
function reestablish(env: Env, u: number): void {
  const { w } = env;
  setEnNcc(w, u, deriveKenbStar(env, u, rowKey(env, u, K_EN_KENB), enCell(w, u)));
  clear(w, u, EN_PAIR);
  enSet(w, u, EN_REESTABLISHING);
  setMessageNcc(w, env.send(u, RRC_REESTABLISHMENT, enConn(w, u)), enNcc(w, u));
  env.start(u, T_ENB, enConn(w, u));
}

/** Serving eNB: the UE runs on the new key. A key change that was asked for meanwhile can begin. */
export function onReestablishmentComplete(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const isHere = has(w, u, EN_CONTEXT) && connOf(w, m) === enConn(w, u);
  if (!isHere || !enHas(w, u, EN_REESTABLISHING)) return env.discarded();
  env.stop(u, T_ENB);
  enClear(w, u, EN_REESTABLISHING);
  judgeAs(env, u, keys.matchesRrc(w, messageKey(m), rowKey(env, u, K_EN_KENB)));
  if (enHas(w, u, EN_KEY_CHANGE)) beginKeyChange(env, u);
}
