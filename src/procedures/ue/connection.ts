import type { Env } from '../../model/env.js';
import {
  UE_AS,
  UE_AS_OLD,
  UE_ATTACHING,
  UE_CONNECTED,
  UE_DETACHING,
  UE_NEW_AREA,
  UE_OFF_AIR,
  UE_REGISTERED,
  UE_SERVICE_REQUEST,
  UE_TAU,
} from '../../model/flags.js';
import { BLOCK, K_UE_KENB, UE_BASIS } from '../../model/layout.js';
import { RRC_HANDOVER_COMPLETE, RRC_INITIAL_NAS } from '../../model/messages.js';
import { COMPLETED, FAILED } from '../../model/outcomes.js';
import { AUTHENTICATION, DETACH, INITIAL_CONTEXT_SETUP, TAU } from '../../model/procedures.js';
import { endAttach, endProcedure, endTraffic } from '../../model/progress.js';
import { messageKey, rowKey } from '../../model/record.js';
import { clear, giveConn, set, setUeCell, setUeConn, ueClear, ueConn, ueHas, ueUl } from '../../model/row.js';
import { T_UE, T301, T304 } from '../../model/timers.js';
import { DETACH_KIND, TAU_KIND } from '../../model/traffic.js';
import { failSetup } from '../bookkeeping.js';
import { camps } from '../radio.js';
import { nasUpIn } from './nas.js';

/*
 * The UE's RRC connection. A UE that was idle sets one up with its first NAS message.
 */

/** UE: sets up an RRC connection and sends its initial NAS message on it, which is returned. */
export function setUpConnection(env: Env, u: number, nas: number): number {
  const { w } = env;
  setUeConn(w, u, giveConn(w, u));
  setUeCell(w, u, env.camp(u));
  set(w, u, UE_CONNECTED);
  // The KeNB of the initial context setup derives from this message's COUNT, unless an SMC follows.
  w[u + UE_BASIS] = ueUl(w, u);
  const m = nasUpIn(env, u, nas, RRC_INITIAL_NAS);
  env.start(u, T_UE, 0);
  return m;
}

/** UE: its RRC connection is gone; NAS requests without an answer have failed. */
export function goIdle(env: Env, u: number): void {
  const { w } = env;
  clear(w, u, UE_CONNECTED | UE_AS | UE_AS_OLD);
  if (w[u + BLOCK] === 0) return;
  env.stop(u, T_UE);
  env.stop(u, T304);
  env.stop(u, T301);
  if (ueHas(w, u, UE_SERVICE_REQUEST)) {
    failSetup(env, u);
  }
  if (ueHas(w, u, UE_TAU)) {
    endProcedure(env, u, TAU, FAILED);
    endTraffic(env, u, TAU_KIND, FAILED);
  }
  if (ueHas(w, u, UE_ATTACHING)) {
    endProcedure(env, u, AUTHENTICATION, FAILED);
    endProcedure(env, u, INITIAL_CONTEXT_SETUP, FAILED);
    endAttach(env, u, FAILED);
    clear(w, u, UE_REGISTERED);
  }
  if (ueHas(w, u, UE_DETACHING)) {
    // Nobody needs to accept a detach: the UE is off.
    endProcedure(env, u, DETACH, COMPLETED);
    endTraffic(env, u, DETACH_KIND, COMPLETED);
    clear(w, u, UE_REGISTERED);
  }
  // The MME of this area never learnt of it: to that MME it is nobody (TS 24.301 5.5.3.2.5, cause 9).
  if (ueHas(w, u, UE_NEW_AREA)) clear(w, u, UE_REGISTERED);
  ueClear(w, u, UE_SERVICE_REQUEST | UE_TAU | UE_ATTACHING | UE_DETACHING | UE_OFF_AIR | UE_NEW_AREA);
}

/** UE: is in the target cell. */
export function arriveAtTarget(env: Env, u: number): void {
  const { w, keys } = env;
  const m = env.send(u, RRC_HANDOVER_COMPLETE, ueConn(w, u));
  keys.rrcKeys(w, messageKey(m), rowKey(env, u, K_UE_KENB));
}

/** True if the UE hears a radio message on connection `conn` at all: it is in that cell and not in between. */
export function hears(w: Int32Array, u: number, conn: number): boolean {
  return camps(w, u, conn) && !ueHas(w, u, UE_OFF_AIR);
}
