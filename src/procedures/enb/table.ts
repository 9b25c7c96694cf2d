import type { Env } from '../../model/env.js';
import { EN_CONTEXT } from '../../model/flags.js';
import {
  DOWNLINK_NAS_TRANSPORT,
  type EnbMessage,
  HANDOVER_CANCEL_ACKNOWLEDGE,
  HANDOVER_COMMAND,
  HANDOVER_PREPARATION_FAILURE,
  HANDOVER_REQUEST,
  INITIAL_CONTEXT_SETUP_REQUEST,
  PAGING_REQUEST,
  PATH_SWITCH_REQUEST_ACKNOWLEDGE,
  PATH_SWITCH_REQUEST_FAILURE,
  RESET_ACKNOWLEDGE,
  RRC_HANDOVER_COMPLETE,
  RRC_INITIAL_NAS,
  RRC_RECONFIGURATION_COMPLETE,
  RRC_REESTABLISHMENT_COMPLETE,
  RRC_REESTABLISHMENT_REQUEST,
  RRC_SECURITY_MODE_COMPLETE,
  RRC_SECURITY_MODE_FAILURE,
  UE_CONTEXT_MODIFICATION_REQUEST,
  UE_CONTEXT_RELEASE_COMMAND,
  UL_INFORMATION_TRANSFER,
  UL_INFORMATION_TRANSFER_SRB1,
  X2_HANDOVER_CANCEL,
  X2_HANDOVER_PREPARATION_FAILURE,
  X2_HANDOVER_REQUEST,
  X2_HANDOVER_REQUEST_ACKNOWLEDGE,
  X2_UE_CONTEXT_RELEASE,
} from '../../model/messages.js';
import { connOf, kindOf } from '../../model/record.js';
import { enConn, has } from '../../model/row.js';
import { missing } from '../../model/words.js';
import {
  failContextSetup,
  onContextSetupRequest,
  onRrcSecurityModeComplete,
} from '../initial-context-setup/enb.js';
import { onDownlinkNasTransport, onUlInformationTransfer } from '../nas-transport/enb.js';
import { onPagingRequest } from '../paging/enb.js';
import { onReestablishmentComplete, onReestablishmentRequest } from '../rrc-reestablishment/enb.js';
import {
  onHandoverCancelAcknowledge,
  onHandoverCommand,
  onHandoverPreparationFailure,
  onHandoverRequest,
} from '../s1-handover/enb.js';
import { onKeyChangeComplete, onModificationRequest } from '../ue-context-modification/enb.js';
import { onReleaseCommand } from '../ue-context-release/enb.js';
import {
  onPathSwitchAcknowledge,
  onPathSwitchFailure,
  onX2Acknowledge,
  onX2Cancel,
  onX2ContextRelease,
  onX2PreparationFailure,
  onX2Request,
} from '../x2-handover/enb.js';
import { onInitialNas } from './context.js';

/** eNB: its messages. */
export function handleAtEnb(env: Env, u: number, m: number): void {
  const kind = kindOf(env.w, m) as EnbMessage;
  switch (kind) {
    case RRC_INITIAL_NAS:
      return onInitialNas(env, u, m);
    case UL_INFORMATION_TRANSFER:
    case UL_INFORMATION_TRANSFER_SRB1:
      return onUlInformationTransfer(env, u, m);
    case RRC_SECURITY_MODE_COMPLETE:
      return onRrcSecurityModeComplete(env, u, m);
    case RRC_SECURITY_MODE_FAILURE:
      return onSetupRefused(env, u, m);
    case RRC_RECONFIGURATION_COMPLETE:
      return onKeyChangeComplete(env, u, m);
    case RRC_REESTABLISHMENT_REQUEST:
      return onReestablishmentRequest(env, u, m);
    case RRC_REESTABLISHMENT_COMPLETE:
      return onReestablishmentComplete(env, u, m);
    case DOWNLINK_NAS_TRANSPORT:
      return onDownlinkNasTransport(env, u, m);
    case INITIAL_CONTEXT_SETUP_REQUEST:
      return onContextSetupRequest(env, u, m);
    case PAGING_REQUEST:
      return onPagingRequest(env, u);
    case UE_CONTEXT_MODIFICATION_REQUEST:
      return onModificationRequest(env, u, m);
    case UE_CONTEXT_RELEASE_COMMAND:
      return onReleaseCommand(env, u, m);
    case HANDOVER_REQUEST:
      return onHandoverRequest(env, u, m);
    case HANDOVER_COMMAND:
      return onHandoverCommand(env, u, m);
    case HANDOVER_PREPARATION_FAILURE:
      return onHandoverPreparationFailure(env, u, m);
    case HANDOVER_CANCEL_ACKNOWLEDGE:
      return onHandoverCancelAcknowledge(env, u, m);
    case PATH_SWITCH_REQUEST_ACKNOWLEDGE:
      return onPathSwitchAcknowledge(env, u, m);
    case PATH_SWITCH_REQUEST_FAILURE:
      return onPathSwitchFailure(env, u, m);
    case X2_HANDOVER_REQUEST:
      return onX2Request(env, u, m);
    case X2_HANDOVER_REQUEST_ACKNOWLEDGE:
      return onX2Acknowledge(env, u, m);
    case X2_HANDOVER_PREPARATION_FAILURE:
      return onX2PreparationFailure(env, u, m);
    case X2_HANDOVER_CANCEL:
      return onX2Cancel(env, u, m);
    case X2_UE_CONTEXT_RELEASE:
      return onX2ContextRelease(env, u, m);
    case RESET_ACKNOWLEDGE:
      // It ends the procedure, which holds up nothing.
      return;
    case RRC_HANDOVER_COMPLETE:
      // It tells the UE as well (dispatch.ts).
      return;
    default:
      missing(kind);
  }
}

/** eNB: RRC SecurityModeFailure. */
function onSetupRefused(env: Env, u: number, m: number): void {
  if (has(env.w, u, EN_CONTEXT) && connOf(env.w, m) === enConn(env.w, u)) failContextSetup(env, u);
}
