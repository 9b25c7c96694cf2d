import type { Protected } from './keys/kasme.js';

/*
 * The head of a NAS message (TS 24.301 9.3): what protects it and which one it is. Where a message is ciphered, that is all
 * that can be read.
 */

/** What a NAS message shows. */
export interface NasHead {
  readonly name: string;
  /** The lowest bits of COUNT, and how many; absent where the message goes in plain. */
  readonly sequence?: number;
  readonly sequenceBits?: 5 | 8;
  /** eKSI of what it is under, or is to take into use; and that AUTHENTICATION REQUEST offers. */
  readonly eksi?: number | undefined;
  readonly newEksi?: number;
  /** RAND and AUTN of AUTHENTICATION REQUEST, where it can be read. */
  readonly challenge?: { readonly rand: Uint8Array; readonly autn: Uint8Array };
  /** EEA and EIA that SECURITY MODE COMMAND selects. */
  readonly ciphering?: number;
  readonly integrity?: number;
}

/** Security header types (TS 24.301 9.3.1). */
const CIPHERED = new Set([2, 4]);
const NEW_CONTEXT = 3;
const NEW_CONTEXT_CIPHERED = 4;
const SERVICE_REQUEST = 12;
const EMM = 7;
const ESM = 2;
/** eKSI: no key is available. */
const NO_KEY = 7;
/** Header type and discriminator, MAC, sequence number. */
const SECURITY_HEADER_OCTETS = 6;

const SHORT_OCTETS = 4;
/** RAND and AUTN in AUTHENTICATION REQUEST. */
const RAND_AT = 3;
const AUTN_AT = 20;
const CHALLENGE_OCTETS = 16;

/** EMM messages (TS 24.301 table 9.8.1). */
const EMM_NAMES: Readonly<Record<number, string>> = {
  65: 'ATTACH REQUEST',
  66: 'ATTACH ACCEPT',
  67: 'ATTACH COMPLETE',
  68: 'ATTACH REJECT',
  69: 'DETACH REQUEST',
  70: 'DETACH ACCEPT',
  72: 'TRACKING AREA UPDATE REQUEST',
  73: 'TRACKING AREA UPDATE ACCEPT',
  74: 'TRACKING AREA UPDATE COMPLETE',
  75: 'TRACKING AREA UPDATE REJECT',
  76: 'EXTENDED SERVICE REQUEST',
  77: 'CONTROL PLANE SERVICE REQUEST',
  78: 'SERVICE REJECT',
  79: 'SERVICE ACCEPT',
  80: 'GUTI REALLOCATION COMMAND',
  81: 'GUTI REALLOCATION COMPLETE',
  82: 'AUTHENTICATION REQUEST',
  83: 'AUTHENTICATION RESPONSE',
  84: 'AUTHENTICATION REJECT',
  85: 'IDENTITY REQUEST',
  86: 'IDENTITY RESPONSE',
  92: 'AUTHENTICATION FAILURE',
  93: 'SECURITY MODE COMMAND',
  94: 'SECURITY MODE COMPLETE',
  95: 'SECURITY MODE REJECT',
};

/** Requests whose eKSI lies in the upper half of the octet behind their type, beside the type of attach, detach or update. */
const EKSI_IN_UPPER_HALF = new Set([0x41, 0x45, 0x48, 0x4c, 0x4d]);
const AUTHENTICATION_REQUEST = 0x52;
const SECURITY_MODE_COMMAND = 0x5d;

/**
 * @param isReadable the algorithm in use ciphers nothing, as far as is known
 * @returns null if these octets are no NAS message
 */
export function nasHead(octets: Uint8Array, isUplink: boolean, isReadable: boolean): NasHead | null {
  if (octets.length < 2) return null;
  const header = octets[0] >> 4;
  const any = isUplink ? 'uplink NAS message' : 'downlink NAS message';
  if (header === SERVICE_REQUEST) {
    const [, second] = octets;
    return { name: 'SERVICE REQUEST', ...known('eksi', second >> 5), sequence: second & 31, sequenceBits: 5 };
  }
  const isEmm = (octets[0] & 15) === EMM;
  if (!isEmm || header === 0) {
    // It is under no context, whichever one it speaks of.
    const content = contentOf(octets, isUplink, any);
    return content === null ? null : { ...content, eksi: undefined };
  }
  if (octets.length <= SECURITY_HEADER_OCTETS) return null;
  const protection = { sequence: octets[SECURITY_HEADER_OCTETS - 1], sequenceBits: 8 } as const;
  // These header types have one message each.
  if (header === NEW_CONTEXT_CIPHERED) return { name: 'SECURITY MODE COMPLETE', ...protection };
  const inner = octets.subarray(SECURITY_HEADER_OCTETS);
  if (CIPHERED.has(header) && !isReadable) return { name: any, ...protection };
  const content = contentOf(inner, isUplink, any);
  if (content !== null) return { ...content, ...protection };
  return { name: header === NEW_CONTEXT ? 'SECURITY MODE COMMAND' : any, ...protection };
}

/** A message without what protects it; null where that ciphers it, or it has another form. */
export function plainNas(octets: Uint8Array, isReadable: boolean): Uint8Array | null {
  const header = (octets[0] ?? 0) >> 4;
  if (header === SERVICE_REQUEST || (CIPHERED.has(header) && !isReadable)) return null;
  const plain = header === 0 ? octets : octets.subarray(SECURITY_HEADER_OCTETS);
  return plain[0] === EMM ? plain : null;
}

function contentOf(octets: Uint8Array, isUplink: boolean, any: string): NasHead | null {
  const discriminator = octets[0] & 15;
  // Session management: which one it is matters to no rule.
  if (discriminator === ESM) return { name: any };
  if (discriminator !== EMM || octets[0] >> 4 !== 0) return null;
  const [, type, third = 0, fourth = 0] = octets;
  const name = EMM_NAMES[type] ?? any;
  if (type === AUTHENTICATION_REQUEST) return { name, ...known('newEksi', third), ...challengeIn(octets) };
  if (type === SECURITY_MODE_COMMAND)
    return { name, ...known('eksi', fourth), ciphering: (third >> 4) & 7, integrity: third & 7 };
  return { name, ...(isUplink && EKSI_IN_UPPER_HALF.has(type) && known('eksi', third >> 4)) };
}

/** Behind the type and eKSI: RAND, and AUTN with its length (TS 24.301 8.2.7). */
function challengeIn(octets: Uint8Array): Pick<NasHead, 'challenge'> {
  const rand = octets.subarray(RAND_AT, RAND_AT + CHALLENGE_OCTETS);
  const autn = octets.subarray(AUTN_AT, AUTN_AT + CHALLENGE_OCTETS);
  return autn.length < CHALLENGE_OCTETS ? {} : { challenge: { rand, autn } };
}

/**
 * A NAS message with its MAC apart: null if it has none. The short form has two octets of it behind all else (TS 24.301
 * 9.9.3.28).
 */
export function protectedNas(octets: Uint8Array): Protected | null {
  const header = (octets[0] ?? 0) >> 4;
  if (header === SERVICE_REQUEST) {
    if (octets.length < SHORT_OCTETS) return null;
    const sequence = octets[1] & 31;
    return { octets: octets.subarray(0, 2), mac: octets.subarray(2, SHORT_OCTETS), sequence, modulus: 32 };
  }
  if (header === 0 || (octets[0] & 15) !== EMM || octets.length <= SECURITY_HEADER_OCTETS) return null;
  const counted = octets.subarray(SECURITY_HEADER_OCTETS - 1);
  return {
    octets: counted,
    mac: octets.subarray(1, SECURITY_HEADER_OCTETS - 1),
    sequence: counted[0],
    modulus: 256,
  };
}

function known(slot: 'eksi' | 'newEksi', value: number): Partial<NasHead> {
  const eksi = value & 7;
  return eksi === NO_KEY ? {} : { [slot]: eksi };
}
