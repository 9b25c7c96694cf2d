import type { Env } from '../../model/env.js';
import { EN_CANCELLING, EN_COMMANDED, EN_CONTEXT, EN_KEY_CHANGE } from '../../model/flags.js';
import { RRC_CONNECTION_RELEASE } from '../../model/messages.js';
import { FAILED } from '../../model/outcomes.js';
import { connOf } from '../../model/record.js';
import { enConn, enHas, has } from '../../model/row.js';
import { cancelHandover } from '../handover/enb.js';
import { failKeyChange } from '../ue-context-modification/enb.js';

/** Source eNB: the UE is back; what it was told to do has failed. */
export function onReestablishment(env: Env, u: number, m: number): void {
  const { w } = env;
  if (!has(w, u, EN_CONTEXT) || connOf(w, m) !== enConn(w, u)) {
    // Released meanwhile: re-establishment is rejected, and the UE goes idle.
    env.send(u, RRC_CONNECTION_RELEASE, connOf(w, m));
    return;
  }
  if (enHas(w, u, EN_COMMANDED) && !enHas(w, u, EN_CANCELLING)) cancelHandover(env, u, FAILED);
  else if (enHas(w, u, EN_KEY_CHANGE)) failKeyChange(env, u, false);
}
