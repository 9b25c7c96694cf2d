import type { Env } from '../../model/env.js';
import { EN_CONTEXT, EN_TARGET, UE_HERE } from '../../model/flags.js';
import { RRC_CONNECTION_RELEASE } from '../../model/messages.js';
import { enClear, enConn, has } from '../../model/row.js';
import { endReleaseOfEnb } from '../bookkeeping.js';
import { dropServingContext } from '../enb/context.js';

/** eNB: the MME's end of S1 has restarted, and S1 SETUP begins anew (TS 36.413 8.7.3.1): no context outlives that. */
export function releaseAll(env: Env, u: number): void {
  const { w } = env;
  if (has(w, u, EN_CONTEXT)) {
    const conn = enConn(w, u);
    if (has(w, u, UE_HERE)) env.send(u, RRC_CONNECTION_RELEASE, conn);
    dropServingContext(env, u);
    endReleaseOfEnb(env, u, conn);
  }
  enClear(w, u, EN_TARGET);
}
