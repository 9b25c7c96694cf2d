import type { Env } from '../model/env.js';
import { MME_HELD_INTER } from '../model/flags.js';
import { BLOCK, HELD_BY, HELD_SINCE, OFFERED, QUEUE } from '../model/layout.js';
import { FAILED, REFUSED_OFFER } from '../model/outcomes.js';
import {
  AUTHENTICATION,
  DETACH,
  DL_NAS,
  INITIAL_CONTEXT_SETUP,
  INTER_MME_HANDOVER,
  S1_HANDOVER,
  TAU,
  UE_CONTEXT_RELEASE,
  UL_NAS,
  X2_HANDOVER,
} from '../model/procedures.js';
import { codeAt, length, push, removeAt } from '../model/queue-word.js';
import { mmeHas } from '../model/row.js';
import { VERDICT_HOLD } from '../model/verdicts.js';
import type { Rule } from '../rules/rule.js';
import { RULES } from '../rules/table.js';

/*
 * The UE's procedure queue. Entries are intents: traffic that cannot start yet, and steps of procedures that
 * are due but held. What an intent means in keys is resolved when it starts.
 *
 * Codes 1 to 11 are the traffic kinds plus 1; the others are steps at the MME.
 */

export const Q_ATTACH = 1;

export const Q_SERVICE_REQUEST = 2;

export const Q_TAU = 3;

export const Q_REKEY = 4;

export const Q_X2 = 5;

export const Q_S1 = 6;

export const Q_INTER_MME = 7;

export const Q_DOWNLINK = 8;

export const Q_UPLINK = 9;

export const Q_RELEASE = 10;

export const Q_DETACH = 11;

/** NAS security mode control: the pending KASME if there is one, else the current one again. */
export const Q_SMC = 12;

/** A KeNB for the eNB: initial context setup if there is no AS context yet, else UE context modification. */
export const Q_CONTEXT = 13;

/** Answer to a TAU or detach of the UE. */
export const Q_ANSWER = 14;

/** HANDOVER REQUEST, FORWARD RELOCATION REQUEST or PATH SWITCH REQUEST ACKNOWLEDGE to be sent. */
export const Q_HANDOVER = 15;

/** Entries of the queue that traffic may fill; the rest is kept for steps of running procedures. */
export const TRAFFIC_PLACES = 3;

/** The procedure that waits while a traffic entry waits, by code. */
export const PROCEDURE_OF: readonly number[] = [
  -1,
  AUTHENTICATION,
  INITIAL_CONTEXT_SETUP,
  TAU,
  AUTHENTICATION,
  X2_HANDOVER,
  S1_HANDOVER,
  INTER_MME_HANDOVER,
  DL_NAS,
  UL_NAS,
  UE_CONTEXT_RELEASE,
  DETACH,
];

/*
 * Five bits of HELD_BY for each entry: which of up to three rules have been asked, and which of them holds it (from 1
 * on; 0: none).
 */
const HOLD_BITS = 5;
const ENTRY = 0x1f;
const HOLDER = 3;
const HOLDER_SHIFT = 3;

/** The rule that may hold an entry, by its place (0 to 2); only some have more than one. */
function ruleThatHolds(w: Int32Array, u: number, code: number, which: number): number {
  switch (code) {
    case Q_X2:
    case Q_S1:
    case Q_INTER_MME:
      return 5;
    case Q_SMC:
      return which === 0 ? 2 : 10;
    case Q_CONTEXT:
      return 1;
    case Q_HANDOVER:
      if (!mmeHas(w, u, MME_HELD_INTER)) return 11;
      return which === 0 ? 6 : 7;
    case Q_DOWNLINK:
      return which === 0 ? 10 : 14;
    case Q_ANSWER:
      return which === 0 ? 10 : 15;
    default:
      return 10;
  }
}

export function isQueued(w: Int32Array, u: number, code: number): boolean {
  return find(w, u, code) >= 0;
}

/** Place of the oldest entry of a code, or -1. */
export function find(w: Int32Array, u: number, code: number): number {
  const word = w[u + QUEUE];
  const n = length(word);
  for (let k = 0; k < n; k++) if (codeAt(word, k) === code) return k;
  return -1;
}

/** Appends an entry that was offered at `since`. False: the queue is full. */
export function enqueue(env: Env, u: number, code: number, since: number, limit: number): boolean {
  const { w } = env;
  const k = length(w[u + QUEUE]);
  if (!push(w, u + QUEUE, code, limit)) return false;
  const b = w[u + BLOCK];
  w[b + OFFERED + k] = since;
  w[b + HELD_BY] &= ~(ENTRY << (HOLD_BITS * k));
  return true;
}

/** Appends a step of a running procedure; a waiting traffic event makes room, refused, if there is none. */
export function enqueueStep(env: Env, u: number, code: number): void {
  const { w } = env;
  if (enqueue(env, u, code, env.stamp, 6)) return;
  for (let k = length(w[u + QUEUE]) - 1; k >= 0; k--) {
    const victim = codeAt(w[u + QUEUE], k);
    if (victim > Q_DETACH) continue;
    const since = take(env, u, k);
    env.ended(PROCEDURE_OF[victim], REFUSED_OFFER, since);
    env.demand(victim - 1, FAILED);
    enqueue(env, u, code, env.stamp, 6);
    return;
  }
}

const holderOf = (bits: number, k: number): number => (bits >>> (HOLD_BITS * k + HOLDER_SHIFT)) & HOLDER;

/** Closes the hold of entry k if the rule that holds it does not apply any more (whatever else it waits for). */
export function refreshHold(env: Env, u: number, k: number): void {
  const { w } = env;
  const at = w[u + BLOCK] + HELD_BY;
  const holder = holderOf(w[at], k);
  if (holder === 0) return;
  const rule = ruleThatHolds(w, u, codeAt(w[u + QUEUE], k), holder - 1);
  if (RULES[rule - 1].applies(w, u)) return;
  env.held(rule, w[w[u + BLOCK] + HELD_SINCE + k]);
  w[at] &= ~(HOLDER << (HOLD_BITS * k + HOLDER_SHIFT));
}

/** Takes entry k out of the queue, closing its hold if a rule held it; returns when it was offered. */
export function take(env: Env, u: number, k: number): number {
  const { w } = env;
  const b = w[u + BLOCK];
  const code = codeAt(w[u + QUEUE], k);
  const n = length(w[u + QUEUE]);
  const holder = holderOf(w[b + HELD_BY], k);
  if (holder !== 0) env.held(ruleThatHolds(w, u, code, holder - 1), w[b + HELD_SINCE + k]);
  const since = w[b + OFFERED + k];
  removeAt(w, u + QUEUE, k);
  for (let i = k; i < n - 1; i++) {
    w[b + OFFERED + i] = w[b + OFFERED + i + 1];
    w[b + HELD_SINCE + i] = w[b + HELD_SINCE + i + 1];
  }
  const below = (1 << (HOLD_BITS * k)) - 1;
  const bits = w[b + HELD_BY];
  w[b + HELD_BY] = (bits & below) | ((bits >>> HOLD_BITS) & ~below);
  return since;
}

/** Ends the procedure and the traffic event of entry k without starting it. */
export function failEntry(
  env: Env,
  u: number,
  k: number,
  code: number,
  outcome: number,
  traffic: number,
): boolean {
  const since = take(env, u, k);
  env.ended(PROCEDURE_OF[code], outcome, since);
  env.demand(code - 1, traffic);
  return true;
}

/** Takes all traffic entries out; they end in `outcome`, and their traffic events have failed. */
export function dropTraffic(env: Env, u: number, outcome: number): void {
  const { w } = env;
  for (let k = length(w[u + QUEUE]) - 1; k >= 0; k--) {
    const code = codeAt(w[u + QUEUE], k);
    if (code > Q_DETACH) continue;
    env.ended(PROCEDURE_OF[code], outcome, take(env, u, k));
    env.demand(code - 1, FAILED);
  }
}

/** Takes the entry of a code out, if there is one. */
export function withdraw(env: Env, u: number, code: number): boolean {
  const k = find(env.w, u, code);
  if (k < 0) return false;
  take(env, u, k);
  return true;
}

/**
 * Asks a rule about entry k: true means the rule holds it. `which` (0 to 2) is the rule's place in
 * ruleThatHolds. An entry asks each rule once for the count, and every time for the answer.
 */
export function holds(env: Env, u: number, k: number, which: number, rule: Rule): boolean {
  const { w } = env;
  const at = w[u + BLOCK] + HELD_BY;
  const asked = 1 << (HOLD_BITS * k + which);
  if ((w[at] & asked) === 0) {
    w[at] |= asked;
    env.check(rule.number);
  }
  const holder = holderOf(w[at], k);
  const applies = (env.rules & (1 << rule.number)) !== 0 && rule.applies(w, u);
  if (applies === (holder === which + 1)) return applies;
  const since = w[u + BLOCK] + HELD_SINCE + k;
  if (holder !== 0) {
    if (!applies) {
      env.held(rule.number, w[since]);
      w[at] &= ~(HOLDER << (HOLD_BITS * k + HOLDER_SHIFT));
      return false;
    }
    env.held(ruleThatHolds(w, u, codeAt(w[u + QUEUE], k), holder - 1), w[since]);
  }
  if (applies) {
    const shift = HOLD_BITS * k + HOLDER_SHIFT;
    w[at] = (w[at] & ~(HOLDER << shift)) | ((which + 1) << shift);
    w[since] = env.stamp;
    env.verdict(u, rule.number, VERDICT_HOLD);
  }
  return applies;
}
