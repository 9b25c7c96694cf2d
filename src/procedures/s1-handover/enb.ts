import type { Env } from '../../model/env.js';
import { EN_CANCELLING, EN_COMMANDED, EN_CONTEXT, EN_HANDOVER, EN_TARGET } from '../../model/flags.js';
import { ARG_A, ARG_B, BLOCK, K_TARGET } from '../../model/layout.js';
import { HANDOVER_FAILURE, HANDOVER_REQUEST_ACKNOWLEDGE, REFUSED } from '../../model/messages.js';
import { CANCELLED, FAILED } from '../../model/outcomes.js';
import { blockKey, connOf, fateOf, messageKey } from '../../model/record.js';
import { enConn, enHas, enSet, has, setTargetNcc, targetConn } from '../../model/row.js';
import { pci } from '../cells.js';
import { commandHandover, endHandover } from '../handover/enb.js';

/** Target eNB: prepares. (A request of a handover that has been given up since is refused.) */
export function onHandoverRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const conn = connOf(w, m);
  if ((fateOf(w, m) & REFUSED) !== 0 || conn !== targetConn(w, b)) {
    env.send(u, HANDOVER_FAILURE, conn, 0, 0, 0);
    return;
  }
  keys.kenbStar(w, blockKey(env, u, K_TARGET), messageKey(m), pci(w[m + ARG_B] & 0xffff), env.earfcn);
  setTargetNcc(w, b, w[m + ARG_A]);
  enSet(w, u, EN_TARGET);
  env.send(u, HANDOVER_REQUEST_ACKNOWLEDGE, conn, 0, 0, 0);
}

/** Source eNB: is this message about the handover it prepares? Word A holds the target connection. */
function preparing(w: Int32Array, u: number, m: number, conn: number): boolean {
  return (
    has(w, u, EN_CONTEXT) &&
    connOf(w, m) === enConn(w, u) &&
    enHas(w, u, EN_HANDOVER) &&
    !enHas(w, u, EN_COMMANDED | EN_CANCELLING) &&
    conn === targetConn(w, w[u + BLOCK])
  );
}

export function onHandoverCommand(env: Env, u: number, m: number): void {
  const { w } = env;
  const a = w[m + ARG_A];
  if (preparing(w, u, m, (a >>> 8) & 0xff)) commandHandover(env, u, a & 7, w[m + ARG_B]);
}

export function onHandoverPreparationFailure(env: Env, u: number, m: number): void {
  if (preparing(env.w, u, m, env.w[m + ARG_A])) endHandover(env, u, FAILED);
}

/** Source eNB: the cancel is done; the UE stays. */
export function onHandoverCancelAcknowledge(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) !== enConn(w, u) || !enHas(w, u, EN_CANCELLING)) return;
  if (w[m + ARG_A] === targetConn(w, w[u + BLOCK])) {
    endHandover(env, u, enHas(w, u, EN_COMMANDED) ? FAILED : CANCELLED);
  }
}
