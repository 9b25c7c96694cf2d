import type { Env } from '../../model/env.js';
import { UE_CONNECTED, UE_DETACHING, UE_REGISTERED } from '../../model/flags.js';
import { DETACH_REQUEST } from '../../model/nas-messages.js';
import { COMPLETED } from '../../model/outcomes.js';
import { DETACH } from '../../model/procedures.js';
import { beginProcedure, endProcedure, endTraffic } from '../../model/progress.js';
import { clear, has, nextOrdinal, ueClear, ueSet } from '../../model/row.js';
import { T_UE } from '../../model/timers.js';
import { DETACH_KIND } from '../../model/traffic.js';
import { setUpConnection } from '../ue/connection.js';
import { nasUp, verifyDown } from '../ue/nas.js';

/** UE: sends DETACH REQUEST (not switch-off: it waits for the answer). */
export function startDetach(env: Env, u: number, since: number): void {
  const { w } = env;
  nextOrdinal(w, u);
  beginProcedure(env, u, DETACH, since);
  ueSet(w, u, UE_DETACHING);
  if (!has(w, u, UE_CONNECTED)) setUpConnection(env, u, DETACH_REQUEST);
  else {
    nasUp(env, u, DETACH_REQUEST);
    env.start(u, T_UE, 0);
  }
}

/** UE: is detached. */
export function onDetachAccept(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!verifyDown(env, u, m)) return;
  env.stop(u, T_UE);
  ueClear(w, u, UE_DETACHING);
  clear(w, u, UE_REGISTERED);
  endProcedure(env, u, DETACH, COMPLETED);
  endTraffic(env, u, DETACH_KIND, COMPLETED);
}
