import type { Env } from '../../model/env.js';
import {
  MME_ACCEPTED,
  MME_AS,
  MME_AS_OLD,
  MME_AWAITS_TAU,
  MME_CONNECTED,
  MME_HANDOVER,
  MME_INHERITED,
  MME_NEEDS_SMC,
  MME_REGISTERED,
  MME_TARGET,
} from '../../model/flags.js';
import {
  BLOCK,
  K_MME_AS,
  K_MME_NAS,
  K_MME_NH,
  KX_AS,
  KX_NAS,
  KX_NH,
  MME_FLAGS,
  X_CELL,
  X_DL,
  X_IDS,
  X_ROW,
  X_STATE,
  X_UL,
} from '../../model/layout.js';
import {
  CONGESTED,
  FORWARD_RELOCATION_COMPLETE_NOTIFICATION,
  FORWARD_RELOCATION_RESPONSE,
  RELOCATION_CANCEL_RESPONSE,
  UE_CONTEXT_RELEASE_COMMAND,
} from '../../model/messages.js';
import { FAILED } from '../../model/outcomes.js';
import { endRekeys } from '../../model/progress.js';
import { blockKey, fateOf, isDuplicate, rowKey, transferKey } from '../../model/record.js';
import {
  clear,
  handoverConn,
  has,
  mmeConn,
  mmeHas,
  mmeSet,
  set,
  setHandoverCell,
  setHandoverConn,
  setMmeAlgorithms,
  setMmeAsEksi,
  setMmeDl,
  setMmeEksi,
  setMmeNcc,
  setMmeSteps,
  setMmeUl,
} from '../../model/row.js';
import { T_GUARD, T_OVERALL } from '../../model/timers.js';
import { selects } from '../../rules/ask.js';
import { rule09 } from '../../rules/rule-09.js';
import { requestHandover } from '../mme/handover.js';
import { dueContext } from '../mme/rekey.js';
import { ACCEPTED, addressed, admitTarget, BOTH, nameTarget, reply, signal } from '../transfer.js';

/** Target MME: takes a row for the UE (none free, or congested: refused), and asks its eNB. Rule 9 says what it keeps. */
export function onForwardRelocationRequest(env: Env, _u: number, m: number): void {
  const { w, keys } = env;
  const x = env.payload(m);
  if (isDuplicate(w, m)) return answerAgain(env, x);
  const u = (fateOf(w, m) & CONGESTED) !== 0 ? 0 : admitTarget(env, x);
  if (u === 0) return reply(env, x, FORWARD_RELOCATION_RESPONSE, 0);
  const b = w[u + BLOCK];
  const conn = (w[x + X_IDS] >>> 8) & 0xff;
  set(w, u, MME_REGISTERED | MME_CONNECTED | MME_AS | MME_NEEDS_SMC);
  setHandoverConn(w, b, conn);
  setHandoverCell(w, b, w[x + X_CELL]);
  setMmeUl(w, u, w[x + X_UL]);
  setMmeEksi(w, u, w[x + X_UL] >>> 24);
  setMmeDl(w, u, w[x + X_DL]);
  setMmeNcc(w, u, w[x + X_DL] >>> 24);
  setMmeAsEksi(w, u, w[x + X_DL] >>> 28);
  setMmeSteps(w, u, w[x + X_STATE]);
  setMmeAlgorithms(w, u, (w[x + X_STATE] >>> 3) & 1);
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
 * answer again, if there is one yet, to who asks: the UE may be in another handover by now. What has been given up
 * meanwhile was refused, or cancelled by who asks.
 */
function answerAgain(env: Env, x: number): void {
  const { w } = env;
  const u = w[x + X_ROW] === 0 ? 0 : addressed(env, x);
  if (u === 0 || !has(w, u, MME_REGISTERED)) return reply(env, x, FORWARD_RELOCATION_RESPONSE, 0);
  if (!mmeHas(w, u, MME_TARGET) || mmeHas(w, u, MME_ACCEPTED))
    reply(env, x, FORWARD_RELOCATION_RESPONSE, ACCEPTED);
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
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, handoverConn(w, b));
  w[b + MME_FLAGS] = 0;
  nameTarget(w, u);
  // A re-key that came along with the UE has no MME any more that would finish it.
  endRekeys(env, u, FAILED);
  clear(w, u, MME_REGISTERED | MME_CONNECTED | MME_AS | MME_AS_OLD | MME_INHERITED);
}

/** Target MME: gives up what it prepared, if it has prepared anything; answers in any case. */
export function onRelocationCancelRequest(env: Env, _u: number, m: number): void {
  const { w } = env;
  const x = env.payload(m);
  const u = w[x + X_ROW] === 0 || isDuplicate(w, m) ? 0 : addressed(env, x);
  if (u !== 0 && mmeHas(w, u, MME_TARGET)) releaseTarget(env, u);
  reply(env, x, RELOCATION_CANCEL_RESPONSE, w[x + X_IDS] >>> 24);
}

/** Target MME: the UE is here. Its TAU is awaited; a re-key of AS that was pending goes on after that. */
export function completeRelocation(env: Env, u: number): void {
  const { w } = env;
  mmeSet(w, u, MME_AWAITS_TAU);
  env.start(u, T_GUARD, mmeConn(w, u));
  signal(env, u, FORWARD_RELOCATION_COMPLETE_NOTIFICATION);
  if (has(w, u, MME_AS_OLD)) dueContext(env, u);
  else endRekeys(env, u, FAILED);
}
