import { isImsi } from './imsi.js';
import { plainNas } from './nas.js';

/*
 * Who a NAS message says that its UE is (TS 24.301 8.2, 9.9.3.12): IMSI and GUTI, where they are in plain. Wireshark would
 * take what is ciphered for plain where its first octet happens to look so, and then find the rest malformed.
 */

/** Identities of a UE. */
export interface NasIdentity {
  readonly imsi?: string;
  /** Code of the MME and M-TMSI, in hexadecimal. */
  readonly temporary?: string;
}

const NONE: NasIdentity = {};

const ATTACH_REQUEST = 0x41;
const ATTACH_ACCEPT = 0x42;
const DETACH_REQUEST = 0x45;
const TAU_REQUEST = 0x48;
const TAU_ACCEPT = 0x49;
const GUTI_REALLOCATION_COMMAND = 0x50;
const IDENTITY_RESPONSE = 0x56;

/** IEIs of what may lie before a GUTI, and of the GUTI. */
const T3412 = 0x5a;
const GUTI = 0x50;

/** Types of identity, and octets of a GUTI: type, PLMN, group and code of the MME, M-TMSI. */
const IMSI_TYPE = 1;
const GUTI_TYPE = 6;
const GUTI_OCTETS = 11;
const CODE_AT = 6;
const TMSI_AT = 7;
/** Filler behind an even number of digits. */
const FILLER = 15;

/** @param isReadable the algorithm in use ciphers nothing, as far as is known */
export function nasIdentity(octets: Uint8Array, isUplink: boolean, isReadable: boolean): NasIdentity {
  const plain = plainNas(octets, isReadable);
  const at = plain === null ? null : isUplink ? uplinkAt(plain) : downlinkAt(plain);
  if (plain === null || at === null || at >= plain.length) return NONE;
  const identity = plain.subarray(at + 1, at + 1 + plain[at]);
  return identity.length < plain[at] ? NONE : identityIn(identity);
}

/** Where the length of an identity lies, or null. */
function uplinkAt([, type]: Uint8Array): number | null {
  if (type === IDENTITY_RESPONSE) return 2;
  return type === ATTACH_REQUEST || type === TAU_REQUEST || type === DETACH_REQUEST ? 3 : null;
}

function downlinkAt(plain: Uint8Array): number | null {
  const [, type] = plain;
  if (type === GUTI_REALLOCATION_COMMAND) return 2;
  if (type === TAU_ACCEPT) return behind(plain, plain[3] === T3412 ? 5 : 3);
  if (type !== ATTACH_ACCEPT) return null;
  // Result and T3412; a list of TAIs; a message of session management, with two octets of length.
  const session = 5 + (plain[4] ?? 0);
  return behind(plain, session + 2 + ((plain[session] ?? 0) << 8) + (plain[session + 1] ?? 0));
}

const behind = (plain: Uint8Array, at: number): number | null => (plain[at] === GUTI ? at + 1 : null);

function identityIn(identity: Uint8Array): NasIdentity {
  const type = (identity[0] ?? 0) & 7;
  if (type === IMSI_TYPE) {
    const imsi = digitsOf(identity);
    return isImsi(imsi) ? { imsi } : NONE;
  }
  if (type !== GUTI_TYPE || identity.length !== GUTI_OCTETS) return NONE;
  const [code, tmsi] = [identity.subarray(CODE_AT, TMSI_AT), identity.subarray(TMSI_AT)];
  return { temporary: `${Buffer.from(code).toString('hex')} ${Buffer.from(tmsi).toString('hex')}` };
}

/** The first digit lies beside the type, and then two are in an octet. */
function digitsOf(identity: Uint8Array): string {
  const digits = [...identity].flatMap((octet, i) => (i === 0 ? [octet >> 4] : [octet & 15, octet >> 4]));
  return digits.filter((digit) => digit !== FILLER).join('');
}
