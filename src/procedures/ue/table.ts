import type { Env } from '../../model/env.js';
import { UE_ATTACHING, UE_SERVICE_REQUEST, UE_TAU } from '../../model/flags.js';
import {
  DL_INFORMATION_TRANSFER,
  DL_INFORMATION_TRANSFER_SRB1,
  RRC_CONNECTION_RELEASE,
  RRC_CONNECTION_RELEASE_SRB1,
  RRC_PAGING,
  RRC_RECONFIGURATION_HANDOVER,
  RRC_RECONFIGURATION_KEY_CHANGE,
  RRC_REESTABLISHMENT,
  RRC_REESTABLISHMENT_REJECT,
  RRC_SECURITY_MODE_COMMAND,
  UE_MOVE,
  type UeMessage,
} from '../../model/messages.js';
import {
  ATTACH_REJECT,
  AUTHENTICATION_REQUEST,
  DETACH_ACCEPT,
  SECURITY_MODE_COMMAND,
  SERVICE_REJECT,
  TRACKING_AREA_UPDATE_ACCEPT,
  TRACKING_AREA_UPDATE_REJECT,
} from '../../model/nas-messages.js';
import { isPlain } from '../../model/payload.js';
import { attachKind } from '../../model/progress.js';
import { kindOf, nasOf } from '../../model/record.js';
import { SERVICE_REQUEST_KIND, TAU_KIND } from '../../model/traffic.js';
import { missing } from '../../model/words.js';
import { onAuthenticationRequest } from '../authentication/ue.js';
import { onReject } from '../congestion-control/ue.js';
import { onDetachAccept } from '../detach/ue.js';
import { onHandoverReconfiguration } from '../handover/ue.js';
import { onRrcSecurityModeCommand } from '../initial-context-setup/ue.js';
import { onUeMove } from '../inter-mme-handover/ue.js';
import { onUnknown } from '../mme-restart/ue.js';
import { onSecurityModeCommand } from '../nas-security-mode-control/ue.js';
import { onDownlinkNas } from '../nas-transport/ue.js';
import { onPaging } from '../paging/ue.js';
import { onReestablishment, onReestablishmentReject } from '../rrc-reestablishment/ue.js';
import { onTauAccept } from '../tracking-area-update/ue.js';
import { onKeyChange } from '../ue-context-modification/ue.js';
import { onRrcRelease } from '../ue-context-release/ue.js';

/** UE: its messages. */
export function handleAtUe(env: Env, u: number, m: number): void {
  const kind = kindOf(env.w, m) as UeMessage;
  switch (kind) {
    case DL_INFORMATION_TRANSFER:
    case DL_INFORMATION_TRANSFER_SRB1:
      return handleNasAtUe(env, u, m);
    case RRC_SECURITY_MODE_COMMAND:
      return onRrcSecurityModeCommand(env, u, m);
    case RRC_RECONFIGURATION_KEY_CHANGE:
      return onKeyChange(env, u, m);
    case RRC_RECONFIGURATION_HANDOVER:
      return onHandoverReconfiguration(env, u, m);
    case RRC_REESTABLISHMENT:
      return onReestablishment(env, u, m);
    case RRC_REESTABLISHMENT_REJECT:
      return onReestablishmentReject(env, u, m);
    case RRC_CONNECTION_RELEASE:
    case RRC_CONNECTION_RELEASE_SRB1:
      return onRrcRelease(env, u, m);
    case RRC_PAGING:
      return onPaging(env, u);
    case UE_MOVE:
      return onUeMove(env, u, m);
    default:
      missing(kind);
  }
}

/** UE: NAS messages in DLInformationTransfer. */
function handleNasAtUe(env: Env, u: number, m: number): void {
  const { w } = env;
  switch (nasOf(w, m)) {
    case AUTHENTICATION_REQUEST:
      return onAuthenticationRequest(env, u, m);
    case SECURITY_MODE_COMMAND:
      return onSecurityModeCommand(env, u, m);
    case TRACKING_AREA_UPDATE_ACCEPT:
      return onTauAccept(env, u, m);
    case DETACH_ACCEPT:
      return onDetachAccept(env, u, m);
    case ATTACH_REJECT:
      return onReject(env, u, m, UE_ATTACHING, attachKind(w, u));
    case SERVICE_REJECT:
      if (isPlain(w, m) !== 0) return onUnknown(env, u, UE_SERVICE_REQUEST);
      return onReject(env, u, m, UE_SERVICE_REQUEST, SERVICE_REQUEST_KIND);
    case TRACKING_AREA_UPDATE_REJECT:
      if (isPlain(w, m) !== 0) return onUnknown(env, u, UE_TAU);
      return onReject(env, u, m, UE_TAU, TAU_KIND);
    default:
      return onDownlinkNas(env, u, m);
  }
}
