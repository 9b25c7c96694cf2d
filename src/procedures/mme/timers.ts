import type { Env } from '../../model/env.js';
import { MME_CANCELLING } from '../../model/flags.js';
import { mmeHas } from '../../model/row.js';
import {
  type MmeTimer,
  T_CANCEL,
  T_GUARD,
  T_NAS,
  T_OVERALL,
  T_REKEY,
  T_SETTLE,
  T3413,
} from '../../model/timers.js';
import { missing } from '../../model/words.js';
import { completeCancel } from '../inter-mme-handover/source-mme.js';
import { releaseTarget } from '../inter-mme-handover/target-mme.js';
import { onPagingTimer } from '../paging/mme.js';
import { onKeyChangeTimer, onRekeyDelay } from '../ue-context-modification/mme.js';
import { onGuardTimer } from './handover.js';
import { onNasTimer } from './retransmission.js';

/** MME: its timers. */
export function expireAtMme(env: Env, u: number, number: number): void {
  const timer = number as MmeTimer;
  switch (timer) {
    case T_NAS:
      return onNasTimer(env, u);
    case T_REKEY:
      return onRekeyDelay(env, u);
    case T_SETTLE:
      return onKeyChangeTimer(env, u);
    case T_CANCEL:
      return completeCancel(env, u);
    case T_GUARD:
      return mmeHas(env.w, u, MME_CANCELLING) ? completeCancel(env, u) : onGuardTimer(env, u);
    case T3413:
      return onPagingTimer(env, u);
    case T_OVERALL:
      return releaseTarget(env, u);
    default:
      missing(timer);
  }
}
