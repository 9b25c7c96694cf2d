import { COMPLETED, DL_NAS, type Env, UL_NAS } from '../../model/env.js';
import { ARG_B } from '../../model/layout.js';
import { beginTransport, DOWNLINK_KIND, endTransport } from '../../model/progress.js';
import { nextOrdinal } from '../../model/row.js';
import { loseNas } from '../bookkeeping.js';
import { nasUp, verifyDown } from '../ue/nas.js';

/** UE: sends an uplink NAS message that was offered at `since`. */
export function startUplink(env: Env, u: number, nas: number, since: number): void {
  nextOrdinal(env.w, u);
  beginTransport(env, u, UL_NAS);
  nasUp(env, u, nas, since);
}

/** UE: any other downlink NAS message. */
export function onDownlinkNas(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!verifyDown(env, u, m)) return loseNas(env, u, m);
  endTransport(env, u, DL_NAS, COMPLETED, w[m + ARG_B]);
  env.demand(DOWNLINK_KIND, COMPLETED);
}
