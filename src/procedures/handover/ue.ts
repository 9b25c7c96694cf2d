import type { Env } from '../../model/env.js';
import { UE_ACCESS_FAILED, UE_AS_OLD } from '../../model/flags.js';
import { K_UE_AS, K_UE_KENB, K_UE_NAS, K_UE_NH } from '../../model/layout.js';
import { AT_TARGET, REFUSED } from '../../model/messages.js';
import { messageCell, messageNcc, otherConn, toOtherMme } from '../../model/payload.js';
import { blockKey, connOf, fateOf, messageKey, rowKey } from '../../model/record.js';
import { has, setUeCell, setUeConn, setUeNcc, ueConn, ueNcc, ueSet } from '../../model/row.js';
import { T304 } from '../../model/timers.js';
import { judgeAs, judgeKenbUse } from '../../oracle/agreement.js';
import { selects } from '../../rules/ask.js';
import { rule04 } from '../../rules/rule-04.js';
import { pci } from '../cells.js';
import { leaveRegion } from '../inter-mme-handover/ue.js';
import { arriveAtTarget, hears } from '../ue/connection.js';

/**
 * UE: goes to the target cell with keys for it. If it cannot reach it, it asks for re-establishment when T304 expires: at the
 * source, or in that very cell.
 */
export function onHandoverReconfiguration(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!hears(w, u, connOf(w, m))) return env.discarded();
  const genuine = keys.equal(w, messageKey(m), rowKey(env, u, K_UE_KENB));
  judgeAs(env, u, genuine);
  if (!genuine) return;
  const fails = (fateOf(w, m) & REFUSED) !== 0;
  if (fails) ueSet(w, u, UE_ACCESS_FAILED);
  if (fails && (fateOf(w, m) & AT_TARGET) === 0) {
    env.start(u, T304, connOf(w, m));
    return;
  }
  const cell = messageCell(w, m);
  // It is back on the keys of the source when T304 expires, wherever it asks its way back in.
  if (!fails) deriveAtUe(env, u, messageNcc(w, m), cell);
  setUeConn(w, u, otherConn(w, m));
  setUeCell(w, u, cell);
  if (toOtherMme(w, m) !== 0) leaveRegion(env, u);
  else if (fails) env.start(u, T304, ueConn(w, u));
  else arriveAtTarget(env, u);
}

/** UE: NCC as before: from the present KeNB; another NCC: NH is stepped until it matches. */
export function deriveAtUe(env: Env, u: number, ncc: number, cell: number): void {
  const { w, keys } = env;
  const kenb = rowKey(env, u, K_UE_KENB);
  if (ncc === ueNcc(w, u)) keys.kenbStar(w, kenb, kenb, pci(cell), env.earfcn);
  else {
    const nh = rowKey(env, u, K_UE_NH);
    const old = selects(env, u, rule04) && has(w, u, UE_AS_OLD);
    const kasme = old ? blockKey(env, u, K_UE_AS) : rowKey(env, u, K_UE_NAS);
    for (let n = ueNcc(w, u); n !== ncc; n = (n + 1) & 7) keys.nh(w, nh, kasme, nh);
    keys.kenbStar(w, kenb, nh, pci(cell), env.earfcn);
    setUeNcc(w, u, ncc);
  }
  judgeKenbUse(env, u, kenb);
}
