import type { Env } from '../model/env.js';
import {
  BROKEN_AS,
  BROKEN_CHAIN,
  BROKEN_NAS,
  BROKEN_REPLAY,
  MME_AS,
  MME_AS_OLD,
  UE_AS,
  UE_AS_OLD,
  UE_HERE,
} from '../model/flags.js';
import { AS_AGREEMENT, CHAIN_AGREEMENT, FALSE_REPLAY, NAS_AGREEMENT, REUSE } from '../model/invariants.js';
import { K_MME_AS, K_MME_NAS, K_MME_NH, K_UE_AS, K_UE_NAS, K_UE_NH, USED_KENB } from '../model/layout.js';
import { blockKey, rowKey } from '../model/record.js';
import { clear, has, mmeNcc, set, ueNcc } from '../model/row.js';

/*
 * The oracle: it compares what the parties really hold, at the moment both ends have activated it, and counts
 * each disagreement once, at its onset. It never changes what the parties hold.
 */

function judge(env: Env, u: number, agree: boolean, broken: number, invariant: number): void {
  const { w } = env;
  if (agree !== has(w, u, broken)) return;
  if (agree) clear(w, u, broken);
  else {
    set(w, u, broken);
    env.violation(u, invariant);
  }
}

/** AS agreement: the key an RRC message was protected with is the one its receiver holds. */
export function judgeAs(env: Env, u: number, agree: boolean): void {
  judge(env, u, agree, BROKEN_AS, AS_AGREEMENT);
}

/** NAS agreement: a NAS message verifies under the KASME in use at its receiver. */
export function judgeNas(env: Env, u: number, agree: boolean): void {
  judge(env, u, agree, BROKEN_NAS, NAS_AGREEMENT);
}

/** No false replay: the UE discards (true) or accepts (false) a genuine downlink NAS message. */
export function judgeReplay(env: Env, u: number, discarded: boolean): void {
  judge(env, u, !discarded, BROKEN_REPLAY, FALSE_REPLAY);
}

/**
 * Chain agreement: the {NH, NCC} at `nh` is the one the UE would step to, and the MME's KASME for the next
 * step is the one that the UE's AS runs on. `scratch` is a key that may be overwritten.
 */
export function judgeChain(env: Env, u: number, nh: number, ncc: number, scratch: number): void {
  const { w, keys } = env;
  // While the connection is being released, one of them has dropped its AS context already.
  if (!has(w, u, UE_HERE) || !has(w, u, UE_AS) || !has(w, u, MME_AS)) return;
  const ueBase = has(w, u, UE_AS_OLD) ? blockKey(env, u, K_UE_AS) : rowKey(env, u, K_UE_NAS);
  const mmeBase = has(w, u, MME_AS_OLD) ? blockKey(env, u, K_MME_AS) : rowKey(env, u, K_MME_NAS);
  const before = keys.derivations;
  keys.copy(w, scratch, rowKey(env, u, K_UE_NH));
  for (let n = ueNcc(w, u); n !== ncc; n = (n + 1) & 7) keys.nh(w, scratch, ueBase, scratch);
  keys.derivations = before;
  judge(env, u, keys.equal(w, ueBase, mmeBase) && keys.equal(w, scratch, nh), BROKEN_CHAIN, CHAIN_AGREEMENT);
}

/** Chain agreement of the {NH, NCC} that the MME keeps. */
export function judgeChainOfMme(env: Env, u: number, scratch: number): void {
  judgeChain(env, u, rowKey(env, u, K_MME_NH), mmeNcc(env.w, u), scratch);
}

/** The UE is switched off and on again: what was broken about its old NAS security context is over. */
export function forgetNas(env: Env, u: number): void {
  clear(env.w, u, BROKEN_NAS);
}

/**
 * No reuse: a KeNB goes into AS use at the UE that was one of the last two in use. (A KeNB comes from a
 * one-way chain, so only the same basis taken twice can bring one back, and that comes back soon.)
 */
export function judgeKenbUse(env: Env, u: number, kenb: number): void {
  const { w } = env;
  const used = u + USED_KENB;
  const low = w[kenb];
  const high = w[kenb + 1];
  if ((w[used] === low && w[used + 1] === high) || (w[used + 2] === low && w[used + 3] === high)) {
    env.violation(u, REUSE);
  }
  w[used + 2] = w[used];
  w[used + 3] = w[used + 1];
  w[used] = low;
  w[used + 1] = high;
}

/** No reuse: the source MME sent under a COUNT that the target MME will use again with the same key. */
export function judgeCountReuse(env: Env, u: number, forwarded: number, used: number): void {
  if (used !== forwarded) env.violation(u, REUSE);
}
