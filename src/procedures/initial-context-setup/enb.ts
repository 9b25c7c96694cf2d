import type { Env } from '../../model/env.js';
import { EN_AS, EN_CONTEXT, EN_PAIR, EN_SETUP, EN_SETUP_SENT } from '../../model/flags.js';
import { K_EN_KENB, K_EN_NEW } from '../../model/layout.js';
import {
  INITIAL_CONTEXT_SETUP_FAILURE,
  INITIAL_CONTEXT_SETUP_RESPONSE,
  RRC_SECURITY_MODE_COMMAND,
} from '../../model/messages.js';
import { blockKey, connOf, messageKey, rowKey } from '../../model/record.js';
import { clear, enClear, enConn, enHas, enSet, has, set, setEnNcc } from '../../model/row.js';
import { T_ENB, T_SETUP } from '../../model/timers.js';
import { judgeAs } from '../../oracle/agreement.js';

/** eNB: prepares; RRC SecurityModeCommand follows after a delay of its own. */
export function onContextSetupRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || conn !== enConn(w, u)) {
    env.send(u, INITIAL_CONTEXT_SETUP_FAILURE, conn);
    return;
  }
  keys.copy(w, blockKey(env, u, K_EN_NEW), messageKey(m));
  enSet(w, u, EN_SETUP);
  env.start(u, T_SETUP, conn);
}

/** eNB: the delay is over. */
export function onSetupDelay(env: Env, u: number): void {
  const { w, keys } = env;
  if (!enHas(w, u, EN_SETUP)) return;
  enSet(w, u, EN_SETUP_SENT);
  const m = env.send(u, RRC_SECURITY_MODE_COMMAND, enConn(w, u));
  keys.rrcKeys(w, messageKey(m), blockKey(env, u, K_EN_NEW));
  env.start(u, T_ENB, enConn(w, u));
}

/** eNB: AS security is active. */
export function onRrcSecurityModeComplete(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || conn !== enConn(w, u) || !enHas(w, u, EN_SETUP_SENT)) return env.discarded();
  env.stop(u, T_ENB);
  enClear(w, u, EN_SETUP | EN_SETUP_SENT);
  judgeAs(env, u, keys.equal(w, messageKey(m), blockKey(env, u, K_EN_NEW)));
  keys.copy(w, rowKey(env, u, K_EN_KENB), blockKey(env, u, K_EN_NEW));
  setEnNcc(w, u, 0);
  clear(w, u, EN_PAIR);
  set(w, u, EN_AS);
  env.inactivity(u, conn);
  env.send(u, INITIAL_CONTEXT_SETUP_RESPONSE, conn);
}

/** eNB: the UE refused, or did not answer. */
export function failContextSetup(env: Env, u: number): void {
  const { w } = env;
  if (!enHas(w, u, EN_SETUP)) return;
  env.stop(u, T_ENB);
  enClear(w, u, EN_SETUP | EN_SETUP_SENT);
  env.send(u, INITIAL_CONTEXT_SETUP_FAILURE, enConn(w, u));
}
