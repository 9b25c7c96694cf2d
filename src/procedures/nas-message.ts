import type { Env } from '../model/env.js';
import { ARG_A } from '../model/layout.js';
import { messageKey } from '../model/record.js';

/*
 * NAS messages between UE and MME, relayed by the eNB: two hops, two messages (S1AP transport and RRC
 * information transfer). Word A of a message: NAS COUNT (24 bits), eKSI (4 bits), and "not protected" in
 * the sign. Its key is the KASME that its MAC is made with, or the NAS keys of it (A.7) where the sender has
 * just derived them: in the first message of a security context. Word B is the message's own.
 */

export const PLAIN = 1 << 31;

/** The key of this message is the NAS keys. */
export const NAS_KEYS = 1 << 28;

/** NAS COUNT that a message was protected with, its eKSI, and whether it was protected at all. */
export const countOf = (w: Int32Array, m: number): number => w[m + ARG_A] & 0xffffff;

export const eksiOf = (w: Int32Array, m: number): number => (w[m + ARG_A] >>> 24) & 7;

export const isPlain = (w: Int32Array, m: number): boolean => w[m + ARG_A] < 0;

/**
 * The receiver's estimate of a COUNT from its 8 bits of SQN (TS 24.301 4.4.3.1): the smallest one that is
 * not below the next expected.
 */
export function estimate(expected: number, sqn: number): number {
  const count = (expected & ~0xff) | sqn;
  return count < expected ? count + 0x100 : count;
}

/** Was this message protected under this KASME, or under the NAS keys of it? */
export function isUnder(env: Env, m: number, kasme: number): boolean {
  const { w, keys } = env;
  if ((w[m + ARG_A] & NAS_KEYS) !== 0) return keys.matchesNas(w, messageKey(m), kasme);
  return keys.equal(w, messageKey(m), kasme);
}
