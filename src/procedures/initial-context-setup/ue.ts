import type { Env } from '../../model/env.js';
import { UE_AS, UE_AS_OLD, UE_ATTACHING, UE_SERVICE_REQUEST, UE_TAU } from '../../model/flags.js';
import { BLOCK, K_UE_KENB, K_UE_NAS, K_UE_NH, UE_BASIS } from '../../model/layout.js';
import { REFUSED, RRC_SECURITY_MODE_COMPLETE, RRC_SECURITY_MODE_FAILURE } from '../../model/messages.js';
import { connOf, fateOf, messageKey, rowKey } from '../../model/record.js';
import { clear, set, setUeNcc, setWakes, ueClear, ueHas } from '../../model/row.js';
import { T_UE } from '../../model/timers.js';
import { judgeAs, judgeKenbUse } from '../../oracle/agreement.js';
import { completeAttachAtUe } from '../attach/ue.js';
import { endOrphanedSetup } from '../bookkeeping.js';
import { hears } from '../ue/connection.js';

/** UE: derives its own KeNB and checks the message with it. */
export function onRrcSecurityModeCommand(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!hears(w, u, conn)) return env.discarded();
  const kenb = rowKey(env, u, K_UE_KENB);
  keys.kenb(w, kenb, rowKey(env, u, K_UE_NAS), w[u + UE_BASIS]);
  const genuine = keys.matchesRrc(w, messageKey(m), kenb);
  judgeAs(env, u, genuine);
  if (!genuine || (fateOf(w, m) & REFUSED) !== 0) {
    env.send(u, RRC_SECURITY_MODE_FAILURE, conn);
    return;
  }
  keys.copy(w, rowKey(env, u, K_UE_NH), kenb);
  setUeNcc(w, u, 0);
  set(w, u, UE_AS);
  clear(w, u, UE_AS_OLD);
  judgeKenbUse(env, u, kenb);
  const answer = env.send(u, RRC_SECURITY_MODE_COMPLETE, conn);
  keys.copy(w, messageKey(answer), kenb);
  setWakes(w, w[u + BLOCK], 0);
  endOrphanedSetup(env, u);
  if (ueHas(w, u, UE_SERVICE_REQUEST)) {
    ueClear(w, u, UE_SERVICE_REQUEST);
    // It goes on if the UE still waits for the answer to its TAU.
    if (!ueHas(w, u, UE_TAU)) env.stop(u, T_UE);
  }
  if (ueHas(w, u, UE_ATTACHING)) completeAttachAtUe(env, u);
}
