import { TRAFFIC, TRAFFIC_KINDS, type TrafficKind } from '../model/traffic.js';

/** Traffic that a verification chooses from by default; the others can be added. */
export const DEFAULT_KINDS: readonly TrafficKind[] = TRAFFIC_KINDS.filter((kind) => TRAFFIC[kind].verified);
