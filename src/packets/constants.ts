import { bigEndian, concat } from './octets.js';

/*
 * What messages must carry and the model does not have: plausible constants, the same everywhere. docs/packets.md
 * lists them.
 */

/** PLMN 001 01, the one for tests, as TS 24.301 packs its digits: also the serving network of real keys. */
export const PLMN = Uint8Array.of(0x00, 0xf1, 0x10);

/** Tracking area of all cells, and the group that all MMEs are in. */
export const TAC = Uint8Array.of(0x00, 0x01);
export const MME_GROUP = Uint8Array.of(0x80, 0x01);

/** Cell 0 of an eNB: 20 bits of eNB, 8 of cell, in the 28 highest of four octets. */
export const cellOf = (enb: number): Uint8Array => bigEndian(((enb & 0xfffff) << 12) >>> 0, 4);

/** The same without its cell, in the 20 highest bits of three octets. */
export const enbId = (enb: number): Uint8Array => bigEndian((enb & 0xfffff) << 4, 3);

/** Physical cell identity of that cell. */
export const pciOf = (enb: number): number => enb % 504;

/** One E-RAB, a default bearer: its identity, class of QoS and priority; the tunnel's end at the S-GW. */
export const E_RAB_ID = 5;
export const QCI = 9;
export const PRIORITY = 8;
export const SGW_ADDRESS = Uint8Array.of(10, 4, 0, 1);
/** Bit/s, each way. */
export const AMBR_BPS = 100_000_000;

/** 128-EEA1 to 3 and 128-EIA1 to 3, as S1AP and X2AP say what a UE can do. */
export const UE_ALGORITHMS = Uint8Array.of(0xe0, 0x00);
/** The same, null algorithms included, as NAS says it: UE network capability and security capability. */
export const UE_NETWORK_CAPABILITY = Uint8Array.of(0xf0, 0xf0);
/** Null ciphering, 128-EIA2. */
export const NAS_CIPHERING = 0;
export const INTEGRITY = 2;

/** Digits of the IMSI of a UE: the network's, then its number. */
export const imsiOf = (ue: number): string => `00101${String(ue).padStart(10, '0')}`;

/** IMSI as TS 24.301 9.9.3.12 and TS 29.274 pack its digits. */
export function packDigits(digits: string): Uint8Array {
  const filled = digits.length % 2 === 0 ? digits : `${digits}f`;
  return Uint8Array.from(
    { length: filled.length / 2 },
    (_, i) => Number.parseInt(filled[2 * i], 16) | (Number.parseInt(filled[2 * i + 1], 16) << 4),
  );
}

/** M-TMSI of a UE. */
export const tmsiOf = (ue: number): Uint8Array => bigEndian((0xc0000000 + ue) >>> 0, 4);

/** GUTI of a UE (TS 24.301 9.9.3.12): its value part. */
export const gutiOf = (ue: number, mme: number): Uint8Array =>
  concat([0xf6], PLMN, MME_GROUP, [mme & 0xff], tmsiOf(ue));

/** IPv4 addresses: MMEs 10.1.0.0/16, eNBs 10.2.0.0/15. */
export const mmeAddress = (mme: number): Uint8Array => bigEndian(0x0a010000 + (mme & 0xffff), 4);
export const enbAddress = (enb: number): Uint8Array => bigEndian(0x0a020000 + (enb & 0x1ffff), 4);
