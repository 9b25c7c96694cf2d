import type { Env } from '../../model/env.js';
import { dueContext } from '../mme/rekey.js';

/** MME: the UE wants its bearers back. */
export function onServiceRequest(env: Env, u: number): void {
  dueContext(env, u);
}
