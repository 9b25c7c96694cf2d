import type { Env } from '../../model/env.js';
import {
  MME_AS,
  MME_AS_OLD,
  MME_AWAITS_TAU,
  MME_CANCELLING,
  MME_FORWARDED,
  MME_INHERITED,
  MME_REGISTERED,
  MME_RELEASING,
  MME_SMC_UNKNOWN,
} from '../../model/flags.js';
import {
  BLOCK,
  DRAWS,
  FORWARDED_DL,
  K_MME_AS,
  K_MME_NAS,
  K_MME_NH,
  KX_AS,
  KX_NAS,
  KX_NH,
  MME_FLAGS,
  PEER_ROW,
  X_CELL,
  X_DL,
  X_DRAWS,
  X_FROM,
  X_IDS,
  X_ORDER,
  X_ROW,
  X_SEQUENCE,
  X_STATE,
  X_UE,
  X_UL,
} from '../../model/layout.js';
import {
  FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE,
  FORWARD_RELOCATION_REQUEST,
  HANDOVER_CANCEL_ACKNOWLEDGE,
  RELOCATION_CANCEL_REQUEST,
  UE_CONTEXT_RELEASE_COMMAND,
} from '../../model/messages.js';
import { COMPLETED, SUPERSEDED } from '../../model/outcomes.js';
import { setOtherConn } from '../../model/payload.js';
import { AUTHENTICATION, INTER_MME_HANDOVER, UE_CONTEXT_MODIFICATION } from '../../model/procedures.js';
import { endNasSmc, endProcedure, endTraffic } from '../../model/progress.js';
import { Q_ANSWER, Q_CONTEXT, Q_SMC } from '../../model/queue-codes.js';
import { blockKey, isDuplicate, rowKey, transferKey } from '../../model/record.js';
import {
  akaRuns,
  clear,
  handoverCell,
  handoverConn,
  has,
  mmeAlgorithms,
  mmeAsEksi,
  mmeConn,
  mmeDl,
  mmeEksi,
  mmeHas,
  mmeNcc,
  mmeSet,
  mmeSteps,
  mmeUl,
  setEpoch,
} from '../../model/row.js';
import { T_CANCEL, T_GUARD, T_NAS, T_REKEY } from '../../model/timers.js';
import { INTER_MME_KIND } from '../../model/traffic.js';
import { judgeCountReuse } from '../../oracle/agreement.js';
import { selects } from '../../rules/ask.js';
import { guardInheritedContexts } from '../../rules/guard-inherited-contexts.js';
import { rule08 } from '../../rules/rule-08.js';
import { asKasme, stepWith } from '../mme/chain.js';
import { clearHandover, failPreparation, handoverEnded, sendHandoverCommand } from '../mme/handover.js';
import { endNasHold } from '../mme/nas-hold.js';
import { dropTraffic, withdraw } from '../queue.js';
import { ACCEPTED, addressed, BOTH, reply, signal } from '../transfer.js';
import { supersedeUnkeyed } from '../unkeyed-modification/mme.js';

/*
 * S1 handover to another MME (TS 23.401 5.5.1.2.2, TS 33.401 7.2.8.4.3). Source and target MME are two rows
 * in two regions; what passes between them is a transfer (layout.ts) that carries UE and epoch, so that a
 * late one is recognised. S10 is UDP: a cancel may overtake its request, and what was lost is sent again. A request
 * that has arrived before is answered again, and acted on never (TS 29.274 7.6).
 */

/** Source MME: FORWARD RELOCATION REQUEST. Rule 8 says what it carries, and a guard where this MME inherited it. */
export function forwardRelocation(env: Env, u: number): void {
  const { w, keys } = env;
  const b = w[u + BLOCK];
  const inherited = has(w, u, MME_INHERITED);
  const both = inherited ? selects(env, u, guardInheritedContexts) : selects(env, u, rule08);
  stepWith(env, u, both ? asKasme(env, u) : rowKey(env, u, K_MME_NAS));
  // Connection identities go on counting when active blocks come and go, so this tells attempts apart.
  setEpoch(w, b, handoverConn(w, b));
  w[b + PEER_ROW] = 0;
  w[b + FORWARDED_DL] = mmeDl(w, u) | (mmeEksi(w, u) << 24);
  mmeSet(w, u, MME_FORWARDED);
  const x = signal(env, u, FORWARD_RELOCATION_REQUEST, both ? BOTH : 0);
  w[x + X_CELL] = handoverCell(w, b);
  w[x + X_UL] = mmeUl(w, u) | (mmeEksi(w, u) << 24);
  w[x + X_DL] = mmeDl(w, u) | (mmeNcc(w, u) << 24) | (mmeAsEksi(w, u) << 28);
  w[x + X_STATE] = mmeSteps(w, u) | (mmeAlgorithms(w, u) << 3);
  w[x + X_SEQUENCE] = akaRuns(w, u);
  w[x + X_DRAWS] = w[u + DRAWS];
  keys.copy(w, transferKey(env, x, KX_NAS), rowKey(env, u, K_MME_NAS));
  keys.copy(w, transferKey(env, x, KX_NH), rowKey(env, u, K_MME_NH));
  if (both) keys.copy(w, transferKey(env, x, KX_AS), blockKey(env, u, K_MME_AS));
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

/** Source MME: the cancel is done. */
export function onRelocationCancelResponse(env: Env, _u: number, m: number): void {
  const { w } = env;
  const u = addressed(env, env.payload(m));
  if (u !== 0 && mmeHas(w, u, MME_CANCELLING)) completeCancel(env, u);
}

/** Source MME: the relocation is cancelled, whether the target MME has answered or not. */
export function completeCancel(env: Env, u: number): void {
  const { w } = env;
  env.stop(u, T_CANCEL);
  // They share a slot.
  if (mmeHas(w, u, MME_AWAITS_TAU)) env.start(u, T_GUARD, mmeConn(w, u));
  clearHandover(env, u);
  const answer = env.send(u, HANDOVER_CANCEL_ACKNOWLEDGE, mmeConn(w, u));
  setOtherConn(w, answer, handoverConn(w, w[u + BLOCK]));
  handoverEnded(env, u);
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
  endProcedure(env, u, INTER_MME_HANDOVER, COMPLETED);
  endTraffic(env, u, INTER_MME_KIND, COMPLETED);
  withdraw(env, u, Q_SMC);
  withdraw(env, u, Q_CONTEXT);
  withdraw(env, u, Q_ANSWER);
  dropTraffic(env, u, SUPERSEDED);
  endProcedure(env, u, AUTHENTICATION, SUPERSEDED);
  endNasSmc(env, u, SUPERSEDED);
  endProcedure(env, u, UE_CONTEXT_MODIFICATION, SUPERSEDED);
  supersedeUnkeyed(env, u);
  env.stop(u, T_NAS);
  env.stop(u, T_REKEY);
  env.stop(u, T_GUARD);
  signal(env, u, FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE);
  env.send(u, UE_CONTEXT_RELEASE_COMMAND, mmeConn(w, u));
  w[b + MME_FLAGS] = MME_RELEASING;
  clear(w, u, MME_REGISTERED | MME_AS | MME_AS_OLD | MME_INHERITED | MME_SMC_UNKNOWN);
}
