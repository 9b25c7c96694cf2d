import type { Env } from '../../model/env.js';
import { MME_HANDOVER, MME_HELD_INTER, MME_HELD_PATH_SWITCH, MME_HELD_REQUIRED } from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import { HANDOVER_PREPARATION_FAILURE } from '../../model/messages.js';
import { setOtherConn } from '../../model/payload.js';
import { handoverConn, mmeClear, mmeConn, mmeHas, mmeSet } from '../../model/row.js';
import { rejects } from '../../rules/ask.js';
import { guardAlgorithmChange } from '../../rules/guard-algorithm-change.js';
import { guardKeyChain } from '../../rules/guard-key-chain.js';
import { rule06 } from '../../rules/rule-06.js';
import { rule07 } from '../../rules/rule-07.js';
import { rule11 } from '../../rules/rule-11.js';
import { forwardRelocation } from '../inter-mme-handover/source-mme.js';
import { holds, take } from '../queue.js';
import { acknowledgePathSwitch } from '../x2-handover/mme.js';
import { stepChain } from './chain.js';
import { handoverEnded, requestHandover } from './handover.js';

/** MME: starts what entry k of the queue stands for, if no rule holds it. Returns whether it did. */
export function startHandoverAtMme(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (mmeHas(w, u, MME_HELD_INTER)) {
    if (holds(env, u, k, 0, rule06) || holds(env, u, k, 1, rule07)) return false;
    if (holds(env, u, k, 2, guardAlgorithmChange)) return false;
  } else if (holds(env, u, k, 0, rule11)) return false;
  take(env, u, k);
  if (mmeHas(w, u, MME_HELD_PATH_SWITCH)) {
    acknowledgePathSwitch(env, u);
    return true;
  }
  const inter = mmeHas(w, u, MME_HELD_INTER);
  const isRefused = rejects(env, u, guardKeyChain, guardKeyChain.applies(w, u));
  mmeClear(w, u, MME_HELD_REQUIRED | MME_HELD_INTER);
  if (isRefused) {
    const m = env.send(u, HANDOVER_PREPARATION_FAILURE, mmeConn(w, u));
    setOtherConn(w, m, handoverConn(w, w[u + BLOCK]));
    handoverEnded(env, u);
    return true;
  }
  mmeSet(w, u, MME_HANDOVER);
  if (inter) forwardRelocation(env, u);
  else {
    stepChain(env, u);
    requestHandover(env, u);
  }
  return true;
}
