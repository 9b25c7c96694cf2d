import { EN_CONTEXT, EN_TARGET, MME_CONNECTED, MME_REGISTERED, ROW_USED } from '../../model/flags.js';
import { BLOCK, IN_FLIGHT, KIND, NODE_ROW, STATE } from '../../model/layout.js';
import { LOST } from '../../model/messages.js';
import { enHas, has } from '../../model/row.js';
import { handle } from '../../procedures/dispatch.js';
import { isLostWith, restart, SERVING, TARGET } from '../../procedures/restart.js';
import { afterEvent } from '../../procedures/step.js';
import { SENT } from './layout.js';
import { EMPTY, messageAt, rowAt } from './records.js';
import type { RegionEnv } from './world.js';

/*
 * Nodes that restart, as moves of the explorer: of one row the serving eNB, the one that prepared a handover, or the MME.
 */

/** Whether a restart of a node is anything to row i. */
export function isConcerned(w: Int32Array, i: number, node: number): boolean {
  const u = rowAt(i);
  if ((w[u + STATE] & ROW_USED) === 0) return false;
  if (node === SERVING) return has(w, u, EN_CONTEXT);
  if (node === TARGET) return enHas(w, u, EN_TARGET);
  return has(w, u, MME_REGISTERED | MME_CONNECTED);
}

/** A node of row u restarts; what is lost with it is gone at once. */
export function restartNode(env: RegionEnv, u: number, node: number): void {
  const { w } = env;
  const sent = w[SENT];
  for (let i = 0; i < sent; i++) {
    const m = messageAt(i);
    if (w[m + KIND] === EMPTY || w[m + NODE_ROW] !== u || !isLostWith(w, m, node)) continue;
    w[m + KIND] |= LOST << 8;
    w[w[u + BLOCK] + IN_FLIGHT]--;
    handle(env, u, m);
    w[m + KIND] = EMPTY;
  }
  restart(env, u, node);
  afterEvent(env, u);
}
