import type { Env } from '../model/env.js';
import { BLOCK } from '../model/layout.js';
import { enConn, targetConn } from '../model/row.js';
import { loseServingContext, loseTargetContext } from './enb-restart/enb.js';
import { loseRadioLink } from './enb-restart/ue.js';
import { releaseAll } from './mme-restart/enb.js';
import { forgetUe } from './mme-restart/mme.js';

/*
 * Nodes that restart, as the row of one UE meets it. What is in flight on the associations of an MME that restarts is lost
 * with them, which is the environment's to do.
 */

/** Which eNBs of the row restart. */
export const SERVING = 1;
export const TARGET = 2;

/** eNBs restart; each party finds out by itself: the UE by its radio, the MME by RESET. */
export function restartEnbs(env: Env, u: number, which: number): void {
  const { w } = env;
  env.activate(u);
  const serving = enConn(w, u);
  const target = targetConn(w, w[u + BLOCK]);
  if ((which & TARGET) !== 0) loseTargetContext(env, u);
  if ((which & SERVING) !== 0) loseServingContext(env, u, (which & TARGET) !== 0);
  if ((which & TARGET) !== 0) loseRadioLink(env, u, target);
  if ((which & SERVING) !== 0) loseRadioLink(env, u, serving);
}

/** The MME of the row restarts. */
export function restartMme(env: Env, u: number): void {
  env.activate(u);
  forgetUe(env, u);
  releaseAll(env, u);
}
