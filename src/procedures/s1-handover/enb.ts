import type { Env } from '../../model/env.js';
import { EN_CANCELLING, EN_COMMANDED, EN_CONTEXT, EN_HANDOVER, EN_TARGET } from '../../model/flags.js';
import { BLOCK, K_TARGET } from '../../model/layout.js';
import { HANDOVER_FAILURE, HANDOVER_REQUEST_ACKNOWLEDGE, REFUSED } from '../../model/messages.js';
import { FAILED } from '../../model/outcomes.js';
import { messageCell, messageNcc, otherConn } from '../../model/payload.js';
import { blockKey, connOf, fateOf, messageKey } from '../../model/record.js';
import { enConn, enHas, enSet, has, setTargetNcc, targetConn } from '../../model/row.js';
import { pci } from '../cells.js';
import { commandHandover, endCancelled, endHandover } from '../handover/enb.js';

/** Target eNB: prepares. (A request of a handover that has been given up since is refused.) */
export function onHandoverRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const conn = connOf(w, m);
  if ((fateOf(w, m) & REFUSED) !== 0 || conn !== targetConn(w, b)) {
    env.send(u, HANDOVER_FAILURE, conn);
    return;
  }
  keys.kenbStar(w, blockKey(env, u, K_TARGET), messageKey(m), pci(messageCell(w, m)), env.earfcn);
  setTargetNcc(w, b, messageNcc(w, m));
  enSet(w, u, EN_TARGET);
  env.send(u, HANDOVER_REQUEST_ACKNOWLEDGE, conn);
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
  if (preparing(w, u, m, otherConn(w, m))) commandHandover(env, u, m);
}

export function onHandoverPreparationFailure(env: Env, u: number, m: number): void {
  if (preparing(env.w, u, m, otherConn(env.w, m))) endHandover(env, u, FAILED);
}

/** Source eNB: the cancel is done; the UE stays. */
export function onHandoverCancelAcknowledge(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) !== enConn(w, u) || !enHas(w, u, EN_CANCELLING)) return;
  if (otherConn(w, m) === targetConn(w, w[u + BLOCK])) endCancelled(env, u);
}
