import type { Env } from '../../model/env.js';
import {
  MME_AS_OLD,
  MME_INHERITED,
  MME_MODIFICATION,
  MME_PAIR,
  MME_SMC,
  MME_SMC_NEW,
} from '../../model/flags.js';
import { K_MME_AS, K_MME_NAS, K_MME_NEW, K_MME_NEW_NH, K_MME_NH, K_MME_PENDING } from '../../model/layout.js';
import { blockKey, rowKey } from '../../model/record.js';
import {
  has,
  mmeHas,
  mmeNcc,
  mmePairSteps,
  mmeSteps,
  setMmeNcc,
  setMmePairSteps,
  setMmeSteps,
} from '../../model/row.js';
import { selects } from '../../rules/ask.js';
import { rule03 } from '../../rules/rule-03.js';
import { rule09 } from '../../rules/rule-09.js';

/*
 * The MME's key chain {NH, NCC} (TS 33.401 7.2.8).
 */

/** A path switch tells that the UE consumed the pair that the source eNB held, if it held one. */
export function consumePair(w: Int32Array, u: number): void {
  if (has(w, u, MME_PAIR)) setMmeSteps(w, u, mmePairSteps(w, u));
}

/**
 * Bit 0 of the rules, where a verification looks at the other reading of rule 3: that it ends when UE CONTEXT
 * MODIFICATION REQUEST is sent, and not when that has succeeded.
 */
export const ENDS_AT_REQUEST = 1;

/** Steps NH for HANDOVER REQUEST or PATH SWITCH REQUEST ACKNOWLEDGE: rules 3 and 9 choose the KASME. */
export function stepChain(env: Env, u: number): void {
  const { w } = env;
  if ((env.rules & ENDS_AT_REQUEST) !== 0 && mmeHas(w, u, MME_MODIFICATION)) return stepNewChain(env, u);
  const keep = has(w, u, MME_INHERITED) ? selects(env, u, rule09) : selects(env, u, rule03);
  stepWith(env, u, keep ? asKasme(env, u) : newestKasme(env, u));
}

/** Steps the chain that an outstanding UE context modification leads to, as if it had succeeded. */
function stepNewChain(env: Env, u: number): void {
  const { w, keys } = env;
  keys.copy(w, rowKey(env, u, K_MME_NH), blockKey(env, u, K_MME_NEW_NH));
  setMmeNcc(w, u, 1);
  setMmeSteps(w, u, 1);
  stepWith(env, u, blockKey(env, u, K_MME_NEW));
}

/** Steps NH with a KASME. */
export function stepWith(env: Env, u: number, kasme: number): void {
  const { w, keys } = env;
  const nh = rowKey(env, u, K_MME_NH);
  keys.nh(w, nh, kasme, nh);
  setMmeNcc(w, u, mmeNcc(w, u) + 1);
  setMmeSteps(w, u, mmeSteps(w, u) + 1);
  setMmePairSteps(w, u, mmePairSteps(w, u) + 1);
}

/** The KASME that AS runs on. */
export function asKasme(env: Env, u: number): number {
  return has(env.w, u, MME_AS_OLD) ? blockKey(env, u, K_MME_AS) : rowKey(env, u, K_MME_NAS);
}

/** The newest KASME the MME knows: the one of an SMC that runs, else the one in NAS use. */
function newestKasme(env: Env, u: number): number {
  return mmeHas(env.w, u, MME_SMC) && mmeHas(env.w, u, MME_SMC_NEW)
    ? blockKey(env, u, K_MME_PENDING)
    : rowKey(env, u, K_MME_NAS);
}
