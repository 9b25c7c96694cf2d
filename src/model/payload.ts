import { S1_HANDOVER_TRIGGERED, X2_HANDOVER_TRIGGERED } from './causes.js';
import { ARG_A, ARG_B } from './layout.js';

/*
 * What messages carry, by name, in the two words of their node (`m`); keys lie behind them (record.ts). Every function is
 * small enough for the compiler to inline; w is the region's array. payload-layout.ts says which message carries what.
 *
 *                       31      30 29   28        27 26  24 23       17 16      15     8 7   3 2   0
 *   S1, X2, RRC word A | -     | cause | -               | no key 18     | other | other  | -   | NCC |
 *                      |       |       |                 |               | MME   | conn.  |     |     |
 *               word B | -                                 | region 23..16   | cell 15..0          |
 *   NAS message word A | plain | cause | NAS keys | algorithms | eKSI | COUNT                       |
 *               word B | its own: run and new eKSI of an AKA, a flag, or when it was offered               |
 */

const bitsOf = (word: number, shift: number, mask: number): number => (word >>> shift) & mask;
const withBits = (word: number, shift: number, mask: number, v: number): number =>
  (word & ~(mask << shift)) | ((v & mask) << shift);

/** NCC that goes with the NH or KeNB of a message. */
export const messageNcc = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 0, 7);
export const setMessageNcc = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 0, 7, v);
};
/** The other connection of a handover: the target's, or in PATH SWITCH REQUEST the one that the UE has left. */
export const otherConn = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 8, 0xff);
export const setOtherConn = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 8, 0xff, v);
};
/** The target of a handover is another MME's: the UE leaves its region. */
export const toOtherMme = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 16, 1);
export const setToOtherMme = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 16, 1, v);
};
/** Cause of a failure or of what was not delivered (causes.ts). */
export const causeOf = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 29, 3);
export const setCause = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 29, 3, v);
};
/** ... a handover, which ends by itself. */
export const isHandedOver = (w: Int32Array, m: number): boolean =>
  causeOf(w, m) === S1_HANDOVER_TRIGGERED || causeOf(w, m) === X2_HANDOVER_TRIGGERED;
/** UE CONTEXT MODIFICATION REQUEST: 1: without a KeNB. */
export const isUnkeyed = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 18, 1);
export const setUnkeyed = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 18, 1, v);
};
/** Target cell of a handover, and its region. */
export const messageCell = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_B], 0, 0xffff);
export const setMessageCell = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_B] = withBits(w[m + ARG_B], 0, 0xffff, v);
};
export const messageRegion = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_B], 16, 0xff);
export const setMessageRegion = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_B] = withBits(w[m + ARG_B], 16, 0xff, v);
};

/* NAS messages: how they are protected */

/** NAS COUNT. (On the air goes its SQN, 8 bits; the receiver estimates the rest.) */
export const countOf = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 0, 0xffffff);
export const setCount = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 0, 0xffffff, v);
};
export const eksiOf = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 24, 7);
export const setEksi = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 24, 7, v);
};
/** 1: the key of the message is the NAS keys (A.7), which its sender has just derived; 0: the KASME they come from. */
export const hasNasKeys = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 28, 1);
export const setHasNasKeys = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 28, 1, v);
};
/** Pair of algorithms that it is protected with (nas-algorithms.ts); SECURITY MODE COMMAND selects it, too. */
export const algorithmsOf = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 27, 1);
export const setAlgorithms = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 27, 1, v);
};
/** 1: it is not protected. */
export const isPlain = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_A], 31, 1);
export const setPlain = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_A] = withBits(w[m + ARG_A], 31, 1, v);
};

/* NAS messages: what is their own */

/** AUTHENTICATION REQUEST and RESPONSE: number of the AKA run (stands in for RAND); the eKSI of its KASME. */
export const akaRunOf = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_B], 0, 0xffff);
export const setAkaRun = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_B] = withBits(w[m + ARG_B], 0, 0xffff, v);
};
export const newEksiOf = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_B], 16, 7);
export const setNewEksi = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_B] = withBits(w[m + ARG_B], 16, 7, v);
};
/** SECURITY MODE COMMAND: 1: it takes a new KASME into use. */
export const takesNewKasme = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_B], 0, 1);
export const setTakesNewKasme = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_B] = withBits(w[m + ARG_B], 0, 1, v);
};
/** TRACKING AREA UPDATE REQUEST: the active flag. */
export const hasActiveFlag = (w: Int32Array, m: number): number => bitsOf(w[m + ARG_B], 0, 1);
export const setActiveFlag = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_B] = withBits(w[m + ARG_B], 0, 1, v);
};
/** Transports of other NAS messages, and T3346: when what it is about was offered. */
export const offeredAt = (w: Int32Array, m: number): number => w[m + ARG_B];
export const setOfferedAt = (w: Int32Array, m: number, v: number): void => {
  w[m + ARG_B] = v;
};

/** A message that is passed on says the same on its next hop. */
export const copyPayload = (w: Int32Array, to: number, from: number): void => {
  w[to + ARG_A] = w[from + ARG_A];
  w[to + ARG_B] = w[from + ARG_B];
};
