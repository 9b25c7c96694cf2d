import type { Env } from '../../model/env.js';
import { MME_CANCELLING, UE_HERE } from '../../model/flags.js';
import { FORWARD_RELOCATION_COMPLETE_NOTIFICATION, RELOCATION_CANCEL_REQUEST } from '../../model/messages.js';
import { has, mmeConn, mmeSet } from '../../model/row.js';
import { T_CANCEL } from '../../model/timers.js';
import { signal } from '../transfer.js';

/**
 * Source MME: cancels the relocation at the target MME (whose row it may not know yet). If no answer comes, it goes on
 * without one.
 */
export function cancelRelocation(env: Env, u: number): void {
  mmeSet(env.w, u, MME_CANCELLING);
  signal(env, u, RELOCATION_CANCEL_REQUEST);
  env.start(u, T_CANCEL, mmeConn(env.w, u));
}

/** Target MME: the UE came, but began anew before its handover was complete; the source may release it. */
export function arrivedOtherwise(env: Env, u: number): void {
  if (has(env.w, u, UE_HERE)) signal(env, u, FORWARD_RELOCATION_COMPLETE_NOTIFICATION);
}
