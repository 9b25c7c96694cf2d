import { DL_NAS, type Env, FAILED, UL_NAS } from '../model/env.js';
import {
  EN_COMMANDED,
  EN_CONTEXT,
  MME_AWAITS_TAU,
  MME_REGISTERED,
  UE_ACCESS_FAILED,
  UE_CONNECTED,
  UE_HERE,
  UE_REGISTERED,
} from '../model/flags.js';
import { ARG_A, ARG_B, K_MME_NAS, K_MME_PENDING, K_UE_NAS } from '../model/layout.js';
import {
  ATTACH_COMPLETE,
  DL_INFORMATION_TRANSFER,
  DOWNLINK_NAS,
  DOWNLINK_NAS_TRANSPORT,
  NAS_NON_DELIVERY_INDICATION,
  UL_INFORMATION_TRANSFER,
  UPLINK_NAS,
  UPLINK_NAS_TRANSPORT,
} from '../model/messages.js';
import { DOWNLINK_KIND, endTransport, UPLINK_KIND } from '../model/progress.js';
import { blockKey, connOf, messageKey, nasOf, rowKey } from '../model/record.js';
import {
  enConn,
  enHas,
  has,
  mmeConn,
  mmeDl,
  mmeEksi,
  mmeHas,
  mmeUl,
  setMmeDl,
  setMmeUl,
  setUeDl,
  setUeUl,
  ueConn,
  ueDl,
  ueEksi,
  ueHas,
  ueUl,
} from '../model/row.js';
import { judgeNas, judgeReplay } from '../oracle/agreement.js';

/*
 * NAS messages between UE and MME, relayed by the eNB: two hops, two messages (S1AP transport and RRC
 * information transfer). Word A of a message: NAS COUNT (24 bits), eKSI (4 bits), and "not protected" in
 * the sign. Its key is the KASME that its MAC is made with, or the NAS keys of it (A.7) where the sender has
 * just derived them: in the first message of a security context. Word B is the message's own.
 */
const PLAIN = 1 << 31;
/** The key of this message is the NAS keys. */
export const NAS_KEYS = 1 << 28;

/** NAS COUNT that a message was protected with, its eKSI, and whether it was protected at all. */
export const countOf = (w: Int32Array, m: number): number => w[m + ARG_A] & 0xffffff;
export const eksiOf = (w: Int32Array, m: number): number => (w[m + ARG_A] >>> 24) & 7;
export const isPlain = (w: Int32Array, m: number): boolean => w[m + ARG_A] < 0;

/** MME sends a downlink NAS message under the KASME in NAS use (unprotected if there is none yet). */
export function nasDown(env: Env, u: number, nas: number, b: number): number {
  const { w, keys } = env;
  if (!has(w, u, MME_REGISTERED)) return env.send(u, DOWNLINK_NAS_TRANSPORT, mmeConn(w, u), PLAIN, b, nas);
  const count = mmeDl(w, u);
  setMmeDl(w, u, count + 1);
  // S10 carries KASME and no NAS keys: after a relocation the target MME has derived its own.
  const fresh = mmeHas(w, u, MME_AWAITS_TAU);
  const a = count | (mmeEksi(w, u) << 24) | (fresh ? NAS_KEYS : 0);
  const m = env.send(u, DOWNLINK_NAS_TRANSPORT, mmeConn(w, u), a, b, nas);
  if (fresh) keys.nasKeys(w, messageKey(m), rowKey(env, u, K_MME_NAS));
  else keys.copy(w, messageKey(m), rowKey(env, u, K_MME_NAS));
  return m;
}

/** UE sends an uplink NAS message (`initial`: the first one on a new RRC connection, see connection.ts). */
export function nasUp(
  env: Env,
  u: number,
  nas: number,
  b: number,
  kind: number = UL_INFORMATION_TRANSFER,
): number {
  const { w, keys } = env;
  if (!has(w, u, UE_REGISTERED)) return env.send(u, kind, ueConn(w, u), PLAIN, b, nas);
  const count = ueUl(w, u);
  setUeUl(w, u, count + 1);
  const m = env.send(u, kind, ueConn(w, u), count | (ueEksi(w, u) << 24), b, nas);
  keys.copy(w, messageKey(m), rowKey(env, u, K_UE_NAS));
  return m;
}

/** Passes a NAS message on over the next hop. */
function relay(env: Env, u: number, m: number, kind: number): void {
  const { w, keys } = env;
  const next = env.send(u, kind, connOf(w, m), w[m + ARG_A], w[m + ARG_B], nasOf(w, m));
  keys.copy(w, messageKey(next), messageKey(m));
}

/** A NAS message is gone for good (radio loss, or nobody there): one-way transports end here. */
export function lostNas(env: Env, u: number, m: number): void {
  const { w } = env;
  const nas = nasOf(w, m);
  if (nas === DOWNLINK_NAS) {
    endTransport(env, u, DL_NAS, FAILED, w[m + ARG_B]);
    env.demand(DOWNLINK_KIND, FAILED);
  } else if (nas === UPLINK_NAS || nas === ATTACH_COMPLETE) {
    endTransport(env, u, UL_NAS, FAILED, w[m + ARG_B]);
    if (nas === UPLINK_NAS) env.demand(UPLINK_KIND, FAILED);
  }
}

/** eNB: forwards downlink NAS at once until the handover command, then says that it could not. */
export function onDownlinkNasTransport(env: Env, u: number, m: number): void {
  const { w } = env;
  const here = has(w, u, EN_CONTEXT) && connOf(w, m) === enConn(w, u);
  relay(
    env,
    u,
    m,
    here && !enHas(w, u, EN_COMMANDED) ? DL_INFORMATION_TRANSFER : NAS_NON_DELIVERY_INDICATION,
  );
}

/** eNB: forwards uplink NAS of a UE that it serves; what was in flight when the UE left the cell is lost. */
export function onUlInformationTransfer(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  if (has(w, u, EN_CONTEXT) && conn === enConn(w, u) && camps(w, u, conn))
    relay(env, u, m, UPLINK_NAS_TRANSPORT);
  else {
    env.discarded();
    lostNas(env, u, m);
  }
}

/** True if the UE is (still) on connection `conn`. */
export function camps(w: Int32Array, u: number, conn: number): boolean {
  return has(w, u, UE_HERE) && has(w, u, UE_CONNECTED) && ueConn(w, u) === conn;
}

/** True if the UE hears a radio message on connection `conn` at all: it is in that cell and not in between. */
export function hears(w: Int32Array, u: number, conn: number): boolean {
  return camps(w, u, conn) && !ueHas(w, u, UE_ACCESS_FAILED);
}

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

/** UE: verifies a downlink message under the KASME in NAS use; each COUNT is accepted at most once. */
export function verifyDown(env: Env, u: number, m: number): boolean {
  const { w } = env;
  if (isPlain(w, m)) return !has(w, u, UE_REGISTERED);
  const count = countOf(w, m);
  const sameKey = isUnder(env, m, rowKey(env, u, K_UE_NAS));
  if (sameKey && count < ueDl(w, u)) {
    judgeReplay(env, u, true);
    return false;
  }
  const genuine = sameKey && eksiOf(w, m) === ueEksi(w, u) && estimate(ueDl(w, u), count & 0xff) === count;
  judgeNas(env, u, genuine);
  if (!genuine) return false;
  judgeReplay(env, u, false);
  setUeDl(w, u, count + 1);
  return true;
}

/** Which NAS security context of the MME an uplink message verifies under. */
export const CURRENT = 0;
export const PENDING = 1;
export const UNPROTECTED = 2;
export const NONE = 3;

/**
 * MME: verifies an uplink message under the KASME in NAS use or, while the outcome of an SMC is open, under
 * the pending one. The pending context's own COUNT is whatever the message says: it is its first.
 */
export function verifyUp(env: Env, u: number, m: number, pendingOpen: boolean): number {
  const { w, keys } = env;
  if (isPlain(w, m)) return UNPROTECTED;
  const count = countOf(w, m);
  if (pendingOpen && keys.equal(w, messageKey(m), blockKey(env, u, K_MME_PENDING))) {
    judgeNas(env, u, true);
    return PENDING;
  }
  const genuine =
    has(w, u, MME_REGISTERED) &&
    keys.equal(w, messageKey(m), rowKey(env, u, K_MME_NAS)) &&
    estimate(mmeUl(w, u), count & 0xff) === count;
  judgeNas(env, u, genuine);
  if (!genuine) return NONE;
  setMmeUl(w, u, count + 1);
  return CURRENT;
}
