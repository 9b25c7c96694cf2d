import type { Env } from '../model/env.js';
import { MME_HELD_INTER } from '../model/flags.js';
import { BLOCK, HELD_BY, HELD_SINCE, OFFERED, QUEUE } from '../model/layout.js';
import { FAILED, REFUSED_OFFER } from '../model/outcomes.js';
import { Q_ANSWER, Q_CONTEXT, Q_HANDOVER, Q_SMC } from '../model/queue-codes.js';
import { codeOfKind, isAttach, isTraffic, kindOfCode } from '../model/queue-entry.js';
import { codeAt, length, push, QUEUE_CAPACITY, removeAt } from '../model/queue-word.js';
import { mmeHas } from '../model/row.js';
import {
  ALGORITHM_CHANGE_KIND,
  DOWNLINK_KIND,
  INTER_MME_KIND,
  INTRA_ENB_KIND,
  KENB_REFRESH_KIND,
  S1_KIND,
  TRAFFIC_PROCEDURE,
  X2_KIND,
} from '../model/traffic.js';
import { VERDICT_HOLD } from '../model/verdicts.js';
import type { Rule } from '../rules/rule.js';
import { RULES } from '../rules/table.js';

/*
 * The UE's procedure queue. Entries are intents: traffic that cannot start yet, and steps of procedures that
 * are due but held. What an intent means in keys is resolved when it starts.
 */

/** Entries of the queue that traffic may fill; the rest is kept for steps of running procedures. */
export const TRAFFIC_PLACES = 3;

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
    case codeOfKind(X2_KIND):
    case codeOfKind(S1_KIND):
    case codeOfKind(INTER_MME_KIND):
    case codeOfKind(KENB_REFRESH_KIND):
    case codeOfKind(INTRA_ENB_KIND):
      return 5;
    case Q_SMC:
    case codeOfKind(ALGORITHM_CHANGE_KIND):
      return which === 0 ? 2 : which === 1 ? 10 : 17;
    case Q_CONTEXT:
      return 1;
    case Q_HANDOVER:
      if (!mmeHas(w, u, MME_HELD_INTER)) return 11;
      return which === 0 ? 6 : which === 1 ? 7 : 18;
    case codeOfKind(DOWNLINK_KIND):
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

/** Appends an entry that was offered at `since`. Returns false if the queue is full. */
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
  if (enqueue(env, u, code, env.stamp, QUEUE_CAPACITY)) return;
  for (let k = length(w[u + QUEUE]) - 1; k >= 0; k--) {
    const victim = codeAt(w[u + QUEUE], k);
    if (!isTraffic(victim)) continue;
    refuse(env, u, kindOfCode(victim), take(env, u, k));
    enqueue(env, u, code, env.stamp, QUEUE_CAPACITY);
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

/** Ends traffic entry k, its procedure in `outcome` and the event in `traffic`, without starting it. */
export function failEntry(env: Env, u: number, k: number, outcome: number, traffic: number): boolean {
  const kind = kindOfCode(codeAt(env.w[u + QUEUE], k));
  endUnbegun(env, kind, take(env, u, k), outcome, traffic);
  return true;
}

/** Traffic of a kind that was offered at `since` ends, its procedure in `outcome`, before it has begun. */
export function endUnbegun(env: Env, kind: number, since: number, outcome: number, traffic: number): void {
  env.procedureEnded(TRAFFIC_PROCEDURE[kind], outcome, since);
  env.trafficEnded(kind, traffic);
}

/**
 * Traffic of a kind that was offered at `since` finds no room in the queue. A UE that waits to attach has no use for
 * another attach, whatever the room.
 */
export function refuse(env: Env, u: number, kind: number, since: number): void {
  if (!isAttach(kind) || !isQueued(env.w, u, codeOfKind(kind))) env.queueFull();
  endUnbegun(env, kind, since, REFUSED_OFFER, FAILED);
}

/** Takes all traffic entries out; they end in `outcome`, and their traffic events have failed. */
export function dropTraffic(env: Env, u: number, outcome: number): void {
  const { w } = env;
  for (let k = length(w[u + QUEUE]) - 1; k >= 0; k--) {
    if (isTraffic(codeAt(w[u + QUEUE], k))) failEntry(env, u, k, outcome, FAILED);
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
 * Asks a rule whether it holds entry k. `which` (0 to 2) is the rule's place in
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
