import type { Env } from '../../model/env.js';
import {
  MME_ACCEPTED,
  MME_AWAITS_TAU,
  MME_CANCELLING,
  MME_DEFERRED,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_TARGET,
  MME_UNDELIVERED,
} from '../../model/flags.js';
import { BLOCK, K_MME_NH } from '../../model/layout.js';
import { HANDOVER_COMMAND, HANDOVER_PREPARATION_FAILURE, HANDOVER_REQUEST } from '../../model/messages.js';
import { setMessageCell, setMessageNcc, setOtherConn, setToOtherMme } from '../../model/payload.js';
import { messageKey, rowKey } from '../../model/record.js';
import { handoverCell, handoverConn, mmeClear, mmeConn, mmeHas, mmeNcc } from '../../model/row.js';
import { T_GUARD } from '../../model/timers.js';
import { releaseFromMme } from './connection.js';
import { endNasHold } from './nas-hold.js';
import { renewChain } from './rekey.js';
import { resendNas } from './retransmission.js';

/*
 * S1 handover at the MME, what is the same whether the MME stays or changes.
 */

/** MME: HANDOVER REQUEST with {NH, NCC} to the target eNB. */
export function requestHandover(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const m = env.send(u, HANDOVER_REQUEST, handoverConn(w, b));
  setMessageNcc(w, m, mmeNcc(w, u));
  setMessageCell(w, m, handoverCell(w, b));
  keys.copy(w, messageKey(m), rowKey(env, u, K_MME_NH));
}

/** MME: HANDOVER COMMAND with the target's NCC, connection and cell. */
export function sendHandoverCommand(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const m = env.send(u, HANDOVER_COMMAND, mmeConn(w, u));
  setMessageNcc(w, m, mmeNcc(w, u));
  setOtherConn(w, m, handoverConn(w, b));
  setMessageCell(w, m, handoverCell(w, b));
  setToOtherMme(w, m, mmeHas(w, u, MME_FORWARDED) ? 1 : 0);
}

/** MME: the handover has failed before the command. */
export function failPreparation(env: Env, u: number): void {
  const { w } = env;
  clearHandover(env, u);
  const m = env.send(u, HANDOVER_PREPARATION_FAILURE, mmeConn(w, u));
  setOtherConn(w, m, handoverConn(w, w[u + BLOCK]));
  handoverEnded(env, u);
}

/** MME: the S1 handover is not ongoing any more. */
export function clearHandover(env: Env, u: number): void {
  mmeClear(env.w, u, MME_HANDOVER | MME_FORWARDED | MME_TARGET | MME_CANCELLING | MME_ACCEPTED);
}

/** MME: a handover ended, well or badly: what waited for that goes on. */
export function handoverEnded(env: Env, u: number): void {
  const { w } = env;
  mmeClear(w, u, MME_DEFERRED);
  // The timers of a TAU and of a cancel that are awaited have the same slot.
  if (!mmeHas(w, u, MME_AWAITS_TAU | MME_CANCELLING)) env.stop(u, T_GUARD);
  endNasHold(env, u);
  renewChain(env, u);
  if (!mmeHas(w, u, MME_UNDELIVERED)) return;
  mmeClear(w, u, MME_UNDELIVERED);
  resendNas(env, u);
}

/** MME: that end did not come, or a relocated UE sent no TAU. */
export function onGuardTimer(env: Env, u: number): void {
  if (!mmeHas(env.w, u, MME_AWAITS_TAU)) handoverEnded(env, u);
  else if (mmeHas(env.w, u, MME_HANDOVER)) env.start(u, T_GUARD, mmeConn(env.w, u));
  else releaseFromMme(env, u);
}
