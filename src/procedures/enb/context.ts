import { S1_HANDOVER_TRIGGERED, X2_HANDOVER_TRIGGERED } from '../../model/causes.js';
import type { Env } from '../../model/env.js';
import {
  EN_AS,
  EN_CONTEXT,
  EN_HANDOVER,
  EN_INTRA,
  EN_IS_X2,
  EN_PAIR,
  EN_PATH_SWITCH,
  EN_REESTABLISHING,
  EN_RELEASING,
  EN_SETUP,
} from '../../model/flags.js';
import { BLOCK, EN_FLAGS } from '../../model/layout.js';
import { INITIAL_UE_MESSAGE } from '../../model/messages.js';
import { FAILED } from '../../model/outcomes.js';
import { copyPayload } from '../../model/payload.js';
import { connOf, messageKey, nasOf } from '../../model/record.js';
import {
  clear,
  enConn,
  enHas,
  has,
  leavingConn,
  leftBy,
  set,
  setEnCell,
  setEnConn,
  setLeavingConn,
  setLeftBy,
  setTargetConn,
} from '../../model/row.js';
import { T_ENB, T_HANDOVER, T_KEY_CHANGE, T_SETUP } from '../../model/timers.js';
import { endHandover, endIntraHandover } from '../handover/enb.js';
import { cellOf } from '../radio.js';

/*
 * The serving eNB's context of a UE.
 */

/** eNB: a UE appears; the context of an older connection is dropped. */
export function onInitialNas(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  dropServingContext(env, u);
  setLeavingConn(w, w[u + BLOCK], enConn(w, u));
  setLeftBy(w, w[u + BLOCK], 0);
  setEnConn(w, u, connOf(w, m));
  setEnCell(w, u, cellOf(w, u));
  set(w, u, EN_CONTEXT);
  const next = env.sendNas(u, INITIAL_UE_MESSAGE, connOf(w, m), nasOf(w, m));
  copyPayload(w, next, m);
  keys.copy(w, messageKey(next), messageKey(m));
}

/** eNB: forgets the UE; a handover of this connection has failed. */
export function dropServingContext(env: Env, u: number): void {
  const { w } = env;
  clear(w, u, EN_CONTEXT | EN_AS | EN_PAIR);
  if (w[u + BLOCK] === 0) return;
  endHandover(env, u, FAILED);
  endIntraHandover(env, u, FAILED);
  setTargetConn(w, w[u + BLOCK], 0);
  env.stop(u, T_ENB);
  env.stop(u, T_SETUP);
  env.stop(u, T_KEY_CHANGE);
  env.stop(u, T_HANDOVER);
  w[w[u + BLOCK] + EN_FLAGS] = 0;
}

/** eNB: the handover that keeps connection `conn` from what the MME wants, under way or done, as a cause; 0: none. */
export function handoverOf(w: Int32Array, u: number, conn: number): number {
  if (has(w, u, EN_CONTEXT) && conn === enConn(w, u)) {
    if (!enHas(w, u, EN_HANDOVER)) return 0;
    return enHas(w, u, EN_IS_X2) ? X2_HANDOVER_TRIGGERED : S1_HANDOVER_TRIGGERED;
  }
  const b = w[u + BLOCK];
  return b !== 0 && conn === leavingConn(w, b) ? leftBy(w, b) : 0;
}

/** Source eNB: may this eNB start anything that moves or releases the UE now? (Rule 5b apart.) */
export function enbIsFree(w: Int32Array, u: number): boolean {
  return (
    has(w, u, EN_CONTEXT) &&
    has(w, u, EN_AS) &&
    !enHas(w, u, EN_SETUP | EN_HANDOVER | EN_PATH_SWITCH | EN_RELEASING | EN_REESTABLISHING | EN_INTRA)
  );
}
