import { gutiOf, NAS_CIPHERING, UE_NETWORK_CAPABILITY } from './constants.js';
import { concat, lv, lvE } from './octets.js';

/*
 * The content of NAS messages (TS 24.301 8.2) behind the header: what is mandatory, and no more.
 */

/** What a message may need to know. */
export interface NasContext {
  readonly ue: number;
  /** The one whose GUTI the UE has. */
  readonly mme: number;
  /** eKSI of what protects it; 7: no key is available. */
  readonly eksi: number;
  /** Number of the 128-EIA that protects it, and that SECURITY MODE COMMAND selects. */
  readonly integrity: number;
  /** eKSI that AUTHENTICATION REQUEST offers. */
  readonly newEksi: number;
  /** Different for each run of AKA. */
  readonly challenge: Uint8Array;
}

const NO_KEY = 7;
const ATTACH = 1;
const guti = (ue: number, mme: number): Uint8Array => lv(gutiOf(ue, mme));

/** PDN CONNECTIVITY REQUEST and ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT, inside attach. */
const PDN_CONNECTIVITY_REQUEST = Uint8Array.of(0x02, 0x01, 0xd0, 0x11);
const BEARER_ACCEPT = Uint8Array.of(0x52, 0x00, 0xc2);
/** An SMS acknowledgement (CP-ACK, TS 24.011), for any other uplink message. */
const CP_ACK = Uint8Array.of(0x09, 0x04);

type Content = (context: NasContext) => Uint8Array | readonly number[];

/** EMM cause #22, congestion; from an MME that has no key of the UE #9, it cannot tell who that is. */
const rejection: Content = ({ eksi }) => [eksi === NO_KEY ? 9 : 22];

/** Type of the message, then its content. */
const ROWS: Readonly<Record<string, readonly [type: number, content: Content]>> = {
  'ATTACH REQUEST': [
    0x41,
    ({ ue, mme }) =>
      concat([0x70 | ATTACH], guti(ue, mme), lv(UE_NETWORK_CAPABILITY), lvE(PDN_CONNECTIVITY_REQUEST)),
  ],
  'ATTACH COMPLETE': [0x43, () => lvE(BEARER_ACCEPT)],
  'ATTACH REJECT': [0x44, () => [22]],
  'DETACH REQUEST': [0x45, ({ ue, mme, eksi }) => concat([(eksi << 4) | 1], guti(ue, mme))],
  'DETACH ACCEPT': [0x46, () => []],
  'TRACKING AREA UPDATE REQUEST': [0x48, ({ ue, mme, eksi }) => concat([eksi << 4], guti(ue, mme))],
  'TRACKING AREA UPDATE ACCEPT': [0x49, () => [0]],
  'TRACKING AREA UPDATE REJECT': [0x4b, rejection],
  'SERVICE REJECT': [0x4e, rejection],
  'AUTHENTICATION REQUEST': [0x52, ({ newEksi, challenge }) => concat([newEksi], challenge, lv(challenge))],
  'AUTHENTICATION RESPONSE': [0x53, ({ challenge }) => lv(challenge.subarray(0, 8))],
  // MAC failure.
  'AUTHENTICATION FAILURE': [0x5c, () => [20]],
  'SECURITY MODE COMMAND': [
    0x5d,
    ({ eksi, integrity }) => concat([(NAS_CIPHERING << 4) | integrity, eksi], lv(UE_NETWORK_CAPABILITY)),
  ],
  'SECURITY MODE COMPLETE': [0x5e, () => []],
  // Security mode rejected, unspecified.
  'SECURITY MODE REJECT': [0x5f, () => [24]],
  // EMM INFORMATION and UPLINK NAS TRANSPORT stand for any other message.
  'downlink NAS message': [0x61, () => []],
  'uplink NAS message': [0x63, () => lv(CP_ACK)],
};

/** EPS mobility management, without protection. */
const PLAIN_EMM = 0x07;

/** @returns the message as it is before it is protected, or null if it has no such form */
export function plainNas(name: string, context: NasContext): Uint8Array | null {
  if (!Object.hasOwn(ROWS, name)) return null;
  const [type, content] = ROWS[name];
  return concat([PLAIN_EMM, type], content(context));
}
