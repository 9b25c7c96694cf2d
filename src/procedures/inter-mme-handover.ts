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
  MME_ACCEPTED,
  MME_AS,
  MME_AS_OLD,
  MME_AWAITS_TAU,
  MME_CANCELLING,
  MME_CONNECTED,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_INHERITED,
  MME_NEEDS_SMC,
  MME_REGISTERED,
  MME_RELEASING,
  MME_SMC_UNKNOWN,
  MME_TARGET,
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
  K_MME_AS,
  K_MME_NAS,
  K_MME_NH,
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
  MME_FLAGS,
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
import { appended, codeAt, length } from '../model/queue-word.js';
import { blockKey, fateOf, isDuplicate, rowKey, transferKey } from '../model/record.js';
import {
  akaRuns,
  clear,
  epoch,
  handoverCell,
  handoverConn,
  has,
  lastConn,
  mmeAsEksi,
  mmeConn,
  mmeDl,
  mmeEksi,
  mmeHas,
  mmeNcc,
  mmeSet,
  mmeSteps,
  mmeUl,
  peerRegion,
  set,
  setAkaRuns,
  setEpoch,
  setHandoverCell,
  setHandoverConn,
  setLastConn,
  setMmeAsEksi,
  setMmeDl,
  setMmeEksi,
  setMmeNcc,
  setMmeSteps,
  setMmeUl,
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
 * late one is recognised. S10 is UDP: a cancel may overtake its request, and what was lost is sent again. A request
 * that has arrived before is answered again, and acted on never (TS 29.274 7.6).
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

/** Answers S10 request x in its own terms: also where nothing is known of it any more. */
function reply(env: Env, x: number, kind: number, flags: number): void {
  const { w } = env;
  const answer = env.transfer(w[x + X_UE], kind, w[x + X_ORDER] >>> 24, w[x + X_FROM]);
  w[answer + X_FROM] = w[x + X_ROW];
  w[answer + X_IDS] = (w[x + X_IDS] & 0xffffff) | (flags << 24);
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
  stepWith(env, u, both ? asKasme(env, u) : rowKey(env, u, K_MME_NAS));
  // Connection identities go on counting when active blocks come and go, so this tells attempts apart.
  setEpoch(w, b, handoverConn(w, b));
  w[b + PEER_ROW] = 0;
  w[b + FORWARDED_DL] = mmeDl(w, u) | (mmeEksi(w, u) << 24);
  mmeSet(w, u, MME_FORWARDED);
  const x = env.transfer(w[u + UE_ID], FORWARD_RELOCATION_REQUEST, peerRegion(w, b), 0);
  w[x + X_FROM] = u;
  w[x + X_IDS] = ids(w, u, both ? BOTH : 0);
  w[x + X_CELL] = handoverCell(w, b);
  w[x + X_UL] = mmeUl(w, u) | (mmeEksi(w, u) << 24);
  w[x + X_DL] = mmeDl(w, u) | (mmeNcc(w, u) << 24) | (mmeAsEksi(w, u) << 28);
  w[x + X_STATE] = mmeSteps(w, u);
  w[x + X_SEQUENCE] = akaRuns(w, u);
  w[x + X_DRAWS] = w[u + DRAWS];
  keys.copy(w, transferKey(env, x, KX_NAS), rowKey(env, u, K_MME_NAS));
  keys.copy(w, transferKey(env, x, KX_NH), rowKey(env, u, K_MME_NH));
  if (both) keys.copy(w, transferKey(env, x, KX_AS), blockKey(env, u, K_MME_AS));
}

/** Target MME: takes a row for the UE (none free, or congested: refused), and asks its eNB. Rule 9 says what it keeps. */
export function onForwardRelocationRequest(env: Env, _u: number, m: number): void {
  const { w, keys } = env;
  const x = env.payload(m);
  if (isDuplicate(w, m)) return answerAgain(env, x);
  const from = w[x + X_ORDER] >>> 24;
  const u = (fateOf(w, m) & CONGESTED) !== 0 ? 0 : env.admit(w[x + X_UE]);
  if (u === 0) return reply(env, x, FORWARD_RELOCATION_RESPONSE, 0);
  const b = w[u + BLOCK];
  const conn = (w[x + X_IDS] >>> 8) & 0xff;
  set(w, u, MME_REGISTERED | MME_CONNECTED | MME_AS | MME_NEEDS_SMC);
  setLastConn(w, u, w[x + X_IDS] >>> 16);
  setPeerRegion(w, b, from);
  w[b + PEER_ROW] = w[x + X_FROM];
  setEpoch(w, b, w[x + X_IDS]);
  setHandoverConn(w, b, conn);
  setHandoverCell(w, b, w[x + X_CELL]);
  setTargetConn(w, b, conn);
  setTargetCell(w, b, w[x + X_CELL]);
  setMmeUl(w, u, w[x + X_UL]);
  setMmeEksi(w, u, w[x + X_UL] >>> 24);
  setMmeDl(w, u, w[x + X_DL]);
  setMmeNcc(w, u, w[x + X_DL] >>> 24);
  setMmeAsEksi(w, u, w[x + X_DL] >>> 28);
  setMmeSteps(w, u, w[x + X_STATE]);
  setAkaRuns(w, u, w[x + X_SEQUENCE]);
  w[u + DRAWS] = w[x + X_DRAWS] ^ 0x800;
  keys.copy(w, rowKey(env, u, K_MME_NAS), transferKey(env, x, KX_NAS));
  keys.copy(w, rowKey(env, u, K_MME_NH), transferKey(env, x, KX_NH));
  if ((w[x + X_IDS] >>> 24) & BOTH) {
    set(w, u, MME_AS_OLD | MME_INHERITED);
    if (selects(env, u, rule09)) keys.copy(w, blockKey(env, u, K_MME_AS), transferKey(env, x, KX_AS));
    else clear(w, u, MME_AS_OLD | MME_INHERITED);
  }
  mmeSet(w, u, MME_HANDOVER | MME_TARGET);
  env.start(u, T_OVERALL, conn);
  requestHandover(env, u);
}

/**
 * Target MME: FORWARD RELOCATION REQUEST x has come before, and the row that was taken for it is in X_ROW. The same
 * answer again, if there is one yet. What has been given up meanwhile was refused, or cancelled by who asks.
 */
function answerAgain(env: Env, x: number): void {
  const { w } = env;
  const u = w[x + X_ROW] === 0 ? 0 : addressed(env, x);
  if (u === 0 || !has(w, u, MME_REGISTERED)) return reply(env, x, FORWARD_RELOCATION_RESPONSE, 0);
  if (!mmeHas(w, u, MME_TARGET) || mmeHas(w, u, MME_ACCEPTED))
    signal(env, u, FORWARD_RELOCATION_RESPONSE, ACCEPTED);
}

/** Target MME: says whether its eNB is prepared (flag MME_HANDOVER), and forgets the UE if not. */
export function answerForwardRelocation(env: Env, u: number): void {
  const accepted = mmeHas(env.w, u, MME_HANDOVER);
  signal(env, u, FORWARD_RELOCATION_RESPONSE, accepted ? ACCEPTED : 0);
  if (accepted) mmeSet(env.w, u, MME_ACCEPTED);
  else releaseTarget(env, u);
}

/** Target: what was prepared is void. */
export function releaseTarget(env: Env, u: number): void {
  const { w } = env;
  const b = w[u + BLOCK];
  env.stop(u, T_OVERALL);
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, handoverConn(w, b), 0, 0, 0);
  w[b + MME_FLAGS] = 0;
  setTargetConn(w, b, handoverConn(w, b));
  // A re-key that came along with the UE has no MME any more that would finish it.
  settleRekeys(env, u, FAILED);
  clear(w, u, MME_REGISTERED | MME_CONNECTED | MME_AS | MME_AS_OLD | MME_INHERITED);
}

/** Source MME: commands the handover, or learns that it failed; a late answer to a cancelled one is undone. */
export function onForwardRelocationResponse(env: Env, _u: number, m: number): void {
  const { w } = env;
  const x = env.payload(m);
  const accepted = ((w[x + X_IDS] >>> 24) & ACCEPTED) !== 0;
  const u = addressed(env, x);
  if (u !== 0 && mmeHas(w, u, MME_FORWARDED) && !mmeHas(w, u, MME_CANCELLING)) {
    // One that says yes for the second time changes nothing.
    if (w[w[u + BLOCK] + PEER_ROW] !== 0) return;
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
  mmeSet(env.w, u, MME_CANCELLING);
  signal(env, u, RELOCATION_CANCEL_REQUEST);
}

/** Target MME: gives up what it prepared, if it has prepared anything; answers in any case. */
export function onRelocationCancelRequest(env: Env, _u: number, m: number): void {
  const { w } = env;
  const x = env.payload(m);
  const u = w[x + X_ROW] === 0 || isDuplicate(w, m) ? 0 : addressed(env, x);
  if (u !== 0 && mmeHas(w, u, MME_TARGET)) releaseTarget(env, u);
  reply(env, x, RELOCATION_CANCEL_RESPONSE, w[x + X_IDS] >>> 24);
}

/** Source MME: the cancel is done. */
export function onRelocationCancelResponse(env: Env, _u: number, m: number): void {
  const { w } = env;
  const u = addressed(env, env.payload(m));
  if (u === 0 || !mmeHas(w, u, MME_CANCELLING)) return;
  clearHandover(env, u);
  env.send(u, HANDOVER_CANCEL_ACKNOWLEDGE, mmeConn(w, u), handoverConn(w, w[u + BLOCK]), 0, 0);
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
  for (let i = 0; i < 6; i++) {
    const code = codeAt(w[x + X_QUEUE], i);
    if (code !== 0) enqueue(env, u, code, w[x + X_OFFERED + i], 6);
  }
  if (ueHas(w, u, UE_DETACHING)) {
    // What it sent to the source MME has no answer: it detaches again.
    ueClear(w, u, UE_DETACHING);
    env.offered(DETACH);
    enqueue(env, u, Q_DETACH, env.stamp, 6);
  }
  // Too late: this MME has given up what it prepared, and a re-key that came along with it.
  if (!mmeHas(w, u, MME_TARGET)) settleRekeys(env, u, FAILED);
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
  mmeSet(w, u, MME_AWAITS_TAU);
  env.start(u, T_GUARD, mmeConn(w, u));
  signal(env, u, FORWARD_RELOCATION_COMPLETE_NOTIFICATION);
  if (has(w, u, MME_AS_OLD)) dueContext(env, u);
  else settleRekeys(env, u, FAILED);
}

/** Source MME: the target MME has the UE. What this MME still had in hand is superseded. */
export function onRelocationComplete(env: Env, _u: number, m: number): void {
  const { w } = env;
  const x = env.payload(m);
  const u = isDuplicate(w, m) ? 0 : addressed(env, x);
  if (u === 0 || !mmeHas(w, u, MME_FORWARDED)) {
    return reply(env, x, FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE, 0);
  }
  const b = w[u + BLOCK];
  endNasHold(env, u);
  // (With rule 6 off the KASME may be another one by now, and that has COUNTs of its own.)
  if (w[b + FORWARDED_DL] >>> 24 === mmeEksi(w, u)) {
    judgeCountReuse(env, u, w[b + FORWARDED_DL] & 0xffffff, mmeDl(w, u));
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
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, mmeConn(w, u), 0, 0, 0);
  w[b + MME_FLAGS] = MME_RELEASING;
  clear(w, u, MME_REGISTERED | MME_AS | MME_AS_OLD | MME_INHERITED | MME_SMC_UNKNOWN);
}
