import type { Env } from '../../model/env.js';
import {
  MME_ALGORITHMS_UNKNOWN,
  MME_AWAITS_TAU,
  MME_REGISTERED,
  MME_SMC_ALGORITHMS,
  MME_SMC_OTHER,
} from '../../model/flags.js';
import { K_MME_NAS, K_MME_PENDING } from '../../model/layout.js';
import { DOWNLINK_NAS_TRANSPORT } from '../../model/messages.js';
import {
  algorithmsOf,
  countOf,
  isPlain,
  setAlgorithms,
  setCount,
  setEksi,
  setHasNasKeys,
  setPlain,
} from '../../model/payload.js';
import { blockKey, messageKey, rowKey } from '../../model/record.js';
import {
  clear,
  has,
  mmeAlgorithms,
  mmeConn,
  mmeDl,
  mmeEksi,
  mmeHas,
  mmeUl,
  setMmeAlgorithms,
  setMmeDl,
  setMmeUl,
} from '../../model/row.js';
import { judgeNas } from '../../oracle/agreement.js';
import { estimate } from '../nas-message.js';

/** MME sends a downlink NAS message under the KASME in NAS use (unprotected if there is none yet). */
export function nasDown(env: Env, u: number, nas: number): number {
  const { w, keys } = env;
  const m = env.sendNas(u, DOWNLINK_NAS_TRANSPORT, mmeConn(w, u), nas);
  if (!has(w, u, MME_REGISTERED)) {
    setPlain(w, m, 1);
    return m;
  }
  const count = mmeDl(w, u);
  setMmeDl(w, u, count + 1);
  // S10 carries KASME and no NAS keys: after a relocation the target MME has derived its own.
  const fresh = mmeHas(w, u, MME_AWAITS_TAU);
  setCount(w, m, count);
  setEksi(w, m, mmeEksi(w, u));
  setHasNasKeys(w, m, fresh ? 1 : 0);
  setAlgorithms(w, m, mmeAlgorithms(w, u));
  if (fresh) keys.nasKeys(w, messageKey(m), rowKey(env, u, K_MME_NAS), mmeAlgorithms(w, u));
  else keys.copy(w, messageKey(m), rowKey(env, u, K_MME_NAS));
  return m;
}

/** Which NAS security context of the MME an uplink message verifies under. */
const CURRENT = 0;

export const PENDING = 1;

export const UNPROTECTED = 2;

export const NONE = 3;

/**
 * MME: takes a pair of algorithms for the UE's: those in use; those that an SMC asks for, which the UE takes into use when it
 * accepts the COMMAND; either, where the outcome of an SMC is not known, because the eKSI of a message tells of a KASME alone.
 */
function mayBeOn(w: Int32Array, u: number, algorithms: number): boolean {
  if (algorithms === mmeAlgorithms(w, u) || has(w, u, MME_ALGORITHMS_UNKNOWN)) return true;
  return mmeHas(w, u, MME_SMC_ALGORITHMS) && algorithms === (mmeHas(w, u, MME_SMC_OTHER) ? 1 : 0);
}

/**
 * MME: verifies an uplink message under the KASME in NAS use or, while the outcome of an SMC is open, under
 * the pending one. The pending context's own COUNT is whatever the message says: it is its first.
 */
export function verifyUp(env: Env, u: number, m: number, pendingOpen: boolean): number {
  const { w, keys } = env;
  if (isPlain(w, m) !== 0) return UNPROTECTED;
  const count = countOf(w, m);
  const algorithms = algorithmsOf(w, m);
  const isPending = pendingOpen && algorithms === env.preferred;
  if (isPending && keys.equal(w, messageKey(m), blockKey(env, u, K_MME_PENDING))) {
    judgeNas(env, u, true);
    return PENDING;
  }
  // There is no key to compare with.
  if (!has(w, u, MME_REGISTERED)) return NONE;
  const genuine =
    mayBeOn(w, u, algorithms) &&
    keys.equal(w, messageKey(m), rowKey(env, u, K_MME_NAS)) &&
    estimate(mmeUl(w, u), count & 0xff) === count;
  judgeNas(env, u, genuine);
  if (!genuine) return NONE;
  setMmeUl(w, u, count + 1);
  setMmeAlgorithms(w, u, algorithms);
  clear(w, u, MME_ALGORITHMS_UNKNOWN);
  return CURRENT;
}
