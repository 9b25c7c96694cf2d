import type { Env } from '../../model/env.js';
import { UE_SERVICE_REQUEST } from '../../model/flags.js';
import { SERVICE_REQUEST } from '../../model/nas-messages.js';
import { INITIAL_CONTEXT_SETUP } from '../../model/procedures.js';
import { beginProcedure } from '../../model/progress.js';
import { nextOrdinal, ueSet } from '../../model/row.js';
import { setUpConnection } from '../ue/connection.js';

/** UE: SERVICE REQUEST; the procedure is the initial context setup that answers it. */
export function startServiceRequest(env: Env, u: number, since: number): void {
  nextOrdinal(env.w, u);
  beginProcedure(env, u, INITIAL_CONTEXT_SETUP, since);
  ueSet(env.w, u, UE_SERVICE_REQUEST);
  setUpConnection(env, u, SERVICE_REQUEST);
}
