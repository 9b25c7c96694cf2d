import type { Env } from '../../model/env.js';
import { UE_PENDING } from '../../model/flags.js';
import { K_UE_PENDING, UE_ID } from '../../model/layout.js';
import { REFUSED } from '../../model/messages.js';
import { AUTHENTICATION_FAILURE, AUTHENTICATION_RESPONSE } from '../../model/nas-messages.js';
import { akaRunOf, newEksiOf, setAkaRun } from '../../model/payload.js';
import { blockKey, fateOf } from '../../model/record.js';
import { setUePendingEksi, ueSet } from '../../model/row.js';
import { nasUp, verifyDown } from '../ue/nas.js';

/** UE: derives its own pending KASME and answers. */
export function onAuthenticationRequest(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!verifyDown(env, u, m)) return;
  if ((fateOf(w, m) & REFUSED) !== 0) {
    nasUp(env, u, AUTHENTICATION_FAILURE);
    return;
  }
  keys.kasme(w, blockKey(env, u, K_UE_PENDING), w[u + UE_ID], akaRunOf(w, m));
  setUePendingEksi(w, u, newEksiOf(w, m));
  ueSet(w, u, UE_PENDING);
  setAkaRun(w, nasUp(env, u, AUTHENTICATION_RESPONSE), akaRunOf(w, m));
}
