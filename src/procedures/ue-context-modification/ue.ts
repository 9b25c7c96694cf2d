import type { Env } from '../../model/env.js';
import { UE_AS_OLD } from '../../model/flags.js';
import { K_UE_KENB, K_UE_NAS, K_UE_NH, UE_BASIS } from '../../model/layout.js';
import { REFUSED, RRC_RECONFIGURATION_COMPLETE } from '../../model/messages.js';
import { connOf, fateOf, messageKey, rowKey } from '../../model/record.js';
import { clear, setUeNcc, ueCell } from '../../model/row.js';
import { judgeAs, judgeKenbUse } from '../../oracle/agreement.js';
import { pci } from '../cells.js';
import { askReestablishment } from '../rrc-reestablishment/ue.js';
import { hears } from '../ue/connection.js';

/** UE: changes its key, or keeps the old one and asks for re-establishment. */
export function onKeyChange(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  const conn = connOf(w, m);
  if (!hears(w, u, conn)) return env.discarded();
  const kenb = rowKey(env, u, K_UE_KENB);
  const genuine = keys.equal(w, messageKey(m), kenb);
  judgeAs(env, u, genuine);
  if (!genuine) return;
  if ((fateOf(w, m) & REFUSED) !== 0) {
    askReestablishment(env, u);
    return;
  }
  const basis = rowKey(env, u, K_UE_NH);
  keys.kenb(w, basis, rowKey(env, u, K_UE_NAS), w[u + UE_BASIS]);
  keys.kenbStar(w, kenb, basis, pci(ueCell(w, u)), env.earfcn);
  setUeNcc(w, u, 0);
  clear(w, u, UE_AS_OLD);
  judgeKenbUse(env, u, kenb);
  const rrc = env.send(u, RRC_RECONFIGURATION_COMPLETE, conn);
  keys.rrcKeys(w, messageKey(rrc), kenb);
}
