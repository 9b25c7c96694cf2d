import { ENB_ANSWERS_AT_ONCE, ENB_HOLDS_NAS } from '../../model/enb-kind.js';
import type { Env } from '../../model/env.js';
import {
  EN_AS,
  EN_CONTEXT,
  EN_INTRA,
  EN_KEY_CHANGE,
  EN_KEY_CHANGE_SENT,
  EN_PAIR,
  EN_REESTABLISHING,
  EN_RELEASING,
} from '../../model/flags.js';
import { K_EN_KENB, K_EN_NEW } from '../../model/layout.js';
import {
  RRC_RECONFIGURATION_KEY_CHANGE,
  SWAPPED,
  UE_CONTEXT_MODIFICATION_FAILURE,
  UE_CONTEXT_MODIFICATION_RESPONSE,
} from '../../model/messages.js';
import { isUnkeyed, setCause } from '../../model/payload.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../../model/record.js';
import { clear, enCell, enClear, enConn, enHas, enSet, has, setEnNcc } from '../../model/row.js';
import { T_ENB, T_KEY_CHANGE } from '../../model/timers.js';
import { judgeAs } from '../../oracle/agreement.js';
import { rejects } from '../../rules/ask.js';
import { rule05 } from '../../rules/rule-05.js';
import { pci } from '../cells.js';
import { handoverOf } from '../enb/context.js';
import { requestRelease } from '../enb/request-release.js';
import { startHeldHandover } from '../enb/start-handover.js';

/** eNB: rule 5a, or the key change on RRC. */
export function onModificationRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  const serving = has(w, u, EN_CONTEXT) && conn === enConn(w, u);
  const handover = handoverOf(w, u, conn);
  const rejected = rejects(env, u, rule05, handover !== 0);
  if (rejected || !serving || !has(w, u, EN_AS) || enHas(w, u, EN_RELEASING)) {
    setCause(w, env.send(u, UE_CONTEXT_MODIFICATION_FAILURE, conn), handover);
    return;
  }
  if (isUnkeyed(w, m) !== 0) {
    env.send(u, UE_CONTEXT_MODIFICATION_RESPONSE, conn);
    return;
  }
  keys.copy(w, blockKey(env, u, K_EN_NEW), messageKey(m));
  enSet(w, u, EN_KEY_CHANGE);
  if (answersAtOnce(env)) env.send(u, UE_CONTEXT_MODIFICATION_RESPONSE, conn);
  if (!enHas(w, u, EN_REESTABLISHING | EN_INTRA)) beginKeyChange(env, u);
}

/** eNB: has the UE change its key, after a delay of its own or at once. */
export function beginKeyChange(env: Env, u: number): void {
  const { w, keys } = env;
  // What the MME has sent is a basis: the cell is the one that the UE is in by now.
  const key = blockKey(env, u, K_EN_NEW);
  keys.kenbStar(w, key, key, pci(enCell(w, u)), env.earfcn);
  if ((env.enbKind & ENB_HOLDS_NAS) !== 0) env.start(u, T_KEY_CHANGE, enConn(env.w, u));
  else changeKey(env, u);
}

const answersAtOnce = (env: Env): boolean => (env.enbKind & ENB_ANSWERS_AT_ONCE) !== 0;

/** eNB: has the UE change its key; where there is a delay before it, that is over. */
export function changeKey(env: Env, u: number): void {
  const { w, keys } = env;
  const conn = enConn(w, u);
  enSet(w, u, EN_KEY_CHANGE_SENT);
  const rrc = env.send(u, RRC_RECONFIGURATION_KEY_CHANGE, conn);
  keys.copy(w, messageKey(rrc), rowKey(env, u, K_EN_KENB));
  env.start(u, T_ENB, conn);
}

/** eNB: activates the new key; its unused pair belongs to the old chain and is dropped. */
export function onKeyChangeComplete(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || conn !== enConn(w, u) || !enHas(w, u, EN_KEY_CHANGE)) return env.discarded();
  env.stop(u, T_ENB);
  // Only with rule 5 off: a handover within the eNB was begun beside it.
  if (enHas(w, u, EN_INTRA)) env.start(u, T_ENB, conn);
  judgeAs(env, u, keys.matchesRrc(w, messageKey(m), blockKey(env, u, K_EN_NEW)));
  keys.copy(w, rowKey(env, u, K_EN_KENB), blockKey(env, u, K_EN_NEW));
  setEnNcc(w, u, 0);
  clear(w, u, EN_PAIR);
  enClear(w, u, EN_KEY_CHANGE | EN_KEY_CHANGE_SENT);
  if (answersAtOnce(env)) return;
  // The eNB may send its RESPONSE and a handover that rule 5b held in either order.
  if ((fateOf(w, m) & SWAPPED) !== 0) startHeldHandover(env, u);
  env.send(u, UE_CONTEXT_MODIFICATION_RESPONSE, conn);
}

/** eNB: the key change failed on the radio; with `lost` the UE did not answer at all. A RESPONSE that is out cannot be taken back: the UE is released. */
export function failKeyChange(env: Env, u: number, lost: boolean): void {
  const { w } = env;
  env.stop(u, T_ENB);
  enClear(w, u, EN_KEY_CHANGE | EN_KEY_CHANGE_SENT);
  if (!answersAtOnce(env)) env.send(u, UE_CONTEXT_MODIFICATION_FAILURE, enConn(w, u));
  if (lost || answersAtOnce(env)) requestRelease(env, u);
}
