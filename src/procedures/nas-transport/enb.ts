import { RADIO_CONNECTION_LOST } from '../../model/causes.js';
import { ENB_HOLDS_NAS } from '../../model/enb-kind.js';
import type { Env } from '../../model/env.js';
import { EN_AS, EN_COMMANDED, EN_CONTEXT, EN_KEY_CHANGE_SENT } from '../../model/flags.js';
import {
  DL_INFORMATION_TRANSFER,
  DL_INFORMATION_TRANSFER_SRB1,
  NAS_NON_DELIVERY_INDICATION,
  UPLINK_NAS_TRANSPORT,
} from '../../model/messages.js';
import { copyPayload, setCause } from '../../model/payload.js';
import { connOf, messageKey, nasOf } from '../../model/record.js';
import { enConn, enHas, has } from '../../model/row.js';
import { loseNas } from '../bookkeeping.js';
import { handoverOf } from '../enb/context.js';
import { requestRelease } from '../enb/request-release.js';
import { camps } from '../radio.js';

/** Passes a NAS message on over the next hop, which is returned. */
function relay(env: Env, u: number, m: number, kind: number): number {
  const { w, keys } = env;
  const next = env.sendNas(u, kind, connOf(w, m), nasOf(w, m));
  copyPayload(w, next, m);
  keys.copy(w, messageKey(next), messageKey(m));
  return next;
}

/** Whether the eNB serves the UE on the connection of a message. */
const serves = (w: Int32Array, u: number, m: number): boolean =>
  has(w, u, EN_CONTEXT) && connOf(w, m) === enConn(w, u);

/** eNB: forwards downlink NAS at once until the handover command (or a key change, if it holds NAS then), then says that it could not. */
export function onDownlinkNasTransport(env: Env, u: number, m: number): void {
  const { w } = env;
  const stays = (env.enbKind & ENB_HOLDS_NAS) !== 0 ? EN_COMMANDED | EN_KEY_CHANGE_SENT : EN_COMMANDED;
  if (!serves(w, u, m) || enHas(w, u, stays)) sendBack(env, u, m, 0);
  else relay(env, u, m, has(w, u, EN_AS) ? DL_INFORMATION_TRANSFER : DL_INFORMATION_TRANSFER_SRB1);
}

/** eNB: a NAS message goes back to the MME (TS 36.413 8.6.2.4): because of a handover, or else of another cause. */
function sendBack(env: Env, u: number, m: number, other: number): void {
  const { w } = env;
  const handover = handoverOf(w, u, connOf(w, m));
  setCause(w, relay(env, u, m, NAS_NON_DELIVERY_INDICATION), handover !== 0 ? handover : other);
}

/**
 * eNB: RLC has no acknowledgement of a NAS message, since the UE is not on its connection any more or (on its way back by
 * re-establishment) does not hear it. Where no handover has taken the UE away, it is lost to its eNB.
 */
export function onNasUnacknowledged(env: Env, u: number, m: number): void {
  const { w } = env;
  env.discarded();
  sendBack(env, u, m, RADIO_CONNECTION_LOST);
  const isLost = serves(w, u, m) && !camps(w, u, connOf(w, m)) && !enHas(w, u, EN_COMMANDED);
  if (isLost) requestRelease(env, u);
}

/** eNB: forwards uplink NAS of a UE that it serves; what was in flight when the UE left the cell is lost. */
export function onUlInformationTransfer(env: Env, u: number, m: number): void {
  const { w } = env;
  if (serves(w, u, m) && camps(w, u, connOf(w, m))) relay(env, u, m, UPLINK_NAS_TRANSPORT);
  else {
    env.discarded();
    loseNas(env, u, m);
  }
}
