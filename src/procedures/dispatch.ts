import type { Env } from '../model/env.js';
import { EN_HANDOVER, EN_PATH_SWITCH, MME_TARGET } from '../model/flags.js';
import {
  ENB,
  LOST,
  MME,
  RECEIVER,
  RRC_HANDOVER_COMPLETE,
  RRC_RECONFIGURATION_COMPLETE,
  RRC_REESTABLISHMENT_COMPLETE,
  RRC_REESTABLISHMENT_REQUEST,
  RRC_SECURITY_MODE_COMPLETE,
  RRC_SECURITY_MODE_FAILURE,
  UE,
} from '../model/messages.js';
import { connOf, fateOf, isDownlinkNas, isTimer, kindOf } from '../model/record.js';
import { enHas, mmeHas } from '../model/row.js';
import { FIRST_TIMER, T_OVERALL } from '../model/timers.js';
import { loseNas } from './bookkeeping.js';
import { handleAtEnb } from './enb/table.js';
import { expireAtEnb } from './enb/timers.js';
import { announceArrival, takeOver } from './handover/enb.js';
import { completeIntraHandover, isIntra } from './intra-enb-handover/enb.js';
import { handleAtMme } from './mme/table.js';
import { expireAtMme } from './mme/timers.js';
import { onNasUnacknowledged } from './nas-transport/enb.js';
import { camps } from './radio.js';
import { isPrepared } from './rrc-reestablishment/enb.js';
import { repeatTauAfterHandover, updateTrackingArea } from './tracking-area-update/ue.js';
import { hears } from './ue/connection.js';
import { handleAtUe } from './ue/table.js';
import { expireAtUe } from './ue/timers.js';

/*
 * Events and parties: UE, eNB and MME only exchange messages, and this is the one place that knows all three. Each has
 * its own tables of messages and timers: table.ts and timers.ts in ue, enb, mme. They are complete, or do not compile.
 */

/**
 * One event of a UE: the party that it is for handles it. `m` is its node, `u` the row (0 where only a transfer tells).
 */
export function handle(env: Env, u: number, m: number): void {
  const { w } = env;
  const kind = kindOf(w, m);
  if ((fateOf(w, m) & LOST) !== 0) return loseNas(env, u, m);
  if (isGone(w, u, m)) return env.discarded();
  // The radio link tells its eNB, as it confirms what has arrived.
  if (isDownlinkNas(kind) && !hears(w, u, connOf(w, m))) return onNasUnacknowledged(env, u, m);
  if (reachesTarget(w, u, m)) return completeHandover(env, u, m);
  if (isTimer(kind)) return expire(env, u, m, kind);
  switch (RECEIVER[kind]) {
    case UE:
      return handleAtUe(env, u, m);
    case ENB:
      return handleAtEnb(env, u, m);
    default:
      return handleAtMme(env, u, m);
  }
}

function expire(env: Env, u: number, m: number, kind: number): void {
  const timer = kind - FIRST_TIMER;
  switch (placeOf(env.w, u, kind)) {
    case UE:
      return expireAtUe(env, u, m, timer);
    case ENB:
      return expireAtEnb(env, u, m, timer);
    default:
      return expireAtMme(env, u, timer);
  }
}

/** Whose timer it is. TS1RELOCoverall is the source eNB's; in the row that a relocation leads to it is the MME's. */
function placeOf(w: Int32Array, u: number, kind: number): number {
  if (kind === FIRST_TIMER + T_OVERALL && mmeHas(w, u, MME_TARGET) && !enHas(w, u, EN_HANDOVER)) return MME;
  return RECEIVER[kind];
}

/** Whether a message ends a handover on the radio: Complete, or that of a re-establishment in the target cell. */
function reachesTarget(w: Int32Array, u: number, m: number): boolean {
  const kind = kindOf(w, m);
  return kind === RRC_HANDOVER_COMPLETE || (kind === RRC_REESTABLISHMENT_COMPLETE && isPrepared(w, u, m));
}

/**
 * RRCConnectionReconfigurationComplete of a handover tells two parties at once: the target eNB, which gets it, and the
 * UE, whose radio link confirms it. What the UE's NAS had to say waited for that.
 */
function completeHandover(env: Env, u: number, m: number): void {
  if (isIntra(env.w, u, m)) return completeIntraHandover(env, u, m);
  if (!takeOver(env, u, m)) return env.discarded();
  repeatTauAfterHandover(env, u);
  announceArrival(env, u);
  // From another MME's area. (Not if the UE went on by X2 before HANDOVER NOTIFY arrived: it has sent its request already.)
  if (mmeHas(env.w, u, MME_TARGET) && !enHas(env.w, u, EN_PATH_SWITCH)) updateTrackingArea(env, u);
}

/** An RRC answer that was in flight when its UE left the cell is lost. */
function isGone(w: Int32Array, u: number, m: number): boolean {
  const kind = kindOf(w, m);
  const answer =
    (kind >= RRC_SECURITY_MODE_COMPLETE && kind <= RRC_SECURITY_MODE_FAILURE) ||
    kind === RRC_RECONFIGURATION_COMPLETE ||
    kind === RRC_HANDOVER_COMPLETE ||
    kind === RRC_REESTABLISHMENT_REQUEST ||
    kind === RRC_REESTABLISHMENT_COMPLETE;
  return answer && !camps(w, u, connOf(w, m));
}
