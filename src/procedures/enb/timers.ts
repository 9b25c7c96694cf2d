import type { Env } from '../../model/env.js';
import { EN_INTRA, EN_KEY_CHANGE, EN_REESTABLISHING } from '../../model/flags.js';
import { FAILED } from '../../model/outcomes.js';
import { enHas } from '../../model/row.js';
import {
  type EnbTimer,
  T_ENB,
  T_HANDOVER,
  T_INACTIVITY,
  T_KEY_CHANGE,
  T_OVERALL,
  T_SETUP,
} from '../../model/timers.js';
import { missing } from '../../model/words.js';
import { endIntraHandover, onHandoverTimer, onOverallTimer } from '../handover/enb.js';
import { failContextSetup, onSetupDelay } from '../initial-context-setup/enb.js';
import { changeKey, failKeyChange } from '../ue-context-modification/enb.js';
import { onInactivity } from '../ue-context-release/enb.js';
import { requestRelease } from './request-release.js';

/** eNB: its timers. */
export function expireAtEnb(env: Env, u: number, m: number, number: number): void {
  const timer = number as EnbTimer;
  switch (timer) {
    case T_ENB:
      return onEnbTimer(env, u);
    case T_HANDOVER:
      return onHandoverTimer(env, u);
    case T_SETUP:
      return onSetupDelay(env, u);
    case T_KEY_CHANGE:
      return changeKey(env, u);
    case T_OVERALL:
      return onOverallTimer(env, u);
    case T_INACTIVITY:
      return onInactivity(env, u, m);
    default:
      missing(timer);
  }
}

/** eNB: no answer in a handover within it. */
function loseUe(env: Env, u: number): void {
  endIntraHandover(env, u, FAILED);
  requestRelease(env, u);
}

/** eNB: no answer on RRC: the radio connection is lost. */
function onEnbTimer(env: Env, u: number): void {
  const { w } = env;
  if (enHas(w, u, EN_INTRA)) loseUe(env, u);
  else if (enHas(w, u, EN_KEY_CHANGE)) failKeyChange(env, u, true);
  else if (enHas(w, u, EN_REESTABLISHING)) requestRelease(env, u);
  else failContextSetup(env, u);
}
