import { NAS_CIPHERING, packDigits, SGW_ADDRESS, UE_NETWORK_CAPABILITY } from './constants.js';
import { bigEndian, concat } from './octets.js';

/*
 * GTPv2-C's messages on S10 (TS 29.274 7.3), with the information elements that are mandatory and what our messages
 * bring.
 */

export const GTP = {
  'FORWARD RELOCATION REQUEST': 133,
  'FORWARD RELOCATION RESPONSE': 134,
  'FORWARD RELOCATION COMPLETE NOTIFICATION': 135,
  'FORWARD RELOCATION COMPLETE ACKNOWLEDGE': 136,
  'RELOCATION CANCEL REQUEST': 139,
  'RELOCATION CANCEL RESPONSE': 140,
} as const;
export type GtpName = keyof typeof GTP;

/** An element: its type, its instance, its value (TS 29.274 8.2). */
function element(type: number, value: Uint8Array | readonly number[], instance = 0): Uint8Array {
  return concat([type], bigEndian(value.length, 2), [instance], value);
}

/** A message: header with TEID, sequence number of 24 bits, then its elements. */
export function gtpMessage(
  name: GtpName,
  teid: number,
  sequence: number,
  elements: readonly Uint8Array[],
): Uint8Array {
  const body = concat(bigEndian(teid, 4), bigEndian(sequence, 3), [0], ...elements);
  // Version 2, with TEID.
  return concat([0x48, GTP[name]], bigEndian(body.length, 2), body);
}

/* Elements */

export const imsi = (digits: string): Uint8Array => element(1, packDigits(digits));

const ACCEPTED = 16;
const SYSTEM_FAILURE = 72;
export const cause = (isAccepted: boolean): Uint8Array =>
  element(2, [isAccepted ? ACCEPTED : SYSTEM_FAILURE, 0]);

/** Interface types of an F-TEID. */
const S10_MME = 12;
const S11_SGW = 11;
const S5_PGW = 7;
const fTeid = (type: number, teid: number, address: Uint8Array, instance: number): Uint8Array =>
  element(87, concat([0x80 | type], bigEndian(teid, 4), address), instance);

export const mmeTeid = (teid: number, address: Uint8Array): Uint8Array => fTeid(S10_MME, teid, address, 0);
export const sgwTeid = (): Uint8Array => fTeid(S11_SGW, 1, SGW_ADDRESS, 1);

/** F-Cause: of the radio network layer of S1AP. */
export const s1apCause = (radio: number): Uint8Array => element(119, [0, radio]);

/** E-UTRAN transparent container: an F-Container of S1AP's kind. */
export const transparentContainer = (octets: Uint8Array): Uint8Array =>
  element(118, concat([0x03], octets), 0);

/** One PDN connection with a default bearer. */
export function pdnConnection(): Uint8Array {
  const apn = Buffer.from('internet', 'ascii');
  const address = element(74, SGW_ADDRESS);
  const bearer = element(
    93,
    concat(
      element(73, [5]),
      fTeid(1, 1, SGW_ADDRESS, 0),
      fTeid(5, 1, SGW_ADDRESS, 1),
      element(80, concat([0x7c, 9], new Uint8Array(20))),
    ),
  );
  const rate = element(72, concat(bigEndian(100_000, 4), bigEndian(100_000, 4)));
  return element(
    109,
    concat(
      element(71, concat([apn.length], apn)),
      address,
      element(73, [5]),
      fTeid(S5_PGW, 1, SGW_ADDRESS, 0),
      bearer,
      rate,
    ),
  );
}

/** What FORWARD RELOCATION REQUEST brings of keys. Octets of keys are 32 each. */
export interface SecurityContext {
  readonly kasme: Uint8Array;
  readonly eksi: number;
  /** Number of its 128-EIA. */
  readonly integrity: number;
  readonly nh: Uint8Array;
  readonly ncc: number;
  /** The KASME that AS runs on, if it is another: rule 8. */
  readonly old: { readonly kasme: Uint8Array; readonly eksi: number } | null;
  readonly downlinkCount: number;
  readonly uplinkCount: number;
}

/** Security mode: EPS security context and quadruplets. */
const EPS_CONTEXT = 4;

/**
 * MM Context with an EPS security context (TS 29.274 8.38). Where there are two KASMEs, NH and NCC belong to the old
 * one, and stand there.
 */
export function mmContext(context: SecurityContext): Uint8Array {
  const { kasme, eksi, integrity, nh, ncc, old, downlinkCount, uplinkCount } = context;
  const hasNew = old === null;
  return element(
    107,
    concat(
      [
        (EPS_CONTEXT << 5) | (hasNew ? 0x10 : 0) | eksi,
        old === null ? 0 : 1,
        (integrity << 4) | NAS_CIPHERING,
      ],
      bigEndian(downlinkCount, 3),
      bigEndian(uplinkCount, 3),
      kasme,
      hasNew ? concat(nh, [ncc]) : [],
      [UE_NETWORK_CAPABILITY.length],
      UE_NETWORK_CAPABILITY,
      // No MS network capability, no mobile equipment identity, no access restrictions.
      [0, 0, 0],
      old === null ? [] : concat([0x80 | (old.eksi << 3) | ncc], old.kasme, nh),
      // No voice domain preference; no UE radio capability for paging.
      [0, 0, 0],
    ),
  );
}
