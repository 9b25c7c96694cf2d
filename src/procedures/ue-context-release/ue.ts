import type { Env } from '../../model/env.js';
import { connOf } from '../../model/record.js';
import { goIdle, hears } from '../ue/connection.js';

/** UE: idle. */
export function onRrcRelease(env: Env, u: number, m: number): void {
  if (hears(env.w, u, connOf(env.w, m))) goIdle(env, u);
  else env.discarded();
}
