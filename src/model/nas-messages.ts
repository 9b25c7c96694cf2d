import type { FailureName } from './links.js';
import { columnOf, type NameOf, type NumberOf, namesOf } from './numbered.js';

/** NAS messages (TS 24.301), carried by the transports; 0 is none. A number is part of the digest. */
export const ATTACH_REQUEST = 1;
export const SERVICE_REQUEST = 2;
export const TRACKING_AREA_UPDATE_REQUEST = 3;
export const DETACH_REQUEST = 4;
export const AUTHENTICATION_REQUEST = 5;
export const AUTHENTICATION_RESPONSE = 6;
export const AUTHENTICATION_FAILURE = 7;
export const SECURITY_MODE_COMMAND = 8;
export const SECURITY_MODE_COMPLETE = 9;
export const SECURITY_MODE_REJECT = 10;
export const TRACKING_AREA_UPDATE_ACCEPT = 11;
export const DETACH_ACCEPT = 12;
export const DOWNLINK_NAS = 13;
export const UPLINK_NAS = 14;
export const ATTACH_COMPLETE = 15;
/** With EMM cause #22, congestion. */
export const ATTACH_REJECT = 16;
export const SERVICE_REJECT = 17;
export const TRACKING_AREA_UPDATE_REJECT = 18;

interface NasType {
  readonly number: number;
  /** Which refusal it may meet at the UE. */
  readonly refusal?: FailureName;
}

/** Names as in TS 24.301; the two in small letters stand for any other message. */
export const NAS_TABLE = {
  'ATTACH REQUEST': { number: ATTACH_REQUEST },
  'SERVICE REQUEST': { number: SERVICE_REQUEST },
  'TRACKING AREA UPDATE REQUEST': { number: TRACKING_AREA_UPDATE_REQUEST },
  'DETACH REQUEST': { number: DETACH_REQUEST },
  'AUTHENTICATION REQUEST': { number: AUTHENTICATION_REQUEST, refusal: 'authentication' },
  'AUTHENTICATION RESPONSE': { number: AUTHENTICATION_RESPONSE },
  'AUTHENTICATION FAILURE': { number: AUTHENTICATION_FAILURE },
  'SECURITY MODE COMMAND': { number: SECURITY_MODE_COMMAND, refusal: 'smc_reject' },
  'SECURITY MODE COMPLETE': { number: SECURITY_MODE_COMPLETE },
  'SECURITY MODE REJECT': { number: SECURITY_MODE_REJECT },
  'TRACKING AREA UPDATE ACCEPT': { number: TRACKING_AREA_UPDATE_ACCEPT },
  'DETACH ACCEPT': { number: DETACH_ACCEPT },
  'downlink NAS message': { number: DOWNLINK_NAS },
  'uplink NAS message': { number: UPLINK_NAS },
  'ATTACH COMPLETE': { number: ATTACH_COMPLETE },
  'ATTACH REJECT': { number: ATTACH_REJECT },
  'SERVICE REJECT': { number: SERVICE_REJECT },
  'TRACKING AREA UPDATE REJECT': { number: TRACKING_AREA_UPDATE_REJECT },
} as const satisfies Record<string, NasType>;

export type NasName = NameOf<typeof NAS_TABLE>;
export type NasNumber = NumberOf<typeof NAS_TABLE>;

const NAMES = namesOf('NAS messages', NAS_TABLE, 1);
/** Names by number; '' is none. */
export const NAS_MESSAGES: readonly string[] = ['', ...NAMES];
/** Numbers lie below this. */
export const NAS_KINDS: number = NAS_MESSAGES.length;
/** By number. */
export const NAS_REFUSALS: readonly (FailureName | undefined)[] = [
  undefined,
  ...columnOf<Record<NasName, NasType>, FailureName | undefined>(NAMES, NAS_TABLE, ({ refusal }) => refusal),
];
