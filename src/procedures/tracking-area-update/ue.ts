import type { Env } from '../../model/env.js';
import { UE_CONNECTED, UE_NEW_AREA, UE_SERVICE_REQUEST, UE_TAU } from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import { TRACKING_AREA_UPDATE_REQUEST } from '../../model/nas-messages.js';
import { COMPLETED } from '../../model/outcomes.js';
import { setActiveFlag } from '../../model/payload.js';
import { INITIAL_CONTEXT_SETUP, TAU } from '../../model/procedures.js';
import { beginProcedure, endProcedure, endTraffic, offerProcedure } from '../../model/progress.js';
import { has, nextOrdinal, setWakes, ueClear, ueHas, ueSet, wakes } from '../../model/row.js';
import { T_UE } from '../../model/timers.js';
import { TAU_KIND } from '../../model/traffic.js';
import { goIdle, setUpConnection } from '../ue/connection.js';
import { nasUp, verifyDown } from '../ue/nas.js';

/*
 * Tracking area update: from idle, in a connection, and after an inter-MME handover, where TRACKING AREA UPDATE ACCEPT
 * is the first downlink NAS message of the target MME. From idle the connection is released afterwards; or the UE asks
 * for its bearers with the active flag (TS 24.301 5.5.3.2.2), and an initial context setup follows as after a SERVICE
 * REQUEST.
 */

/** UE: sends TRACKING AREA UPDATE REQUEST. */
export function startTau(env: Env, u: number, since: number): void {
  const { w } = env;
  nextOrdinal(w, u);
  beginProcedure(env, u, TAU, since);
  ueSet(w, u, UE_TAU);
  setWakes(w, w[u + BLOCK], 0);
  if (!has(w, u, UE_CONNECTED)) {
    const active = env.hasData(u);
    if (active) {
      offerProcedure(env, u, INITIAL_CONTEXT_SETUP);
      ueSet(w, u, UE_SERVICE_REQUEST);
    }
    const m = setUpConnection(env, u, TRACKING_AREA_UPDATE_REQUEST);
    setActiveFlag(w, m, active ? 1 : 0);
  } else {
    nasUp(env, u, TRACKING_AREA_UPDATE_REQUEST);
    env.start(u, T_UE, 0);
  }
}

/** UE: no answer in a connection: once more, then the UE gives up and goes idle. */
export function onTauTimeout(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  if (wakes(w, b) === 0) {
    setWakes(w, b, 1);
    repeatTau(env, u);
  } else goIdle(env, u);
}

/**
 * UE: sends its request again, on a timeout or because a handover may have cost the first one. Without the active flag:
 * the KeNB of the initial context setup goes with the message that set up the connection.
 */
function repeatTau(env: Env, u: number): void {
  nasUp(env, u, TRACKING_AREA_UPDATE_REQUEST);
  env.start(u, T_UE, 0);
}

/** UE: the target eNB has heard it. A handover may have cost the request that is open: once more. */
export function repeatTauAfterHandover(env: Env, u: number): void {
  if (ueHas(env.w, u, UE_TAU)) repeatTau(env, u);
}

/** UE: it has come to the area of another MME. */
export function updateTrackingArea(env: Env, u: number): void {
  env.procedureOffered(TAU);
  startTau(env, u, env.stamp);
}

/** UE: the update is accepted. */
export function onTauAccept(env: Env, u: number, m: number): void {
  if (!verifyDown(env, u, m)) return;
  // A request that was sent twice is answered twice; by the second time T_UE may run for something else.
  if (!ueHas(env.w, u, UE_TAU)) return;
  ueClear(env.w, u, UE_TAU | UE_NEW_AREA);
  // It goes on if the UE still waits for its bearers.
  if (!ueHas(env.w, u, UE_SERVICE_REQUEST)) env.stop(u, T_UE);
  endProcedure(env, u, TAU, COMPLETED);
  endTraffic(env, u, TAU_KIND, COMPLETED);
}
