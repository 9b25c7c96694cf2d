import type { Env } from '../model/env.js';
import { BLOCK } from '../model/layout.js';
import { IS_S1 } from '../model/messages.js';
import { kindOf } from '../model/record.js';
import { enConn, targetConn } from '../model/row.js';
import { loseServingContext, loseTargetContext } from './enb-restart/enb.js';
import { loseRadioLink } from './enb-restart/ue.js';
import { releaseAll } from './mme-restart/enb.js';
import { forgetUe } from './mme-restart/mme.js';

/*
 * Nodes that restart, as the row of one UE meets it.
 */

/* Which of the row's nodes restart: the serving eNB, the one that prepared a handover, the MME with all. */

export const SERVING = 1;
export const TARGET = 2;
export const WHOLE_MME = 4;

/** Each party finds out by itself: the UE by its radio, the MME by RESET, eNBs by their association. */
export function restart(env: Env, u: number, which: number): void {
  env.activate(u);
  if ((which & WHOLE_MME) !== 0) {
    forgetUe(env, u);
    releaseAll(env, u);
    return;
  }
  const serving = enConn(env.w, u);
  const target = targetConn(env.w, env.w[u + BLOCK]);
  if ((which & TARGET) !== 0) loseTargetContext(env, u);
  if ((which & SERVING) !== 0) loseServingContext(env, u, (which & TARGET) !== 0);
  if ((which & TARGET) !== 0) loseRadioLink(env, u, target);
  if ((which & SERVING) !== 0) loseRadioLink(env, u, serving);
}

/**
 * Whether message or timer m of a row, in flight, is lost when these nodes restart: all that is on the S1 associations of an
 * MME. To be asked ahead of the restart.
 */
export function isLostWith(w: Int32Array, m: number, which: number): boolean {
  const kind = kindOf(w, m);
  return (which & WHOLE_MME) !== 0 && kind < IS_S1.length && IS_S1[kind] !== 0;
}
