import type { Env } from '../model/env.js';
import { algorithmsOf, hasNasKeys } from '../model/payload.js';
import { messageKey } from '../model/record.js';

/*
 * How the receiver of a NAS message judges its protection, the same at UE and MME. The eNB relays it: two hops, two
 * messages (S1AP transport and RRC information transfer). Its key is the KASME that its MAC is made with, or the NAS keys
 * of it (A.7) where the sender has just derived them: in the first message of a security context.
 */

/**
 * The receiver's estimate of a COUNT from its 8 bits of SQN (TS 24.301 4.4.3.1): the smallest one that is
 * not below the next expected.
 */
export function estimate(expected: number, sqn: number): number {
  const count = (expected & ~0xff) | sqn;
  return count < expected ? count + 0x100 : count;
}

/** Was this message protected under this KASME with this pair of algorithms, or under the NAS keys of both? */
export function isUnder(env: Env, m: number, kasme: number, algorithms: number): boolean {
  const { w, keys } = env;
  if (algorithmsOf(w, m) !== algorithms) return false;
  if (hasNasKeys(w, m) !== 0) return keys.matchesNas(w, messageKey(m), kasme, algorithms);
  return keys.equal(w, messageKey(m), kasme);
}
