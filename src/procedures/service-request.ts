import { type Env, INITIAL_CONTEXT_SETUP } from '../model/env.js';
import { UE_SERVICE_REQUEST } from '../model/flags.js';
import { SERVICE_REQUEST } from '../model/messages.js';
import { begin } from '../model/progress.js';
import { nextOrdinal, ueSet } from '../model/row.js';
import { setUpConnection } from './connection.js';
import { dueContext } from './ue-context-modification.js';

/** UE: SERVICE REQUEST; the procedure is the initial context setup that answers it. */
export function startServiceRequest(env: Env, u: number, since: number): void {
  nextOrdinal(env.w, u);
  begin(env, u, INITIAL_CONTEXT_SETUP, since);
  ueSet(env.w, u, UE_SERVICE_REQUEST);
  setUpConnection(env, u, SERVICE_REQUEST);
}

/** MME: the UE wants its bearers back. */
export function onServiceRequest(env: Env, u: number): void {
  dueContext(env, u);
}
