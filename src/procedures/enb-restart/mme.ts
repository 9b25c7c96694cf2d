import type { Env } from '../../model/env.js';
import { MME_CONNECTED, MME_HANDOVER, MME_RELEASING, MME_TARGET } from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import { RESET_ACKNOWLEDGE } from '../../model/messages.js';
import { connOf } from '../../model/record.js';
import { handoverConn, has, mmeConn, mmeHas, setMmeConn } from '../../model/row.js';
import { endRelease } from '../bookkeeping.js';
import { releaseTarget } from '../inter-mme-handover/target-mme.js';
import { abandonConnection } from '../mme/connection.js';
import { failPreparation } from '../mme/handover.js';
import { endConnection } from '../ue-context-release/mme.js';

/** MME: an eNB has restarted, and this connection is gone there: the MME gives up what went on over it. */
export function onReset(env: Env, u: number, m: number): void {
  const { w } = env;
  const conn = connOf(w, m);
  env.send(u, RESET_ACKNOWLEDGE, conn);
  if (mmeHas(w, u, MME_HANDOVER) && handoverConn(w, w[u + BLOCK]) === conn) loseTarget(env, u);
  else if (has(w, u, MME_CONNECTED) && mmeConn(w, u) === conn) loseConnection(env, u);
}

/** MME: the eNB that the UE is to come to. */
function loseTarget(env: Env, u: number): void {
  const { w } = env;
  if (!mmeHas(w, u, MME_TARGET)) failPreparation(env, u);
  else releaseTarget(env, u);
}

/** MME: the eNB that the UE is at; the UE is ECM-IDLE. */
function loseConnection(env: Env, u: number): void {
  if (mmeHas(env.w, u, MME_RELEASING)) return endConnection(env, u);
  abandonConnection(env, u);
  setMmeConn(env.w, u, 0);
  endRelease(env, u);
}
