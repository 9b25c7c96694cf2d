import type { Env } from '../../model/env.js';
import { UE_AS, UE_AS_OLD, UE_PENDING, UE_REGISTERED } from '../../model/flags.js';
import { K_UE_AS, K_UE_NAS, K_UE_PENDING, UE_BASIS } from '../../model/layout.js';
import { REFUSED } from '../../model/messages.js';
import { SECURITY_MODE_COMPLETE, SECURITY_MODE_REJECT } from '../../model/nas-messages.js';
import { algorithmsOf, countOf, eksiOf, takesNewKasme } from '../../model/payload.js';
import { blockKey, fateOf, rowKey } from '../../model/record.js';
import {
  has,
  set,
  setUeAlgorithms,
  setUeDl,
  setUeEksi,
  setUeUl,
  ueClear,
  ueDl,
  ueEksi,
  ueHas,
  uePendingEksi,
  ueUl,
} from '../../model/row.js';
import { judgeNas } from '../../oracle/agreement.js';
import { estimate, isUnder } from '../nas-message.js';
import { nasUp } from '../ue/nas.js';

/**
 * UE: accepts or rejects; the key and eKSI of the message say which KASME is meant. It is protected with the algorithms that
 * it selects (TS 24.301 5.4.3.2), and REJECT with those that the UE was on.
 */
export function onSecurityModeCommand(env: Env, u: number, m: number): void {
  const { w } = env;
  const refused = (fateOf(w, m) & REFUSED) !== 0;
  const count = countOf(w, m);
  if (ueHas(w, u, UE_PENDING) && eksiOf(w, m) === uePendingEksi(w, u)) {
    const genuine = isUnder(env, m, blockKey(env, u, K_UE_PENDING), algorithmsOf(w, m));
    judgeNas(env, u, genuine);
    if (genuine && !refused) {
      takeKasmeIntoUse(env, u, count);
      setUeAlgorithms(w, u, algorithmsOf(w, m));
      complete(env, u);
      return;
    }
    ueClear(w, u, UE_PENDING);
    nasUp(env, u, SECURITY_MODE_REJECT);
    return;
  }
  // On the current KASME: SMC of the same, or the retransmission of one that was accepted already.
  const current =
    has(w, u, UE_REGISTERED) &&
    eksiOf(w, m) === ueEksi(w, u) &&
    isUnder(env, m, rowKey(env, u, K_UE_NAS), algorithmsOf(w, m)) &&
    estimate(ueDl(w, u), count & 0xff) === count;
  if (!current || (refused && takesNewKasme(w, m) === 0)) {
    if (current) setUeDl(w, u, count + 1);
    nasUp(env, u, SECURITY_MODE_REJECT);
    return;
  }
  judgeNas(env, u, true);
  setUeDl(w, u, count + 1);
  setUeAlgorithms(w, u, algorithmsOf(w, m));
  complete(env, u);
}

/** UE: the pending KASME goes into NAS use; AS stays where it is (rule 4's state begins here). */
function takeKasmeIntoUse(env: Env, u: number, dlCount: number): void {
  const { w, keys } = env;
  if (has(w, u, UE_AS) && !has(w, u, UE_AS_OLD)) {
    keys.copy(w, blockKey(env, u, K_UE_AS), rowKey(env, u, K_UE_NAS));
    set(w, u, UE_AS_OLD);
  }
  keys.copy(w, rowKey(env, u, K_UE_NAS), blockKey(env, u, K_UE_PENDING));
  setUeEksi(w, u, uePendingEksi(w, u));
  ueClear(w, u, UE_PENDING);
  set(w, u, UE_REGISTERED);
  setUeUl(w, u, 0);
  setUeDl(w, u, dlCount + 1);
}

function complete(env: Env, u: number): void {
  const { w } = env;
  w[u + UE_BASIS] = ueUl(w, u);
  nasUp(env, u, SECURITY_MODE_COMPLETE);
}
