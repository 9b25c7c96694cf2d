import { ENB_HOLDS_NAS } from '../../model/enb-kind.js';
import type { Env } from '../../model/env.js';
import { EN_COMMANDED, EN_CONTEXT, EN_KEY_CHANGE_SENT } from '../../model/flags.js';
import {
  DL_INFORMATION_TRANSFER,
  NAS_NON_DELIVERY_INDICATION,
  UPLINK_NAS_TRANSPORT,
} from '../../model/messages.js';
import { copyPayload } from '../../model/payload.js';
import { connOf, messageKey, nasOf } from '../../model/record.js';
import { enConn, enHas, has } from '../../model/row.js';
import { loseNas } from '../bookkeeping.js';
import { camps } from '../radio.js';

/** Passes a NAS message on over the next hop. */
function relay(env: Env, u: number, m: number, kind: number): void {
  const { w, keys } = env;
  const next = env.sendNas(u, kind, connOf(w, m), nasOf(w, m));
  copyPayload(w, next, m);
  keys.copy(w, messageKey(next), messageKey(m));
}

/** eNB: forwards downlink NAS at once until the handover command (or a key change, if it holds NAS then), then says that it could not. */
export function onDownlinkNasTransport(env: Env, u: number, m: number): void {
  const { w } = env;
  const here = has(w, u, EN_CONTEXT) && connOf(w, m) === enConn(w, u);
  const stays = (env.enbKind & ENB_HOLDS_NAS) !== 0 ? EN_COMMANDED | EN_KEY_CHANGE_SENT : EN_COMMANDED;
  relay(env, u, m, here && !enHas(w, u, stays) ? DL_INFORMATION_TRANSFER : NAS_NON_DELIVERY_INDICATION);
}

/** eNB: forwards uplink NAS of a UE that it serves; what was in flight when the UE left the cell is lost. */
export function onUlInformationTransfer(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  if (has(w, u, EN_CONTEXT) && conn === enConn(w, u) && camps(w, u, conn))
    relay(env, u, m, UPLINK_NAS_TRANSPORT);
  else {
    env.discarded();
    loseNas(env, u, m);
  }
}
