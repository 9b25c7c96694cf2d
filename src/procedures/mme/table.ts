import type { Env } from '../../model/env.js';
import { MME_REGISTERED } from '../../model/flags.js';
import {
  CONGESTED,
  FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE,
  FORWARD_RELOCATION_COMPLETE_NOTIFICATION,
  FORWARD_RELOCATION_REQUEST,
  FORWARD_RELOCATION_RESPONSE,
  HANDOVER_CANCEL,
  HANDOVER_FAILURE,
  HANDOVER_NOTIFY,
  HANDOVER_REQUEST_ACKNOWLEDGE,
  HANDOVER_REQUIRED,
  INITIAL_CONTEXT_SETUP_FAILURE,
  INITIAL_CONTEXT_SETUP_RESPONSE,
  INITIAL_UE_MESSAGE,
  type MmeMessage,
  NAS_NON_DELIVERY_INDICATION,
  PATH_SWITCH_REQUEST,
  RELOCATION_CANCEL_REQUEST,
  RELOCATION_CANCEL_RESPONSE,
  RESET,
  UE_CONTEXT_MODIFICATION_FAILURE,
  UE_CONTEXT_MODIFICATION_RESPONSE,
  UE_CONTEXT_RELEASE_COMPLETE,
  UE_CONTEXT_RELEASE_REQUEST,
  UPLINK_NAS_TRANSPORT,
} from '../../model/messages.js';
import {
  ATTACH_REQUEST,
  AUTHENTICATION_FAILURE,
  AUTHENTICATION_RESPONSE,
  DETACH_REQUEST,
  SECURITY_MODE_COMPLETE,
  SECURITY_MODE_REJECT,
  SERVICE_REQUEST,
  TRACKING_AREA_UPDATE_REQUEST,
} from '../../model/nas-messages.js';
import { connOf, fateOf, kindOf, nasOf } from '../../model/record.js';
import { has } from '../../model/row.js';
import { missing } from '../../model/words.js';
import { onAttachRequest } from '../attach/mme.js';
import { failAuthentication, onAuthenticationResponse } from '../authentication/mme.js';
import { rejectRequest } from '../congestion-control/mme.js';
import { onDetachRequest } from '../detach/mme.js';
import { onReset } from '../enb-restart/mme.js';
import { onContextSetupFailure, onContextSetupResponse } from '../initial-context-setup/mme.js';
import {
  onForwardRelocationResponse,
  onRelocationCancelResponse,
  onRelocationComplete,
} from '../inter-mme-handover/source-mme.js';
import { onForwardRelocationRequest, onRelocationCancelRequest } from '../inter-mme-handover/target-mme.js';
import { rejectUnknown } from '../mme-restart/mme.js';
import { onSecurityModeComplete, onSecurityModeReject } from '../nas-security-mode-control/mme.js';
import { onNasNonDelivery, onUplinkNas, takeUplinkNas } from '../nas-transport/mme.js';
import { endPaging } from '../paging/mme.js';
import {
  onHandoverCancel,
  onHandoverFailure,
  onHandoverNotify,
  onHandoverRequestAcknowledge,
  onHandoverRequired,
} from '../s1-handover/mme.js';
import { onServiceRequest } from '../service-request/mme.js';
import { onInitialTauRequest, onTauRequest } from '../tracking-area-update/mme.js';
import { onModificationFailure, onModificationResponse } from '../ue-context-modification/mme.js';
import { onReleaseComplete, onReleaseRequest } from '../ue-context-release/mme.js';
import { answersUnkeyed, onUnkeyedFailure, onUnkeyedResponse } from '../unkeyed-modification/mme.js';
import { onPathSwitchRequest } from '../x2-handover/mme.js';
import { beginConnection, releaseFromMme } from './connection.js';
import { NONE, PENDING } from './nas.js';
import { recognise } from './recognise.js';

/** MME: its messages. */
export function handleAtMme(env: Env, u: number, m: number): void {
  const kind = kindOf(env.w, m) as MmeMessage;
  switch (kind) {
    case INITIAL_UE_MESSAGE:
      return handleInitialNas(env, u, m);
    case UPLINK_NAS_TRANSPORT:
      return handleUplinkNas(env, u, m);
    case NAS_NON_DELIVERY_INDICATION:
      return onNasNonDelivery(env, u, m);
    case INITIAL_CONTEXT_SETUP_RESPONSE:
      return onContextSetupResponse(env, u, m);
    case INITIAL_CONTEXT_SETUP_FAILURE:
      return onContextSetupFailure(env, u, m);
    case UE_CONTEXT_MODIFICATION_RESPONSE:
      return answersUnkeyed(env.w, u, m) ? onUnkeyedResponse(env, u) : onModificationResponse(env, u, m);
    case UE_CONTEXT_MODIFICATION_FAILURE:
      return answersUnkeyed(env.w, u, m) ? onUnkeyedFailure(env, u, m) : onModificationFailure(env, u, m);
    case UE_CONTEXT_RELEASE_REQUEST:
      return onReleaseRequest(env, u, m);
    case UE_CONTEXT_RELEASE_COMPLETE:
      return onReleaseComplete(env, u, m);
    case HANDOVER_REQUIRED:
      return onHandoverRequired(env, u, m);
    case HANDOVER_REQUEST_ACKNOWLEDGE:
      return onHandoverRequestAcknowledge(env, u, m);
    case HANDOVER_FAILURE:
      return onHandoverFailure(env, u, m);
    case HANDOVER_NOTIFY:
      return onHandoverNotify(env, u, m);
    case HANDOVER_CANCEL:
      return onHandoverCancel(env, u, m);
    case PATH_SWITCH_REQUEST:
      return onPathSwitchRequest(env, u, m);
    case FORWARD_RELOCATION_REQUEST:
      return onForwardRelocationRequest(env, u, m);
    case FORWARD_RELOCATION_RESPONSE:
      return onForwardRelocationResponse(env, u, m);
    case FORWARD_RELOCATION_COMPLETE_NOTIFICATION:
      return onRelocationComplete(env, u, m);
    case RELOCATION_CANCEL_REQUEST:
      return onRelocationCancelRequest(env, u, m);
    case RELOCATION_CANCEL_RESPONSE:
      return onRelocationCancelResponse(env, u, m);
    case RESET:
      return onReset(env, u, m);
    case FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE:
      // It stops the retransmission of what it answers, which the link does.
      return;
    default:
      missing(kind);
  }
}

/** MME: NAS messages in INITIAL UE MESSAGE. A congested MME rejects what they ask for. */
function handleInitialNas(env: Env, u: number, m: number): void {
  const { w } = env;
  const nas = nasOf(w, m);
  const congested = (fateOf(w, m) & CONGESTED) !== 0;
  endPaging(env, u, nas);
  beginConnection(env, u, connOf(w, m));
  if (nas !== ATTACH_REQUEST && !recognise(env, u, m)) {
    if (!has(w, u, MME_REGISTERED)) return rejectUnknown(env, u, nas);
    // The UE finds out when its connection is released.
    return releaseFromMme(env, u);
  }
  if (congested) return rejectRequest(env, u, nas);
  switch (nas) {
    case ATTACH_REQUEST:
      return onAttachRequest(env, u);
    case SERVICE_REQUEST:
      return onServiceRequest(env, u);
    case TRACKING_AREA_UPDATE_REQUEST:
      return onInitialTauRequest(env, u, m);
    case DETACH_REQUEST:
      return onDetachRequest(env, u);
  }
}

/** MME: NAS messages in UPLINK NAS TRANSPORT. */
function handleUplinkNas(env: Env, u: number, m: number): void {
  const context = takeUplinkNas(env, u, m);
  if (context === NONE) return;
  switch (nasOf(env.w, m)) {
    case AUTHENTICATION_RESPONSE:
      return onAuthenticationResponse(env, u, m);
    case AUTHENTICATION_FAILURE:
      return failAuthentication(env, u);
    case SECURITY_MODE_COMPLETE:
      return onSecurityModeComplete(env, u, m, context === PENDING);
    case SECURITY_MODE_REJECT:
      return onSecurityModeReject(env, u);
    case TRACKING_AREA_UPDATE_REQUEST:
      return onTauRequest(env, u);
    case DETACH_REQUEST:
      return onDetachRequest(env, u);
    default:
      return onUplinkNas(env, u, m);
  }
}
