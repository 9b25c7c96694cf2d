import type { Env } from '../../model/env.js';
import { MME_CONNECTED, MME_RELEASING } from '../../model/flags.js';
import { connOf } from '../../model/record.js';
import { clear, mmeClear, mmeConn, mmeHas, setMmeConn } from '../../model/row.js';
import { endRelease } from '../bookkeeping.js';
import { releaseFromMme } from '../mme/connection.js';

export function onReleaseRequest(env: Env, u: number, m: number): void {
  if (connOf(env.w, m) === mmeConn(env.w, u)) releaseFromMme(env, u);
}

/** MME: the UE is ECM-IDLE, or the source of a relocation is done. */
export function onReleaseComplete(env: Env, u: number, m: number): void {
  const { w } = env;
  if (connOf(w, m) !== mmeConn(w, u) || !mmeHas(w, u, MME_RELEASING)) return;
  endConnection(env, u);
}

/** MME: the connection that it releases is gone. */
export function endConnection(env: Env, u: number): void {
  const { w } = env;
  mmeClear(w, u, MME_RELEASING);
  clear(w, u, MME_CONNECTED);
  setMmeConn(w, u, 0);
  endRelease(env, u);
}
