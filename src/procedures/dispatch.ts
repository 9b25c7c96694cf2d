import { type Env, PROGRESS } from '../model/env.js';
import {
  BROKEN_PROGRESS,
  EN_AS,
  EN_CONTEXT,
  EN_KEY_CHANGE,
  MME_AS_OLD,
  MME_SMC_UNKNOWN,
  UE_AS_OLD,
  UE_CONNECTED,
  UE_HERE,
  UE_PENDING,
  UE_TAU,
} from '../model/flags.js';
import {
  BLOCK,
  DEMAND,
  EN_FLAGS,
  IN_FLIGHT,
  MME_FLAGS,
  ONGOING,
  QUEUE,
  STATE,
  UE_FLAGS,
} from '../model/layout.js';
import * as M from '../model/messages.js';
import { connOf, fateOf, kindOf } from '../model/record.js';
import { enConn, enHas, has, set, ueConn, ueHas } from '../model/row.js';
import { onBackOffOver } from './congestion.js';
import { goIdle, onInitialNas, onInitialUeMessage } from './connection.js';
import {
  enbIsFree,
  onGuardTimer,
  onHandoverComplete,
  onHandoverReconfiguration,
  onHandoverTimer,
  onOverallTimer,
  onReestablishment,
  onT304,
} from './handover.js';
import {
  failContextSetup,
  onContextSetupFailure,
  onContextSetupRequest,
  onContextSetupResponse,
  onRrcSecurityModeCommand,
  onRrcSecurityModeComplete,
  onSetupDelay,
} from './initial-context-setup.js';
import {
  onForwardRelocationRequest,
  onForwardRelocationResponse,
  onRelocationCancelRequest,
  onRelocationCancelResponse,
  onRelocationComplete,
  onUeMove,
} from './inter-mme-handover.js';
import { camps, lostNas, onDownlinkNasTransport, onUlInformationTransfer } from './nas.js';
import { onNasTimer } from './nas-retransmission.js';
import { onDlInformationTransfer, onNasNonDelivery, onUplinkNasTransport } from './nas-transport.js';
import { pump } from './pump.js';
import {
  onHandoverCancel,
  onHandoverCancelAcknowledge,
  onHandoverCommand,
  onHandoverFailure,
  onHandoverNotify,
  onHandoverPreparationFailure,
  onHandoverRequest,
  onHandoverRequestAcknowledge,
  onHandoverRequired,
} from './s1-handover.js';
import { onTauTimeout } from './tracking-area-update.js';
import {
  failKeyChange,
  onKeyChange,
  onKeyChangeComplete,
  onModificationFailure,
  onModificationRequest,
  onModificationResponse,
  onRekeyDelay,
} from './ue-context-modification.js';
import {
  onReleaseCommand,
  onReleaseComplete,
  onReleaseRequest,
  onRrcRelease,
  requestRelease,
} from './ue-context-release.js';
import {
  onPathSwitchAcknowledge,
  onPathSwitchFailure,
  onPathSwitchRequest,
  onX2Acknowledge,
  onX2Cancel,
  onX2ContextRelease,
  onX2PreparationFailure,
  onX2Request,
} from './x2-handover.js';

/**
 * What a party does with message or timer m: `u` is its row (0 where only a transfer tells). What is not here needs no
 * action, such as FORWARD RELOCATION COMPLETE ACKNOWLEDGE.
 */
function act(env: Env, u: number, m: number): void {
  switch (kindOf(env.w, m)) {
    case M.RRC_INITIAL_NAS:
      return onInitialNas(env, u, m);
    case M.DL_INFORMATION_TRANSFER:
      return onDlInformationTransfer(env, u, m);
    case M.UL_INFORMATION_TRANSFER:
      return onUlInformationTransfer(env, u, m);
    case M.RRC_SECURITY_MODE_COMMAND:
      return onRrcSecurityModeCommand(env, u, m);
    case M.RRC_SECURITY_MODE_COMPLETE:
      return onRrcSecurityModeComplete(env, u, m);
    case M.RRC_SECURITY_MODE_FAILURE:
      return onSetupRefused(env, u, m);
    case M.RRC_RECONFIGURATION_KEY_CHANGE:
      return onKeyChange(env, u, m);
    case M.RRC_RECONFIGURATION_COMPLETE:
      return onKeyChangeComplete(env, u, m);
    case M.RRC_RECONFIGURATION_HANDOVER:
      return onHandoverReconfiguration(env, u, m);
    case M.RRC_HANDOVER_COMPLETE:
      return onHandoverComplete(env, u, m);
    case M.RRC_REESTABLISHMENT_REQUEST:
      return onReestablishment(env, u, m);
    case M.RRC_CONNECTION_RELEASE:
      return onRrcRelease(env, u, m);
    case M.INITIAL_UE_MESSAGE:
      return onInitialUeMessage(env, u, m);
    case M.DOWNLINK_NAS_TRANSPORT:
      return onDownlinkNasTransport(env, u, m);
    case M.UPLINK_NAS_TRANSPORT:
      return onUplinkNasTransport(env, u, m);
    case M.NAS_NON_DELIVERY_INDICATION:
      return onNasNonDelivery(env, u, m);
    case M.INITIAL_CONTEXT_SETUP_REQUEST:
      return onContextSetupRequest(env, u, m);
    case M.INITIAL_CONTEXT_SETUP_RESPONSE:
      return onContextSetupResponse(env, u, m);
    case M.INITIAL_CONTEXT_SETUP_FAILURE:
      return onContextSetupFailure(env, u, m);
    case M.UE_CONTEXT_MODIFICATION_REQUEST:
      return onModificationRequest(env, u, m);
    case M.UE_CONTEXT_MODIFICATION_RESPONSE:
      return onModificationResponse(env, u, m);
    case M.UE_CONTEXT_MODIFICATION_FAILURE:
      return onModificationFailure(env, u, m);
    case M.UE_CONTEXT_RELEASE_REQUEST:
      return onReleaseRequest(env, u, m);
    case M.UE_CONTEXT_RELEASE_COMMAND:
      return onReleaseCommand(env, u, m);
    case M.UE_CONTEXT_RELEASE_COMPLETE:
      return onReleaseComplete(env, u, m);
    case M.HANDOVER_REQUIRED:
      return onHandoverRequired(env, u, m);
    case M.HANDOVER_REQUEST:
      return onHandoverRequest(env, u, m);
    case M.HANDOVER_REQUEST_ACKNOWLEDGE:
      return onHandoverRequestAcknowledge(env, u, m);
    case M.HANDOVER_FAILURE:
      return onHandoverFailure(env, u, m);
    case M.HANDOVER_COMMAND:
      return onHandoverCommand(env, u, m);
    case M.HANDOVER_PREPARATION_FAILURE:
      return onHandoverPreparationFailure(env, u, m);
    case M.HANDOVER_NOTIFY:
      return onHandoverNotify(env, u, m);
    case M.HANDOVER_CANCEL:
      return onHandoverCancel(env, u, m);
    case M.HANDOVER_CANCEL_ACKNOWLEDGE:
      return onHandoverCancelAcknowledge(env, u, m);
    case M.PATH_SWITCH_REQUEST:
      return onPathSwitchRequest(env, u, m);
    case M.PATH_SWITCH_REQUEST_ACKNOWLEDGE:
      return onPathSwitchAcknowledge(env, u, m);
    case M.PATH_SWITCH_REQUEST_FAILURE:
      return onPathSwitchFailure(env, u, m);
    case M.X2_HANDOVER_REQUEST:
      return onX2Request(env, u, m);
    case M.X2_HANDOVER_REQUEST_ACKNOWLEDGE:
      return onX2Acknowledge(env, u, m);
    case M.X2_HANDOVER_PREPARATION_FAILURE:
      return onX2PreparationFailure(env, u, m);
    case M.X2_HANDOVER_CANCEL:
      return onX2Cancel(env, u, m);
    case M.X2_UE_CONTEXT_RELEASE:
      return onX2ContextRelease(env, u, m);
    case M.FORWARD_RELOCATION_REQUEST:
      return onForwardRelocationRequest(env, u, m);
    case M.FORWARD_RELOCATION_RESPONSE:
      return onForwardRelocationResponse(env, u, m);
    case M.FORWARD_RELOCATION_COMPLETE_NOTIFICATION:
      return onRelocationComplete(env, u, m);
    case M.RELOCATION_CANCEL_REQUEST:
      return onRelocationCancelRequest(env, u, m);
    case M.RELOCATION_CANCEL_RESPONSE:
      return onRelocationCancelResponse(env, u, m);
    case M.UE_MOVE:
      return onUeMove(env, u, m);
    case M.FIRST_TIMER + M.T_NAS:
      return onNasTimer(env, u);
    case M.FIRST_TIMER + M.T_REKEY:
      return onRekeyDelay(env, u);
    case M.FIRST_TIMER + M.T_ENB:
      return onEnbTimer(env, u);
    case M.FIRST_TIMER + M.T_HANDOVER:
      return onHandoverTimer(env, u);
    case M.FIRST_TIMER + M.T_UE:
      return onUeTimer(env, u);
    case M.FIRST_TIMER + M.T304:
      return onT304(env, u);
    case M.FIRST_TIMER + M.T_GUARD:
      return onGuardTimer(env, u);
    case M.FIRST_TIMER + M.T_SETUP:
      return onSetupDelay(env, u);
    case M.FIRST_TIMER + M.T_OVERALL:
      return onOverallTimer(env, u);
    case M.FIRST_TIMER + M.T_INACTIVITY:
      return onInactivity(env, u, m);
    case M.FIRST_TIMER + M.T3346:
      return onBackOffOver(env, u, m);
  }
}

/** One event of a UE: the party it is for handles it, then all work that may start now starts. */
export function handle(env: Env, u: number, m: number): void {
  const { w } = env;
  if ((fateOf(w, m) & M.LOST) !== 0) lostNas(env, u, m);
  else if (isGone(w, u, m)) env.discarded();
  else act(env, u, m);
}

/** An RRC answer that was in flight when its UE left the cell is lost. */
function isGone(w: Int32Array, u: number, m: number): boolean {
  const kind = kindOf(w, m);
  const answer =
    (kind >= M.RRC_SECURITY_MODE_COMPLETE && kind <= M.RRC_SECURITY_MODE_FAILURE) ||
    kind === M.RRC_RECONFIGURATION_COMPLETE ||
    kind === M.RRC_HANDOVER_COMPLETE ||
    kind === M.RRC_REESTABLISHMENT_REQUEST;
  return answer && !camps(w, u, connOf(w, m));
}

/** eNB: RRC SecurityModeFailure. */
function onSetupRefused(env: Env, u: number, m: number): void {
  if (has(env.w, u, EN_CONTEXT) && connOf(env.w, m) === enConn(env.w, u)) failContextSetup(env, u);
}

/** eNB: no answer on RRC: the radio connection is lost. */
function onEnbTimer(env: Env, u: number): void {
  if (enHas(env.w, u, EN_KEY_CHANGE)) failKeyChange(env, u, true);
  else failContextSetup(env, u);
}

/** UE: no answer to its NAS request. */
function onUeTimer(env: Env, u: number): void {
  if (ueHas(env.w, u, UE_TAU) && has(env.w, u, UE_CONNECTED)) onTauTimeout(env, u);
  else goIdle(env, u);
}

/** eNB: the UE of this connection was inactive for long enough. */
function onInactivity(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  if (!has(w, u, EN_CONTEXT) || !has(w, u, EN_AS) || enConn(w, u) !== conn) return;
  if (env.activate(u) && enbIsFree(w, u) && !enHas(w, u, EN_KEY_CHANGE)) requestRelease(env, u);
  else env.inactivity(u, conn);
}

/** What becomes of a row when nothing of its UE is in flight any more. */
export const BUSY = 0;
export const KEEP = 1;
export const AT_REST = 2;
export const FREE = 3;

/** A UE whose eNB has dropped it, and that was not told, finds out by itself: radio link failure. */
function isLost(w: Int32Array, u: number): boolean {
  const connected = has(w, u, UE_HERE) && has(w, u, UE_CONNECTED);
  return connected && !(has(w, u, EN_CONTEXT) && enConn(w, u) === ueConn(w, u));
}

/**
 * Starts waiting work, and says whether the row's active block may go. Nothing may be ongoing while nothing
 * is in flight: then it would never end, and that is a violation of progress (counted once).
 */
export function settleRow(env: Env, u: number): number {
  const { w } = env;
  if (w[u + QUEUE] !== 0) pump(env, u);
  const b = w[u + BLOCK];
  if (b === 0) return AT_REST;
  if (w[b + IN_FLIGHT] === 0 && isLost(w, u)) {
    goIdle(env, u);
    if (w[u + QUEUE] !== 0) pump(env, u);
  }
  if (w[b + IN_FLIGHT] !== 0) return BUSY;
  // A target that the UE never reached, or the stub that it left.
  if ((w[u + STATE] & UE_HERE) === 0) return FREE;
  const open =
    w[b + MME_FLAGS] | w[b + EN_FLAGS] | (w[b + UE_FLAGS] & ~UE_PENDING) | w[b + ONGOING] | w[b + DEMAND];
  if (open !== 0 || w[u + QUEUE] !== 0) {
    if (!has(w, u, BROKEN_PROGRESS)) {
      set(w, u, BROKEN_PROGRESS);
      env.violation(u, PROGRESS);
    }
    return KEEP;
  }
  return has(w, u, UE_AS_OLD | MME_AS_OLD | MME_SMC_UNKNOWN) ? KEEP : AT_REST;
}
