import type { Env } from '../../model/env.js';
import { EN_COMMANDED, EN_CONTEXT, EN_IS_X2, EN_TARGET } from '../../model/flags.js';
import { BLOCK, EN_FLAGS } from '../../model/layout.js';
import { RESET } from '../../model/messages.js';
import { enClear, enConn, enHas, has, setTargetConn, targetConn } from '../../model/row.js';
import { T_OVERALL } from '../../model/timers.js';
import { endLostRelease } from '../bookkeeping.js';
import { dropServingContext } from '../enb/context.js';

/*
 * Restart of an eNB (TS 36.413 8.7.1): what it knew of UEs is gone, and RESET tells the MME. It names the connections that
 * are lost: here there is one for each, as each UE is alone in the model.
 */

/**
 * Serving eNB: has restarted. `isTargetToo`: so has the one that prepared a handover of the UE; else that one still waits
 * for a UE that was sent to it.
 */
export function loseServingContext(env: Env, u: number, isTargetToo: boolean): void {
  const { w } = env;
  if (!has(w, u, EN_CONTEXT)) return;
  const b = w[u + BLOCK];
  const conn = enConn(w, u);
  const target = targetConn(w, b);
  const awaits = enHas(w, u, EN_TARGET) && enHas(w, u, EN_COMMANDED) && !isTargetToo;
  const kept = awaits ? w[b + EN_FLAGS] & (EN_TARGET | EN_IS_X2) : 0;
  dropServingContext(env, u);
  endLostRelease(env, u, conn);
  if (awaits) {
    w[b + EN_FLAGS] = kept;
    setTargetConn(w, b, target);
    env.start(u, T_OVERALL, target);
  }
  env.send(u, RESET, conn);
}

/** Target eNB: has restarted, and a UE that comes is not expected. */
export function loseTargetContext(env: Env, u: number): void {
  const { w } = env;
  if (!enHas(w, u, EN_TARGET)) return;
  enClear(w, u, EN_TARGET);
  env.send(u, RESET, targetConn(w, w[u + BLOCK]));
}
