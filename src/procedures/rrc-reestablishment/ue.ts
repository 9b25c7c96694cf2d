import type { Env } from '../../model/env.js';
import { UE_ACCESS_FAILED, UE_NEW_AREA, UE_REESTABLISHING } from '../../model/flags.js';
import { K_UE_KENB } from '../../model/layout.js';
import { RRC_REESTABLISHMENT_COMPLETE, RRC_REESTABLISHMENT_REQUEST } from '../../model/messages.js';
import { messageNcc } from '../../model/payload.js';
import { connOf, messageKey, rowKey } from '../../model/record.js';
import { ueCell, ueClear, ueConn, ueHas, ueSet } from '../../model/row.js';
import { T301 } from '../../model/timers.js';
import { deriveAtUe } from '../handover/ue.js';
import { camps } from '../radio.js';
import { updateTrackingArea } from '../tracking-area-update/ue.js';
import { goIdle } from '../ue/connection.js';

/*
 * RRC connection re-establishment (TS 36.331 5.3.7, TS 33.401 7.4.3): the UE comes back on the keys that it had, and both
 * ends change them at once, as in a handover to the cell that it comes back to.
 */

/** UE: asks its way back; until the answer it hears nothing else. */
export function askReestablishment(env: Env, u: number): void {
  const { w } = env;
  ueSet(w, u, UE_REESTABLISHING);
  env.send(u, RRC_REESTABLISHMENT_REQUEST, ueConn(w, u));
  env.start(u, T301, ueConn(w, u));
}

/** UE: T304 expired; it is back on its old keys, and asks its way back in, at the source or at the target. */
export function onT304(env: Env, u: number): void {
  ueClear(env.w, u, UE_ACCESS_FAILED);
  askReestablishment(env, u);
}

/** UE: takes a KeNB* with this NCC into use, of the KASME that AS runs on (rule 4), and answers under it. */
export function onReestablishment(env: Env, u: number, m: number): void {
  const { w, keys } = env;
  if (!awaits(w, u, m)) return env.discarded();
  env.stop(u, T301);
  ueClear(w, u, UE_REESTABLISHING);
  deriveAtUe(env, u, messageNcc(w, m), ueCell(w, u));
  const answer = env.send(u, RRC_REESTABLISHMENT_COMPLETE, ueConn(w, u));
  keys.rrcKeys(w, messageKey(answer), rowKey(env, u, K_UE_KENB));
}

/** UE: no eNB has it any more. */
export function onReestablishmentReject(env: Env, u: number, m: number): void {
  if (awaits(env.w, u, m)) fail(env, u);
  else env.discarded();
}

/** UE: no eNB answers. */
export function onT301(env: Env, u: number): void {
  fail(env, u);
}

/** UE: idle. Where it has come to the area of another MME, it says so at once: that MME still expects it. */
function fail(env: Env, u: number): void {
  const isElsewhere = ueHas(env.w, u, UE_NEW_AREA);
  ueClear(env.w, u, UE_NEW_AREA);
  goIdle(env, u);
  if (!isElsewhere) return;
  ueSet(env.w, u, UE_NEW_AREA);
  updateTrackingArea(env, u);
}

/** Whether a message answers what the UE has asked for. */
function awaits(w: Int32Array, u: number, m: number): boolean {
  return camps(w, u, connOf(w, m)) && ueHas(w, u, UE_REESTABLISHING);
}
