import type { Env } from '../../model/env.js';
import { MME_REGISTERED, MME_SMC_UNKNOWN } from '../../model/flags.js';
import {
  ATTACH_REJECT,
  ATTACH_REQUEST,
  SERVICE_REJECT,
  SERVICE_REQUEST,
  TRACKING_AREA_UPDATE_REJECT,
} from '../../model/nas-messages.js';
import { FAILED } from '../../model/outcomes.js';
import { endTraffic } from '../../model/progress.js';
import { clear, setMmeEksi } from '../../model/row.js';
import { MOBILE_TERMINATED_KIND } from '../../model/traffic.js';
import { releaseFromMme } from '../mme/connection.js';
import { nasDown } from '../mme/nas.js';

/** MME: ATTACH REJECT, unprotected. Whatever it knew of this UE is void, as after any ATTACH REQUEST. */
function rejectAttach(env: Env, u: number): void {
  clear(env.w, u, MME_REGISTERED | MME_SMC_UNKNOWN);
  setMmeEksi(env.w, u, 7);
  nasDown(env, u, ATTACH_REJECT);
  releaseFromMme(env, u);
}

/** MME: rejects what the first message of a connection asks for; protected but for an attach: the request was genuine. */
export function rejectRequest(env: Env, u: number, nas: number): void {
  if (nas === ATTACH_REQUEST) return rejectAttach(env, u);
  // The answer to PAGING was one of them: nothing is done for the data that it was for.
  endTraffic(env, u, MOBILE_TERMINATED_KIND, FAILED);
  nasDown(env, u, nas === SERVICE_REQUEST ? SERVICE_REJECT : TRACKING_AREA_UPDATE_REJECT);
  releaseFromMme(env, u);
}
