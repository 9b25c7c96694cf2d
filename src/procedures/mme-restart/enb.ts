import type { Env } from '../../model/env.js';
import { EN_CONTEXT, EN_TARGET } from '../../model/flags.js';
import { enClear, enConn, has } from '../../model/row.js';
import { endReleaseOfEnb } from '../bookkeeping.js';
import { releaseUe } from '../ue-context-release/enb.js';

/** eNB: the MME's end of S1 has restarted, and S1 SETUP begins anew (TS 36.413 8.7.3.1): no context outlives that. */
export function releaseAll(env: Env, u: number): void {
  const { w } = env;
  if (has(w, u, EN_CONTEXT)) {
    releaseUe(env, u);
    endReleaseOfEnb(env, u, enConn(w, u));
  }
  enClear(w, u, EN_TARGET);
}
