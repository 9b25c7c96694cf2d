import { EN_INTRA, EN_KEY_CHANGE, MME_TARGET, MME_UNKEYED } from '../model/flags.js';
import { BLOCK } from '../model/layout.js';
import * as M from '../model/messages.js';
import { enHas, mmeHas, resends } from '../model/row.js';
import { VERDICT_HOLD, VERDICT_REJECT, VERDICT_SELECT } from '../model/verdicts.js';
import { guardAlgorithmChange } from '../rules/guard-algorithm-change.js';
import { guardDownlinkNas } from '../rules/guard-downlink-nas.js';
import { guardKeyChange } from '../rules/guard-key-change.js';
import { guardTauAccept } from '../rules/guard-tau-accept.js';
import { rule05 } from '../rules/rule-05.js';
import { RULES } from '../rules/table.js';

/*
 * What a rule that is switched off lets pass. A rule that holds or rejects shows in what is sent: at that moment the
 * engine knows whether the rule would have stood against it. A rule that selects shows where it is asked.
 */

/** A rule that would have acted. */
export type Passed = (rule: number, verdict: number) => void;

/**
 * Tells of each rule, among those in `off` (bit n: rule n), that would have stopped the message about to be sent.
 *
 * @param arriving kind of the message that it answers; 0: none
 */
export function passedBy(
  w: Int32Array,
  u: number,
  kind: number,
  nas: number,
  off: number,
  arriving: number,
  tell: Passed,
): void {
  const hold = (rule: number): void => {
    if ((off & (1 << rule)) !== 0 && RULES[rule - 1].applies(w, u)) tell(rule, VERDICT_HOLD);
  };
  const reject = (): void => {
    if ((off & (1 << rule05.number)) !== 0 && rule05.rejects(w, u)) tell(rule05.number, VERDICT_REJECT);
  };
  switch (kind) {
    case M.INITIAL_CONTEXT_SETUP_REQUEST:
      return hold(1);
    case M.UE_CONTEXT_MODIFICATION_REQUEST:
      return mmeHas(w, u, MME_UNKEYED) ? undefined : hold(1);
    case M.UE_CONTEXT_MODIFICATION_RESPONSE:
      // What the eNB has done without a key change on RRC: one without a KeNB.
      return arriving === M.UE_CONTEXT_MODIFICATION_REQUEST && !enHas(w, u, EN_KEY_CHANGE)
        ? reject()
        : undefined;
    case M.DOWNLINK_NAS_TRANSPORT:
      // A retransmission does not start an SMC.
      if (nas === M.SECURITY_MODE_COMMAND && resends(w, w[u + BLOCK]) === 0) {
        hold(2);
        hold(guardKeyChange.number);
      }
      if (nas === M.DOWNLINK_NAS) hold(guardDownlinkNas.number);
      if (nas === M.TRACKING_AREA_UPDATE_ACCEPT || nas === M.DETACH_ACCEPT) hold(guardTauAccept.number);
      return hold(10);
    case M.RRC_RECONFIGURATION_HANDOVER:
      // One within the eNB begins with it.
      return enHas(w, u, EN_INTRA) ? hold(5) : undefined;
    case M.X2_HANDOVER_REQUEST:
    case M.HANDOVER_REQUIRED:
      return hold(5);
    case M.RRC_RECONFIGURATION_KEY_CHANGE:
      return reject();
    case M.FORWARD_RELOCATION_REQUEST:
      hold(6);
      hold(guardAlgorithmChange.number);
      return hold(7);
    case M.HANDOVER_REQUEST:
      return mmeHas(w, u, MME_TARGET) ? undefined : hold(11);
    case M.PATH_SWITCH_REQUEST_ACKNOWLEDGE:
      return hold(11);
  }
}

/** Tells of a rule in `off` that is asked which KASME to select, or whether to refuse, and would have done so. */
export function passedAt(w: Int32Array, u: number, rule: number, off: number, tell: Passed): void {
  if ((off & (1 << rule)) === 0) return;
  const { verdict, applies } = RULES[rule - 1];
  if (verdict !== 'hold' && applies(w, u)) tell(rule, verdict === 'select' ? VERDICT_SELECT : VERDICT_REJECT);
}
