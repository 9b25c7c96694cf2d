import type { Env } from '../../model/env.js';
import { MME_AWAITS_TAU, MME_REGISTERED } from '../../model/flags.js';
import { K_MME_NAS, K_MME_PENDING } from '../../model/layout.js';
import { DOWNLINK_NAS_TRANSPORT } from '../../model/messages.js';
import { blockKey, messageKey, rowKey } from '../../model/record.js';
import { has, mmeConn, mmeDl, mmeEksi, mmeHas, mmeUl, setMmeDl, setMmeUl } from '../../model/row.js';
import { judgeNas } from '../../oracle/agreement.js';
import { countOf, estimate, isPlain, NAS_KEYS, PLAIN } from '../nas-message.js';

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

/** Which NAS security context of the MME an uplink message verifies under. */
const CURRENT = 0;

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
