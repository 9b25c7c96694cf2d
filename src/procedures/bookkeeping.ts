import type { Env } from '../model/env.js';
import {
  MME_AKA,
  MME_ICS,
  MME_RELEASING,
  MME_TARGET,
  UE_ATTACHING,
  UE_SERVICE_REQUEST,
} from '../model/flags.js';
import { ATTACH_COMPLETE, DOWNLINK_NAS, UPLINK_NAS } from '../model/nas-messages.js';
import { CANCELLED, COMPLETED, FAILED } from '../model/outcomes.js';
import { offeredAt } from '../model/payload.js';
import {
  AUTHENTICATION,
  DL_NAS,
  INITIAL_CONTEXT_SETUP,
  PAGING,
  UE_CONTEXT_RELEASE,
  UL_NAS,
} from '../model/procedures.js';
import {
  endAttach,
  endProcedure,
  endRekeys,
  endTraffic,
  endTransport,
  isOngoing,
} from '../model/progress.js';
import { nasOf } from '../model/record.js';
import { mmeConn, mmeHas, ueHas } from '../model/row.js';
import {
  DOWNLINK_KIND,
  MOBILE_TERMINATED_KIND,
  RELEASE_KIND,
  SERVICE_REQUEST_KIND,
  UPLINK_KIND,
} from '../model/traffic.js';

/*
 * Counting, where it takes both UE and MME to know what has ended: it looks at both, and changes nothing that a party
 * holds.
 */

/** A NAS message is gone for good (radio loss, or nobody there): one-way transports end here. */
export function loseNas(env: Env, u: number, m: number): void {
  const { w } = env;
  const nas = nasOf(w, m);
  if (nas === DOWNLINK_NAS) {
    endTransport(env, u, DL_NAS, FAILED, offeredAt(w, m));
    env.trafficEnded(DOWNLINK_KIND, FAILED);
  } else if (nas === UPLINK_NAS || nas === ATTACH_COMPLETE) {
    endTransport(env, u, UL_NAS, FAILED, offeredAt(w, m));
    if (nas === UPLINK_NAS) env.trafficEnded(UPLINK_KIND, FAILED);
  }
}

/** The MME gives a connection up. What the UE itself waits for is not counted here: it belongs to its next connection. */
export function endSetupOf(env: Env, u: number): void {
  const { w } = env;
  if (mmeHas(w, u, MME_AKA) && !ueHas(w, u, UE_ATTACHING)) endProcedure(env, u, AUTHENTICATION, CANCELLED);
  if (!ueHas(w, u, UE_SERVICE_REQUEST | UE_ATTACHING)) failSetup(env, u);
}

/** The UE has AS security. If the MME has given this connection up, it has left the end of its setup to the UE. */
export function endOrphanedSetup(env: Env, u: number): void {
  if (!mmeHas(env.w, u, MME_ICS)) failSetup(env, u);
}

/**
 * The initial context setup that is open has failed, or none answers a SERVICE REQUEST, and with it the traffic events that
 * wait for one: an attach, too, whose own setup was lost with its eNB. Data that the UE is paged for again are still to come.
 */
export function failSetup(env: Env, u: number): void {
  endProcedure(env, u, INITIAL_CONTEXT_SETUP, FAILED);
  endTraffic(env, u, SERVICE_REQUEST_KIND, FAILED);
  if (!isOngoing(env.w, u, PAGING)) endTraffic(env, u, MOBILE_TERMINATED_KIND, FAILED);
  endAttach(env, u, FAILED);
}

export function endRelease(env: Env, u: number): void {
  endProcedure(env, u, UE_CONTEXT_RELEASE, COMPLETED);
  endTraffic(env, u, RELEASE_KIND, COMPLETED);
}

/** An eNB has released connection `conn`: that ends a release of its own which the MME was not told of in time. */
export function endReleaseOfEnb(env: Env, u: number, conn: number): void {
  const { w } = env;
  if (conn !== mmeConn(w, u) || !mmeHas(w, u, MME_RELEASING)) endRelease(env, u);
}

/** An eNB has lost connection `conn`: RESET ends a release of it, if the MME has that connection at all. */
export function endLostRelease(env: Env, u: number, conn: number): void {
  if (conn !== mmeConn(env.w, u)) endRelease(env, u);
}

/** The UE has come too late: this MME has given up what it prepared, and a re-key that came along with it. */
export function endOrphanedRekeys(env: Env, u: number): void {
  if (!mmeHas(env.w, u, MME_TARGET)) endRekeys(env, u, FAILED);
}
