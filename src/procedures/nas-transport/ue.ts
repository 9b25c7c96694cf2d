import type { Env } from '../../model/env.js';
import { ARG_B } from '../../model/layout.js';
import { COMPLETED } from '../../model/outcomes.js';
import { DL_NAS, UL_NAS } from '../../model/procedures.js';
import { beginTransport, endTransport } from '../../model/progress.js';
import { nextOrdinal } from '../../model/row.js';
import { DOWNLINK_KIND } from '../../model/traffic.js';
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
