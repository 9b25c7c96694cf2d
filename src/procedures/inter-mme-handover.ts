import { codeAt, length } from '../engine/queue-word.js';
import {
  AUTHENTICATION,
  COMPLETED,
  DETACH,
  type Env,
  FAILED,
  INTER_MME_HANDOVER,
  NAS_SMC,
  SUPERSEDED,
  TAU,
  UE_CONTEXT_MODIFICATION,
} from '../model/env.js';
import {
  ME_AS,
  ME_AS_OLD,
  ME_AWAITS_TAU,
  ME_CANCELLING,
  ME_CONNECTED,
  ME_FORWARDED,
  ME_HANDOVER,
  ME_INHERITED,
  ME_NEEDS_SMC,
  ME_REGISTERED,
  ME_RELEASING,
  ME_SMC_UNKNOWN,
  ME_TARGET,
  ROW_USED,
  UE_AS,
  UE_AS_OLD,
  UE_CONNECTED,
  UE_DETACHING,
  UE_HERE,
  UE_PENDING,
  UE_REGISTERED,
  UE_TAU,
} from '../model/flags.js';
import {
  BLOCK,
  DEMAND,
  DRAWS,
  FORWARDED_DL,
  K_ME_AS,
  K_ME_NAS,
  K_ME_NH,
  K_UE_AS,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  K_UE_PENDING,
  KX_AS,
  KX_NAS,
  KX_NH,
  KX_UE_AS,
  KX_UE_KENB,
  KX_UE_NAS,
  KX_UE_NH,
  KX_UE_PENDING,
  ME_FLAGS,
  PEER_ROW,
  QUEUE,
  STATE,
  UE_BASIS,
  UE_DL,
  UE_FLAGS,
  UE_ID,
  UE_UL,
  USED_KENB,
  X_BASIS,
  X_CELL,
  X_DEMAND,
  X_DL,
  X_DRAWS,
  X_FROM,
  X_IDS,
  X_OFFERED,
  X_ORDER,
  X_QUEUE,
  X_ROW,
  X_SEQUENCE,
  X_STATE,
  X_UE,
  X_UE_FLAGS,
  X_UL,
  X_USED_KENB,
} from '../model/layout.js';
import {
  CONGESTED,
  FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE,
  FORWARD_RELOCATION_COMPLETE_NOTIFICATION,
  FORWARD_RELOCATION_REQUEST,
  FORWARD_RELOCATION_RESPONSE,
  HANDOVER_CANCEL_ACKNOWLEDGE,
  RELOCATION_CANCEL_REQUEST,
  RELOCATION_CANCEL_RESPONSE,
  T_GUARD,
  T_NAS,
  T_OVERALL,
  T_REKEY,
  T_UE,
  UE_CONTEXT_RELEASE_COMMAND,
  UE_MOVE,
} from '../model/messages.js';
import {
  DEMAND_BIT,
  DETACH_KIND,
  end,
  INTER_MME_KIND,
  settle,
  settleRekeys,
  TAU_KIND,
} from '../model/progress.js';
import { blockKey, fateOf, rowKey, transferKey } from '../model/record.js';
import {
  akaRuns,
  clear,
  epoch,
  handoverCell,
  handoverConn,
  has,
  lastConn,
  meAsEksi,
  meConn,
  meDl,
  meEksi,
  meHas,
  meNcc,
  meSet,
  meSteps,
  meUl,
  peerRegion,
  set,
  setAkaRuns,
  setEpoch,
  setHandoverCell,
  setHandoverConn,
  setLastConn,
  setMeAsEksi,
  setMeDl,
  setMeEksi,
  setMeNcc,
  setMeSteps,
  setMeUl,
  setPeerRegion,
  setTargetCell,
  setTargetConn,
  setUeCell,
  setUeConn,
  targetCell,
  ueClear,
  ueConn,
  ueHas,
} from '../model/row.js';
import { judgeCountReuse } from '../oracle/agreement.js';
import { selects } from '../rules/ask.js';
import { rule08 } from '../rules/rule-08.js';
import { rule09 } from '../rules/rule-09.js';
import { asKasme, stepWith } from './chain.js';
import { goIdle } from './connection.js';
import { arriveAtTarget, clearHandover, handoverEnded } from './handover.js';
import { endNasHold } from './nas-retransmission.js';
import { dropTraffic, enqueue, Q_ANSWER, Q_CONTEXT, Q_DETACH, Q_SMC, take, withdraw } from './queue.js';
import { failPreparation, requestHandover, sendHandoverCommand } from './s1-handover.js';
import { dueContext } from './ue-context-modification.js';

/*
 * S1 handover to another MME (TS 23.401 5.5.1.2.2, TS 33.401 7.2.8.4.3). Source and target MME are two rows
 * in two regions; what passes between them is a transfer (layout.ts) that carries UE and epoch, so that a
 * late one is recognised. S10 is UDP: a cancel may overtake its request.
 */

/** Flags in word X_IDS: the response is positive; both security contexts are included. */
export const ACCEPTED = 1;
const BOTH = 2;

function ids(w: Int32Array, u: number, flags: number): number {
  const b = w[u + BLOCK];
  return epoch(w, b) | (handoverConn(w, b) << 8) | (lastConn(w, u) << 16) | (flags << 24);
}

/** Sends an S10 message without payload to the other end of the relocation. */
function signal(env: Env, u: number, kind: number, flags: number = 0): void {
  const { w } = env;
  const b = w[u + BLOCK];
  const x = env.transfer(w[u + UE_ID], kind, peerRegion(w, b), w[b + PEER_ROW]);
  w[x + X_FROM] = u;
  w[x + X_IDS] = ids(w, u, flags);
}

/** The row that a transfer is meant for, or 0 if that row is no longer this UE's, in this relocation. */
function addressed(env: Env, x: number): number {
  const { w } = env;
  const u = w[x + X_ROW];
  if (u !== 0 && has(w, u, ROW_USED) && w[u + UE_ID] === w[x + X_UE] && w[u + BLOCK] !== 0) {
    if (epoch(w, w[u + BLOCK]) === (w[x + X_IDS] & 0xff)) return u;
  }
  env.stale();
  return 0;
}

/** Source MME: FORWARD RELOCATION REQUEST. Rule 8 says what it carries. */
export function forwardRelocation(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const both = selects(env, u, rule08);
  stepWith(env, u, both ? asKasme(env, u) : rowKey(env, u, K_ME_NAS));
  // Connection identities go on counting when active blocks come and go, so this tells attempts apart.
  setEpoch(w, b, handoverConn(w, b));
  w[b + PEER_ROW] = 0;
  w[b + FORWARDED_DL] = meDl(w, u) | (meEksi(w, u) << 24);
  meSet(w, u, ME_FORWARDED);
  const x = env.transfer(w[u + UE_ID], FORWARD_RELOCATION_REQUEST, peerRegion(w, b), 0);
  w[x + X_FROM] = u;
  w[x + X_IDS] = ids(w, u, both ? BOTH : 0);
  w[x + X_CELL] = handoverCell(w, b);
  w[x + X_UL] = meUl(w, u) | (meEksi(w, u) << 24);
  w[x + X_DL] = meDl(w, u) | (meNcc(w, u) << 24) | (meAsEksi(w, u) << 28);
  w[x + X_STATE] = meSteps(w, u);
  w[x + X_SEQUENCE] = akaRuns(w, u);
  w[x + X_DRAWS] = w[u + DRAWS];
  keys.copy(w, transferKey(env, x, KX_NAS), rowKey(env, u, K_ME_NAS));
  keys.copy(w, transferKey(env, x, KX_NH), rowKey(env, u, K_ME_NH));
  if (both) keys.copy(w, transferKey(env, x, KX_AS), blockKey(env, u, K_ME_AS));
}

/** Target MME: takes a row for the UE (none free, or congested: refused), and asks its eNB. Rule 9 says what it keeps. */
export function onForwardRelocationRequest(env: Env, _u: number, m: number): void {
  const { w, keys } = env;
  const x = env.payload(m);
  const from = w[x + X_ORDER] >>> 24;
  const u = (fateOf(w, m) & CONGESTED) !== 0 ? 0 : env.admit(w[x + X_UE]);
  if (u === 0) {
    const answer = env.transfer(w[x + X_UE], FORWARD_RELOCATION_RESPONSE, from, w[x + X_FROM]);
    w[answer + X_FROM] = 0;
    w[answer + X_IDS] = w[x + X_IDS] & 0xffffff;
    return;
  }
  const b = w[u + BLOCK];
  const conn = (w[x + X_IDS] >>> 8) & 0xff;
  set(w, u, ME_REGISTERED | ME_CONNECTED | ME_AS | ME_NEEDS_SMC);
  setLastConn(w, u, w[x + X_IDS] >>> 16);
  setPeerRegion(w, b, from);
  w[b + PEER_ROW] = w[x + X_FROM];
  setEpoch(w, b, w[x + X_IDS]);
  setHandoverConn(w, b, conn);
  setHandoverCell(w, b, w[x + X_CELL]);
  setTargetConn(w, b, conn);
  setTargetCell(w, b, w[x + X_CELL]);
  setMeUl(w, u, w[x + X_UL]);
  setMeEksi(w, u, w[x + X_UL] >>> 24);
  setMeDl(w, u, w[x + X_DL]);
  setMeNcc(w, u, w[x + X_DL] >>> 24);
  setMeAsEksi(w, u, w[x + X_DL] >>> 28);
  setMeSteps(w, u, w[x + X_STATE]);
  setAkaRuns(w, u, w[x + X_SEQUENCE]);
  w[u + DRAWS] = w[x + X_DRAWS] ^ 0x800;
  keys.copy(w, rowKey(env, u, K_ME_NAS), transferKey(env, x, KX_NAS));
  keys.copy(w, rowKey(env, u, K_ME_NH), transferKey(env, x, KX_NH));
  if ((w[x + X_IDS] >>> 24) & BOTH) {
    set(w, u, ME_AS_OLD | ME_INHERITED);
    if (selects(env, u, rule09)) keys.copy(w, blockKey(env, u, K_ME_AS), transferKey(env, x, KX_AS));
    else clear(w, u, ME_AS_OLD | ME_INHERITED);
  }
  meSet(w, u, ME_HANDOVER | ME_TARGET);
  env.start(u, T_OVERALL, conn);
  requestHandover(env, u);
}

/** Target MME: says whether its eNB is prepared (flag ME_HANDOVER), and forgets the UE if not. */
export function answerForwardRelocation(env: Env, u: number): void {
  const accepted = meHas(env.w, u, ME_HANDOVER);
  signal(env, u, FORWARD_RELOCATION_RESPONSE, accepted ? ACCEPTED : 0);
  if (!accepted) releaseTarget(env, u);
}

/** Target: what was prepared is void. */
export function releaseTarget(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  env.stop(u, T_OVERALL);
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, handoverConn(w, b), 0, 0, 0);
  w[b + ME_FLAGS] = 0;
  setTargetConn(w, b, handoverConn(w, b));
  // A re-key that came along with the UE has no MME any more that would finish it.
  settleRekeys(env, u, FAILED);
  clear(w, u, ME_REGISTERED | ME_CONNECTED | ME_AS | ME_AS_OLD | ME_INHERITED);
}

/** Source MME: commands the handover, or learns that it failed; a late answer to a cancelled one is undone. */
export function onForwardRelocationResponse(env: Env, _u: number, m: number): void {
  const { w } = env;
  const x = env.payload(m);
  const accepted = ((w[x + X_IDS] >>> 24) & ACCEPTED) !== 0;
  const u = addressed(env, x);
  if (u !== 0 && meHas(w, u, ME_FORWARDED) && !meHas(w, u, ME_CANCELLING)) {
    w[w[u + BLOCK] + PEER_ROW] = w[x + X_FROM];
    if (accepted) sendHandoverCommand(env, u);
    else failPreparation(env, u);
  } else if (accepted) {
    const undo = env.transfer(w[x + X_UE], RELOCATION_CANCEL_REQUEST, w[x + X_ORDER] >>> 24, w[x + X_FROM]);
    w[undo + X_FROM] = w[x + X_ROW];
    w[undo + X_IDS] = w[x + X_IDS];
  }
}

/** Source MME: cancels the relocation at the target MME (whose row it may not know yet). */
export function cancelRelocation(env: Env, u: number): void {
  meSet(env.w, u, ME_CANCELLING);
  signal(env, u, RELOCATION_CANCEL_REQUEST);
}

/** Target MME: gives up what it prepared, if it has prepared anything; answers in any case. */
export function onRelocationCancelRequest(env: Env, _u: number, m: number): void {
  const { w } = env;
  const x = env.payload(m);
  const u = w[x + X_ROW] === 0 ? 0 : addressed(env, x);
  if (u !== 0 && meHas(w, u, ME_TARGET)) releaseTarget(env, u);
  const answer = env.transfer(w[x + X_UE], RELOCATION_CANCEL_RESPONSE, w[x + X_ORDER] >>> 24, w[x + X_FROM]);
  w[answer + X_FROM] = w[x + X_ROW];
  w[answer + X_IDS] = w[x + X_IDS];
}

/** Source MME: the cancel is done. */
export function onRelocationCancelResponse(env: Env, _u: number, m: number): void {
  const { w } = env;
  const u = addressed(env, env.payload(m));
  if (u === 0 || !meHas(w, u, ME_CANCELLING)) return;
  clearHandover(env, u);
  env.send(u, HANDOVER_CANCEL_ACKNOWLEDGE, meConn(w, u), handoverConn(w, w[u + BLOCK]), 0, 0);
  handoverEnded(env, u);
}

/**
 * UE: leaves for a cell of another region. One frame carries its part, with the queue that waits for it; the
 * row it leaves is a stub until the source is released.
 */
export function leaveRegion(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  if (ueHas(w, u, UE_TAU)) {
    // The TAU that follows the handover does for this one too.
    end(env, u, TAU, SUPERSEDED);
    settle(env, u, TAU_KIND, COMPLETED);
  }
  if (ueHas(w, u, UE_DETACHING)) {
    // The traffic event goes back to the queue, at the target.
    end(env, u, DETACH, SUPERSEDED);
    w[b + DEMAND] &= ~(1 << (DEMAND_BIT + DETACH_KIND));
  }
  if (!has(w, u, UE_AS_OLD)) settleRekeys(env, u, FAILED);
  env.stop(u, T_UE);
  const x = env.transfer(w[u + UE_ID], UE_MOVE, peerRegion(w, b), w[b + PEER_ROW]);
  w[x + X_FROM] = u;
  w[x + X_IDS] = ids(w, u, 0);
  w[x + X_CELL] = targetCell(w, b) | (ueConn(w, u) << 16);
  w[x + X_UL] = w[u + UE_UL];
  w[x + X_DL] = w[u + UE_DL];
  w[x + X_STATE] = w[u + STATE] & (UE_REGISTERED | UE_CONNECTED | UE_AS | UE_AS_OLD);
  w[x + X_SEQUENCE] = akaRuns(w, u);
  w[x + X_DRAWS] = w[u + DRAWS];
  w[x + X_BASIS] = w[u + UE_BASIS];
  for (let i = 0; i < 4; i++) w[x + X_USED_KENB + i] = w[u + USED_KENB + i];
  moveQueue(env, u, x);
  const mine = 1 << (DEMAND_BIT + INTER_MME_KIND);
  w[x + X_DEMAND] = w[b + DEMAND] & ~mine;
  w[b + DEMAND] &= mine;
  w[x + X_UE_FLAGS] = w[b + UE_FLAGS] & (UE_PENDING | UE_DETACHING);
  w[b + UE_FLAGS] = 0;
  keys.copy(w, transferKey(env, x, KX_UE_NAS), rowKey(env, u, K_UE_NAS));
  keys.copy(w, transferKey(env, x, KX_UE_KENB), rowKey(env, u, K_UE_KENB));
  keys.copy(w, transferKey(env, x, KX_UE_NH), rowKey(env, u, K_UE_NH));
  keys.copy(w, transferKey(env, x, KX_UE_PENDING), blockKey(env, u, K_UE_PENDING));
  keys.copy(w, transferKey(env, x, KX_UE_AS), blockKey(env, u, K_UE_AS));
  clear(w, u, UE_HERE | UE_REGISTERED | UE_CONNECTED | UE_AS | UE_AS_OLD);
}

/** Traffic that waits moves with the UE; what the source MME had in hand stays, and is superseded. */
function moveQueue(env: Env, u: number, x: number): void {
  const { w } = env;
  let moved = 0;
  for (let k = 0; k < length(w[u + QUEUE]); ) {
    const code = codeAt(w[u + QUEUE], k);
    if (code > Q_DETACH) k++;
    else {
      w[x + X_OFFERED + moved] = take(env, u, k);
      w[x + X_QUEUE] |= code << (4 * moved);
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
  for (let i = 0; i < 6; i++) {
    const code = (w[x + X_QUEUE] >>> (4 * i)) & 0xf;
    if (code !== 0) enqueue(env, u, code, w[x + X_OFFERED + i], 6);
  }
  if (ueHas(w, u, UE_DETACHING)) {
    // What it sent to the source MME has no answer: it detaches again.
    ueClear(w, u, UE_DETACHING);
    env.offered(DETACH);
    enqueue(env, u, Q_DETACH, env.stamp, 6);
  }
  // Too late: this MME has given up what it prepared, and a re-key that came along with it.
  if (!meHas(w, u, ME_TARGET)) settleRekeys(env, u, FAILED);
  if (prepared !== 0) arriveAtTarget(env, u);
  else goIdle(env, u);
}

/** Target MME: the UE came, but began anew before its handover was complete; the source may release it. */
export function arrivedOtherwise(env: Env, u: number): void {
  if (has(env.w, u, UE_HERE)) signal(env, u, FORWARD_RELOCATION_COMPLETE_NOTIFICATION);
}

/** Target MME: the UE is here. Its TAU is awaited; a re-key of AS that was pending goes on after that. */
export function completeRelocation(env: Env, u: number): void {
  const { w } = env;
  meSet(w, u, ME_AWAITS_TAU);
  env.start(u, T_GUARD, meConn(w, u));
  signal(env, u, FORWARD_RELOCATION_COMPLETE_NOTIFICATION);
  if (has(w, u, ME_AS_OLD)) dueContext(env, u);
  else settleRekeys(env, u, FAILED);
}

/** Source MME: the target MME has the UE. What this MME still had in hand is superseded. */
export function onRelocationComplete(env: Env, _u: number, m: number): void {
  const { w } = env;
  const u = addressed(env, env.payload(m));
  if (u === 0 || !meHas(w, u, ME_FORWARDED)) return;
  const b = w[u + BLOCK];
  endNasHold(env, u);
  // (With rule 6 off the KASME may be another one by now, and that has COUNTs of its own.)
  if (w[b + FORWARDED_DL] >>> 24 === meEksi(w, u)) {
    judgeCountReuse(env, u, w[b + FORWARDED_DL] & 0xffffff, meDl(w, u));
  }
  end(env, u, INTER_MME_HANDOVER, COMPLETED);
  settle(env, u, INTER_MME_KIND, COMPLETED);
  withdraw(env, u, Q_SMC);
  withdraw(env, u, Q_CONTEXT);
  withdraw(env, u, Q_ANSWER);
  dropTraffic(env, u, SUPERSEDED);
  end(env, u, AUTHENTICATION, SUPERSEDED);
  end(env, u, NAS_SMC, SUPERSEDED);
  end(env, u, UE_CONTEXT_MODIFICATION, SUPERSEDED);
  env.stop(u, T_NAS);
  env.stop(u, T_REKEY);
  env.stop(u, T_GUARD);
  signal(env, u, FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE);
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, meConn(w, u), 0, 0, 0);
  w[b + ME_FLAGS] = ME_RELEASING;
  clear(w, u, ME_REGISTERED | ME_AS | ME_AS_OLD | ME_INHERITED | ME_SMC_UNKNOWN);
}
