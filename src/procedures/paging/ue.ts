import type { Env } from '../../model/env.js';
import { UE_BACKING_OFF, UE_CONNECTED, UE_HERE, UE_REGISTERED } from '../../model/flags.js';
import { INITIAL_CONTEXT_SETUP } from '../../model/procedures.js';
import { clear, has } from '../../model/row.js';
import { startServiceRequest } from '../service-request/ue.js';

/**
 * UE: answers with a SERVICE REQUEST, even if it backs off (TS 24.301 5.6.1.1: T3346 is over then; what it holds is
 * asked for again no earlier). In a connection, or switched off, it does not listen.
 */
export function onPaging(env: Env, u: number): void {
  const { w } = env;
  const listens = has(w, u, UE_HERE) && has(w, u, UE_REGISTERED) && !has(w, u, UE_CONNECTED);
  if (!listens) return env.discarded();
  clear(w, u, UE_BACKING_OFF);
  env.procedureOffered(INITIAL_CONTEXT_SETUP);
  startServiceRequest(env, u, env.stamp);
}
