import type { Env } from '../../model/env.js';
import { UE_CONNECTED, UE_TAU } from '../../model/flags.js';
import { has, ueHas } from '../../model/row.js';
import { T_UE, T301, T304, T3346, type UeTimer } from '../../model/timers.js';
import { missing } from '../../model/words.js';
import { onBackOffOver } from '../congestion-control/ue.js';
import { onT301, onT304 } from '../rrc-reestablishment/ue.js';
import { onTauTimeout } from '../tracking-area-update/ue.js';
import { goIdle } from './connection.js';

/** UE: its timers. */
export function expireAtUe(env: Env, u: number, m: number, number: number): void {
  const timer = number as UeTimer;
  switch (timer) {
    case T_UE:
      return onUeTimer(env, u);
    case T304:
      return onT304(env, u);
    case T301:
      return onT301(env, u);
    case T3346:
      return onBackOffOver(env, u, m);
    default:
      missing(timer);
  }
}

/** UE: no answer to its NAS request. */
function onUeTimer(env: Env, u: number): void {
  if (ueHas(env.w, u, UE_TAU) && has(env.w, u, UE_CONNECTED)) onTauTimeout(env, u);
  else goIdle(env, u);
}
