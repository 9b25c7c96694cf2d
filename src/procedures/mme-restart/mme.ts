import type { Env } from '../../model/env.js';
import { MME_HANDOVER, MME_REGISTERED, MME_SMC_UNKNOWN, MME_TARGET } from '../../model/flags.js';
import {
  DETACH_REQUEST,
  SERVICE_REJECT,
  SERVICE_REQUEST,
  TRACKING_AREA_UPDATE_REJECT,
} from '../../model/nas-messages.js';
import { FAILED } from '../../model/outcomes.js';
import { endRekeys } from '../../model/progress.js';
import { clear, mmeClear, mmeHas, setMmeConn, setMmeEksi } from '../../model/row.js';
import { T_OVERALL } from '../../model/timers.js';
import { endRelease } from '../bookkeeping.js';
import { abandonConnection, releaseFromMme } from '../mme/connection.js';
import { nasDown } from '../mme/nas.js';
import { forgetPaging } from '../paging/mme.js';
import { nameTarget } from '../transfer.js';

/*
 * Restart of an MME: it knows no UE any more (TS 23.007 14), while HSS and UEs go on. A UE finds out when it asks for
 * something: the MME cannot tell who it is (TS 24.301 5.6.1.5 and 5.5.3.2.5, cause #9), and the UE attaches again.
 */

/** MME: forgets the UE, and sends nothing about it. */
export function forgetUe(env: Env, u: number): void {
  const { w } = env;
  forgetPaging(env, u);
  if (mmeHas(w, u, MME_TARGET)) {
    env.stop(u, T_OVERALL);
    nameTarget(w, u);
  }
  endRekeys(env, u, FAILED);
  mmeClear(w, u, MME_HANDOVER | MME_TARGET);
  abandonConnection(env, u);
  endRelease(env, u);
  clear(w, u, MME_REGISTERED | MME_SMC_UNKNOWN);
  setMmeConn(w, u, 0);
  setMmeEksi(w, u, 7);
}

/** MME: the first message of a connection is from a UE that it does not know. A detach needs no answer but the release. */
export function rejectUnknown(env: Env, u: number, nas: number): void {
  if (nas !== DETACH_REQUEST)
    nasDown(env, u, nas === SERVICE_REQUEST ? SERVICE_REJECT : TRACKING_AREA_UPDATE_REJECT);
  releaseFromMme(env, u);
}
