import type { TrafficKind } from '../scenario/scenario.js';

/**
 * Traffic that a verification chooses from by default: all that changes keys or carries a downlink NAS message. The
 * others (tracking area update, detach, uplink NAS) can be added.
 */
export const DEFAULT_KINDS: readonly TrafficKind[] = [
  'attach',
  'service_request',
  'rekey',
  'x2_handover',
  's1_handover',
  'inter_mme_handover',
  'downlink_nas',
  'release',
];
