import type { Env } from '../../model/env.js';
import { UE_AS, UE_REGISTERED } from '../../model/flags.js';
import { K_UE_NAS } from '../../model/layout.js';
import { UL_INFORMATION_TRANSFER, UL_INFORMATION_TRANSFER_SRB1 } from '../../model/messages.js';
import { countOf, eksiOf, isPlain, setAlgorithms, setCount, setEksi, setPlain } from '../../model/payload.js';
import { messageKey, rowKey } from '../../model/record.js';
import { has, setUeDl, setUeUl, ueAlgorithms, ueConn, ueDl, ueEksi, ueUl } from '../../model/row.js';
import { judgeNas, judgeReplay } from '../../oracle/agreement.js';
import { estimate, isUnder } from '../nas-message.js';

/** UE: sends an uplink NAS message in its connection: on SRB2, once AS security has brought that. */
export function nasUp(env: Env, u: number, nas: number): number {
  return nasUpIn(env, u, nas, has(env.w, u, UE_AS) ? UL_INFORMATION_TRANSFER : UL_INFORMATION_TRANSFER_SRB1);
}

/** UE: ... in an RRC message of a kind. The first one of a connection goes with its set-up (connection.ts). */
export function nasUpIn(env: Env, u: number, nas: number, kind: number): number {
  const { w, keys } = env;
  const m = env.sendNas(u, kind, ueConn(w, u), nas);
  if (!has(w, u, UE_REGISTERED)) {
    setPlain(w, m, 1);
    return m;
  }
  const count = ueUl(w, u);
  setUeUl(w, u, count + 1);
  setCount(w, m, count);
  setEksi(w, m, ueEksi(w, u));
  setAlgorithms(w, m, ueAlgorithms(w, u));
  keys.copy(w, messageKey(m), rowKey(env, u, K_UE_NAS));
  return m;
}

/** UE: verifies a downlink message under the KASME in NAS use; each COUNT is accepted at most once. */
export function verifyDown(env: Env, u: number, m: number): boolean {
  const { w } = env;
  if (isPlain(w, m) !== 0) return !has(w, u, UE_REGISTERED);
  const count = countOf(w, m);
  const sameKey = isUnder(env, m, rowKey(env, u, K_UE_NAS), ueAlgorithms(w, u));
  if (sameKey && count < ueDl(w, u)) {
    judgeReplay(env, u, true);
    return false;
  }
  const genuine = sameKey && eksiOf(w, m) === ueEksi(w, u) && estimate(ueDl(w, u), count & 0xff) === count;
  judgeNas(env, u, genuine);
  if (!genuine) return false;
  judgeReplay(env, u, false);
  setUeDl(w, u, count + 1);
  return true;
}
