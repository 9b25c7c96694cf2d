import type { Env } from '../../model/env.js';
import {
  UE_ACCESS_FAILED,
  UE_AS,
  UE_AS_OLD,
  UE_CONNECTED,
  UE_DETACHING,
  UE_HERE,
  UE_NEW_AREA,
  UE_OTHER_ALGORITHMS,
  UE_PENDING,
  UE_REGISTERED,
  UE_TAU,
} from '../../model/flags.js';
import {
  BLOCK,
  DEMAND,
  DRAWS,
  K_UE_AS,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  K_UE_PENDING,
  KX_UE_AS,
  KX_UE_KENB,
  KX_UE_NAS,
  KX_UE_NH,
  KX_UE_PENDING,
  QUEUE,
  STATE,
  UE_BASIS,
  UE_DL,
  UE_FLAGS,
  UE_UL,
  USED_KENB,
  X_BASIS,
  X_CELL,
  X_DEMAND,
  X_DL,
  X_DRAWS,
  X_IDS,
  X_OFFERED,
  X_QUEUE,
  X_SEQUENCE,
  X_STATE,
  X_UE,
  X_UE_FLAGS,
  X_UL,
  X_USED_KENB,
} from '../../model/layout.js';
import { UE_MOVE } from '../../model/messages.js';
import { COMPLETED, FAILED, SUPERSEDED } from '../../model/outcomes.js';
import { DETACH, TAU } from '../../model/procedures.js';
import { DEMAND_BIT, endProcedure, endRekeys, endTraffic } from '../../model/progress.js';
import { codeOfKind, isTraffic } from '../../model/queue-entry.js';
import { appended, codeAt, length, QUEUE_CAPACITY } from '../../model/queue-word.js';
import { blockKey, rowKey, transferKey } from '../../model/record.js';
import {
  akaRuns,
  clear,
  has,
  set,
  setAkaRuns,
  setLastConn,
  setUeCell,
  setUeConn,
  ueCell,
  ueClear,
  ueConn,
  ueHas,
  ueSet,
} from '../../model/row.js';
import { T_UE, T304 } from '../../model/timers.js';
import {
  ALGORITHM_CHANGE_KIND,
  DETACH_KIND,
  INTER_MME_KIND,
  TAU_KIND,
  UNKEYED_MODIFICATION_KIND,
} from '../../model/traffic.js';
import { endOrphanedRekeys } from '../bookkeeping.js';
import { enqueue, take } from '../queue.js';
import { addressed, signal } from '../transfer.js';
import { arriveAtTarget, goIdle } from '../ue/connection.js';

/**
 * UE: leaves for a cell of another region. One frame carries its part, with the queue that waits for it; the
 * row it leaves is a stub until the source is released.
 */
export function leaveRegion(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  if (ueHas(w, u, UE_TAU)) {
    // The TAU that follows the handover does for this one too.
    endProcedure(env, u, TAU, SUPERSEDED);
    endTraffic(env, u, TAU_KIND, COMPLETED);
  }
  if (ueHas(w, u, UE_DETACHING)) {
    // The traffic event goes back to the queue, at the target.
    endProcedure(env, u, DETACH, SUPERSEDED);
    w[b + DEMAND] &= ~(1 << (DEMAND_BIT + DETACH_KIND));
  }
  if (!has(w, u, UE_AS_OLD)) endRekeys(env, u, FAILED);
  env.stop(u, T_UE);
  const x = signal(env, u, UE_MOVE);
  w[x + X_CELL] = ueCell(w, u) | (ueConn(w, u) << 16);
  w[x + X_UL] = w[u + UE_UL];
  w[x + X_DL] = w[u + UE_DL];
  w[x + X_STATE] = w[u + STATE] & (UE_REGISTERED | UE_CONNECTED | UE_AS | UE_AS_OLD | UE_OTHER_ALGORITHMS);
  w[x + X_SEQUENCE] = akaRuns(w, u);
  w[x + X_DRAWS] = w[u + DRAWS];
  w[x + X_BASIS] = w[u + UE_BASIS];
  for (let i = 0; i < 4; i++) w[x + X_USED_KENB + i] = w[u + USED_KENB + i];
  moveQueue(env, u, x);
  // What the source MME and eNB have in hand is theirs to end.
  const mine =
    (1 << (DEMAND_BIT + INTER_MME_KIND)) |
    (1 << (DEMAND_BIT + UNKEYED_MODIFICATION_KIND)) |
    (1 << (DEMAND_BIT + ALGORITHM_CHANGE_KIND));
  w[x + X_DEMAND] = w[b + DEMAND] & ~mine;
  w[b + DEMAND] &= mine;
  w[x + X_UE_FLAGS] = w[b + UE_FLAGS] & (UE_PENDING | UE_DETACHING | UE_ACCESS_FAILED);
  w[b + UE_FLAGS] = 0;
  keys.copy(w, transferKey(env, x, KX_UE_NAS), rowKey(env, u, K_UE_NAS));
  keys.copy(w, transferKey(env, x, KX_UE_KENB), rowKey(env, u, K_UE_KENB));
  keys.copy(w, transferKey(env, x, KX_UE_NH), rowKey(env, u, K_UE_NH));
  keys.copy(w, transferKey(env, x, KX_UE_PENDING), blockKey(env, u, K_UE_PENDING));
  keys.copy(w, transferKey(env, x, KX_UE_AS), blockKey(env, u, K_UE_AS));
  clear(w, u, UE_HERE | UE_REGISTERED | UE_CONNECTED | UE_AS | UE_AS_OLD | UE_OTHER_ALGORITHMS);
}

/** Traffic that waits moves with the UE; what the source MME had in hand stays, and is superseded. */
function moveQueue(env: Env, u: number, x: number): void {
  const { w } = env;
  let moved = 0;
  for (let k = 0; k < length(w[u + QUEUE]); ) {
    const code = codeAt(w[u + QUEUE], k);
    if (!isTraffic(code)) k++;
    else {
      w[x + X_OFFERED + moved] = take(env, u, k);
      w[x + X_QUEUE] = appended(w[x + X_QUEUE], moved, code);
      moved++;
    }
  }
}

/** UE: is in the other region now, in the row that the target MME prepared. */
export function onUeMove(env: Env, _u: number, m: number): void {
  const { w, keys } = env;
  const x = env.payload(m);
  const prepared = addressed(env, x);
  // Nobody expects it here (only with rules off): it camps all the same, and is idle.
  const u = prepared !== 0 ? prepared : env.admit(w[x + X_UE]);
  if (u === 0) return;
  const b = w[u + BLOCK];
  w[u + UE_UL] = w[x + X_UL];
  w[u + UE_DL] = w[x + X_DL];
  set(w, u, UE_HERE | w[x + X_STATE]);
  const runs = w[x + X_SEQUENCE];
  if (runs > akaRuns(w, u)) setAkaRuns(w, u, runs);
  w[u + DRAWS] = w[x + X_DRAWS];
  setLastConn(w, u, w[x + X_IDS] >>> 16);
  setUeConn(w, u, w[x + X_CELL] >>> 16);
  setUeCell(w, u, w[x + X_CELL]);
  w[u + UE_BASIS] = w[x + X_BASIS];
  for (let i = 0; i < 4; i++) w[u + USED_KENB + i] = w[x + X_USED_KENB + i];
  w[b + DEMAND] |= w[x + X_DEMAND];
  w[b + UE_FLAGS] = w[x + X_UE_FLAGS];
  keys.copy(w, rowKey(env, u, K_UE_NAS), transferKey(env, x, KX_UE_NAS));
  keys.copy(w, rowKey(env, u, K_UE_KENB), transferKey(env, x, KX_UE_KENB));
  keys.copy(w, rowKey(env, u, K_UE_NH), transferKey(env, x, KX_UE_NH));
  keys.copy(w, blockKey(env, u, K_UE_PENDING), transferKey(env, x, KX_UE_PENDING));
  keys.copy(w, blockKey(env, u, K_UE_AS), transferKey(env, x, KX_UE_AS));
  for (let i = 0; i < QUEUE_CAPACITY; i++) {
    const code = codeAt(w[x + X_QUEUE], i);
    if (code !== 0) enqueue(env, u, code, w[x + X_OFFERED + i], QUEUE_CAPACITY);
  }
  if (ueHas(w, u, UE_DETACHING)) {
    // What it sent to the source MME has no answer: it detaches again.
    ueClear(w, u, UE_DETACHING);
    env.procedureOffered(DETACH);
    enqueue(env, u, codeOfKind(DETACH_KIND), env.stamp, QUEUE_CAPACITY);
  }
  endOrphanedRekeys(env, u);
  if (prepared === 0) goIdle(env, u);
  else if (!ueHas(w, u, UE_ACCESS_FAILED)) arriveAtTarget(env, u);
  else {
    ueSet(w, u, UE_NEW_AREA);
    env.start(u, T304, ueConn(w, u));
  }
}
