import type { Env } from '../../model/env.js';
import { EN_CONTEXT, EN_KEY_CHANGE } from '../../model/flags.js';
import {
  DOWNLINK_NAS_TRANSPORT,
  HANDOVER_CANCEL_ACKNOWLEDGE,
  HANDOVER_COMMAND,
  HANDOVER_PREPARATION_FAILURE,
  HANDOVER_REQUEST,
  INITIAL_CONTEXT_SETUP_REQUEST,
  PAGING_REQUEST,
  PATH_SWITCH_REQUEST_ACKNOWLEDGE,
  PATH_SWITCH_REQUEST_FAILURE,
  RRC_INITIAL_NAS,
  RRC_RECONFIGURATION_COMPLETE,
  RRC_REESTABLISHMENT_REQUEST,
  RRC_SECURITY_MODE_COMPLETE,
  RRC_SECURITY_MODE_FAILURE,
  UE_CONTEXT_MODIFICATION_REQUEST,
  UE_CONTEXT_RELEASE_COMMAND,
  UL_INFORMATION_TRANSFER,
  X2_HANDOVER_CANCEL,
  X2_HANDOVER_PREPARATION_FAILURE,
  X2_HANDOVER_REQUEST,
  X2_HANDOVER_REQUEST_ACKNOWLEDGE,
  X2_UE_CONTEXT_RELEASE,
} from '../../model/messages.js';
import { connOf, kindOf } from '../../model/record.js';
import { enConn, enHas, has } from '../../model/row.js';
import { FIRST_TIMER, T_ENB, T_HANDOVER, T_INACTIVITY, T_OVERALL, T_SETUP } from '../../model/timers.js';
import { onHandoverTimer, onOverallTimer } from '../handover/enb.js';
import {
  failContextSetup,
  onContextSetupRequest,
  onRrcSecurityModeComplete,
  onSetupDelay,
} from '../initial-context-setup/enb.js';
import { onDownlinkNasTransport, onUlInformationTransfer } from '../nas-transport/enb.js';
import { onPagingRequest } from '../paging/enb.js';
import { onReestablishment } from '../rrc-reestablishment/enb.js';
import {
  onHandoverCancelAcknowledge,
  onHandoverCommand,
  onHandoverPreparationFailure,
  onHandoverRequest,
} from '../s1-handover/enb.js';
import { failKeyChange, onKeyChangeComplete, onModificationRequest } from '../ue-context-modification/enb.js';
import { onInactivity, onReleaseCommand } from '../ue-context-release/enb.js';
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

/** eNB: its messages and timers. */
export function handleAtEnb(env: Env, u: number, m: number): void {
  switch (kindOf(env.w, m)) {
    case RRC_INITIAL_NAS:
      return onInitialNas(env, u, m);
    case UL_INFORMATION_TRANSFER:
      return onUlInformationTransfer(env, u, m);
    case RRC_SECURITY_MODE_COMPLETE:
      return onRrcSecurityModeComplete(env, u, m);
    case RRC_SECURITY_MODE_FAILURE:
      return onSetupRefused(env, u, m);
    case RRC_RECONFIGURATION_COMPLETE:
      return onKeyChangeComplete(env, u, m);
    case RRC_REESTABLISHMENT_REQUEST:
      return onReestablishment(env, u, m);
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
    case FIRST_TIMER + T_ENB:
      return onEnbTimer(env, u);
    case FIRST_TIMER + T_HANDOVER:
      return onHandoverTimer(env, u);
    case FIRST_TIMER + T_SETUP:
      return onSetupDelay(env, u);
    case FIRST_TIMER + T_OVERALL:
      return onOverallTimer(env, u);
    case FIRST_TIMER + T_INACTIVITY:
      return onInactivity(env, u, m);
  }
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
