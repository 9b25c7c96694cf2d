import type { Env } from '../../model/env.js';
import {
  MME_CONNECTED,
  MME_HANDOVER,
  MME_HELD_PATH_SWITCH,
  MME_PAIR,
  MME_RELEASING,
} from '../../model/flags.js';
import { BLOCK, K_MME_NH } from '../../model/layout.js';
import {
  PATH_SWITCH_REQUEST_ACKNOWLEDGE,
  PATH_SWITCH_REQUEST_FAILURE,
  REFUSED,
} from '../../model/messages.js';
import { otherConn, setMessageNcc } from '../../model/payload.js';
import { Q_HANDOVER } from '../../model/queue-codes.js';
import { connOf, fateOf, messageKey, rowKey } from '../../model/record.js';
import {
  handoverConn,
  has,
  mmeClear,
  mmeConn,
  mmeHas,
  mmeNcc,
  mmeSet,
  set,
  setMmeConn,
  setMmePairSteps,
  setUndelivered,
} from '../../model/row.js';
import { rejects } from '../../rules/ask.js';
import { guardKeyChain } from '../../rules/guard-key-chain.js';
import { completeContextSetup } from '../initial-context-setup/mme.js';
import { consumePair, stepChain } from '../mme/chain.js';
import { abandonConnection } from '../mme/connection.js';
import { handoverEnded } from '../mme/handover.js';
import { enqueueStep } from '../queue.js';
import { completeS1 } from '../s1-handover/mme.js';

/** MME: PATH SWITCH REQUEST, with the connection that the UE came from. */
export function onPathSwitchRequest(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  const from = otherConn(w, m);
  // The UE went on by X2 before HANDOVER NOTIFY of its S1 handover arrived.
  if (mmeHas(w, u, MME_HANDOVER) && handoverConn(w, w[u + BLOCK]) === from) completeS1(env, u);
  if (!has(w, u, MME_CONNECTED) || mmeHas(w, u, MME_RELEASING) || from !== mmeConn(w, u)) {
    env.send(u, PATH_SWITCH_REQUEST_FAILURE, conn);
    return;
  }
  consumePair(w, u);
  const refused = (fateOf(w, m) & REFUSED) !== 0;
  if (refused || rejects(env, u, guardKeyChain, guardKeyChain.applies(w, u))) {
    abandonConnection(env, u);
    setMmeConn(w, u, 0);
    env.send(u, PATH_SWITCH_REQUEST_FAILURE, conn);
    return;
  }
  // The UE was handed over, so its context setup succeeded, even if the RESPONSE is still on its way.
  completeContextSetup(env, u);
  setMmeConn(w, u, conn);
  setUndelivered(w, w[u + BLOCK], 0);
  handoverEnded(env, u);
  mmeSet(w, u, MME_HELD_PATH_SWITCH);
  enqueueStep(env, u, Q_HANDOVER);
}

/** MME: the path is switched; the next {NH, NCC} goes to the eNB. */
export function acknowledgePathSwitch(env: Env, u: number): void {
  const { w, keys } = env;
  mmeClear(w, u, MME_HELD_PATH_SWITCH);
  stepChain(env, u);
  setMmePairSteps(w, u, 0);
  set(w, u, MME_PAIR);
  const m = env.send(u, PATH_SWITCH_REQUEST_ACKNOWLEDGE, mmeConn(w, u));
  setMessageNcc(w, m, mmeNcc(w, u));
  keys.copy(w, messageKey(m), rowKey(env, u, K_MME_NH));
}
