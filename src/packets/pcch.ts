import { tmsiOf } from './constants.js';
import {
  absent,
  bitString,
  choice,
  encode,
  enumerated,
  sequence,
  sequenceOf,
  type Type,
} from './per/types.js';

/*
 * Paging on PCCH (TS 36.331 6.2.2): one record, with the S-TMSI of the UE, for packet services. PCCH has no other message
 * of this version, so its kind takes no bits.
 */

type Values = Readonly<Record<string, unknown>>;

/** The MME of an S-TMSI: a trace does not say on the radio which one it is, and there NAS messages have 0 as well. */
const SOME_MME = Uint8Array.of(0);
const PACKET_SERVICES = 0;

const sTmsi = sequence(
  [
    ['mmec', bitString(8)],
    ['m-TMSI', bitString(32)],
  ],
  false,
);
const record = sequence([
  ['ue-Identity', choice(2, 0, sTmsi)],
  ['cn-Domain', enumerated(2)],
]);
const paging = sequence(
  [
    ['pagingRecordList', sequenceOf(1, 16, record) as Type<never>, 'optional'],
    ['systemInfoModification', absent, 'optional'],
    ['etws-Indication', absent, 'optional'],
    ['nonCriticalExtension', absent, 'optional'],
  ],
  false,
);
const message: Type<Values> = choice(2, 0, choice(1, 0, paging, false), false);

/** The octets of the Paging of one UE. */
export function encodePaging(ue: number): Uint8Array {
  const one = { 'ue-Identity': { mmec: SOME_MME, 'm-TMSI': tmsiOf(ue) }, 'cn-Domain': PACKET_SERVICES };
  return encode(message, { pagingRecordList: [one] }, false);
}
