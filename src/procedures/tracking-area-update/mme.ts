import type { Env } from '../../model/env.js';
import { MME_OWES_TAU, MME_THEN_RELEASE } from '../../model/flags.js';
import { hasActiveFlag } from '../../model/payload.js';
import { Q_ANSWER } from '../../model/queue-codes.js';
import { mmeSet } from '../../model/row.js';
import { dueContext } from '../mme/rekey.js';
import { abortSecurityMode } from '../nas-security-mode-control/mme.js';
import { enqueueStep, isQueued } from '../queue.js';

/** MME: owes an answer; an SMC that is open is aborted by this message (TS 24.301 5.4.3.7). */
export function onTauRequest(env: Env, u: number): void {
  mmeSet(env.w, u, MME_OWES_TAU);
  abortSecurityMode(env, u);
  if (!isQueued(env.w, u, Q_ANSWER)) enqueueStep(env, u, Q_ANSWER);
}

/** MME: the request set up the connection. With the active flag the UE wants its bearers too. */
export function onInitialTauRequest(env: Env, u: number, m: number): void {
  const { w } = env;
  const active = hasActiveFlag(w, m) !== 0;
  if (!active) mmeSet(w, u, MME_THEN_RELEASE);
  onTauRequest(env, u);
  if (active) dueContext(env, u);
}
