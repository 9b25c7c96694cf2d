import type { Env } from '../../model/env.js';
import { COMPLETED } from '../../model/outcomes.js';
import { offeredAt, setOfferedAt } from '../../model/payload.js';
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
  setOfferedAt(env.w, nasUp(env, u, nas), since);
}

/** UE: any other downlink NAS message. */
export function onDownlinkNas(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!verifyDown(env, u, m)) return loseNas(env, u, m);
  endTransport(env, u, DL_NAS, COMPLETED, offeredAt(w, m));
  env.trafficEnded(DOWNLINK_KIND, COMPLETED);
}
