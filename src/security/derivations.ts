import { requireInteger, requireOctets, SecurityInputError } from './errors.js';
import { bigEndian, kdf } from './kdf.js';

/**
 * The types of algorithm keys with their distinguishers (TS 33.401 table A.7-1). The NAS keys come from
 * KASME, the RRC and UP keys from KeNB.
 */
export const ALGORITHM_TYPES = {
  'nas-enc': 1,
  'nas-int': 2,
  'rrc-enc': 3,
  'rrc-int': 4,
  'up-enc': 5,
  'up-int': 6,
} as const;

export type AlgorithmType = keyof typeof ALGORITHM_TYPES;

/**
 * KASME (TS 33.401 A.2), FC 0x10.
 *
 * @param ck CK of the AKA run, 16 octets.
 * @param ik IK of the AKA run, 16 octets.
 * @param snId Serving network identity, 3 octets: MCC and MNC digits as TS 24.301 packs them.
 * @param sqnXorAk SQN ⊕ AK, the first 6 octets of AUTN.
 * @returns KASME, 32 octets.
 * @throws SecurityInputError if an argument has another length.
 */
export function deriveKasme(
  ck: Uint8Array,
  ik: Uint8Array,
  snId: Uint8Array,
  sqnXorAk: Uint8Array,
): Uint8Array {
  requireOctets('ck', ck, 16);
  requireOctets('ik', ik, 16);
  requireOctets('snId', snId, 3);
  requireOctets('sqnXorAk', sqnXorAk, 6);
  const key = new Uint8Array(32);
  key.set(ck, 0);
  key.set(ik, 16);
  return kdf(key, 0x10, snId, sqnXorAk);
}

/**
 * KeNB at initial context setup or a key change on the fly (TS 33.401 A.3), FC 0x11.
 *
 * @param kasme 32 octets.
 * @param ulNasCount Uplink NAS COUNT. It has 24 bits and goes into four octets, the first of them 0; the
 *   function takes any 32-bit value, as the public vectors do.
 * @returns KeNB, 32 octets.
 * @throws SecurityInputError if KASME has another length or the COUNT is no integer from 0 to 2^32 - 1.
 */
export function deriveKenb(kasme: Uint8Array, ulNasCount: number): Uint8Array {
  requireOctets('kasme', kasme, 32);
  requireInteger('ulNasCount', ulNasCount, 0xffffffff);
  return kdf(kasme, 0x11, bigEndian(ulNasCount, 4));
}

/**
 * NH (TS 33.401 A.4), FC 0x12.
 *
 * @param kasme The KASME that AS runs on, 32 octets.
 * @param syncInput KeNB of the initial context setup for the first NH, the previous NH after that; 32 octets.
 * @returns NH, 32 octets.
 * @throws SecurityInputError if an argument has another length.
 */
export function deriveNh(kasme: Uint8Array, syncInput: Uint8Array): Uint8Array {
  requireOctets('kasme', kasme, 32);
  requireOctets('syncInput', syncInput, 32);
  return kdf(kasme, 0x12, syncInput);
}

/**
 * KeNB* in a handover (TS 33.401 A.5), FC 0x13.
 *
 * @param key NH (vertical derivation) or the current KeNB (horizontal), 32 octets.
 * @param pci Physical cell id of the target cell, coded in two octets.
 * @param earfcnDl EARFCN-DL of the target cell: two octets up to 65535, three above.
 * @returns KeNB*, 32 octets.
 * @throws SecurityInputError if the key has another length, or a number does not fit its octets.
 */
export function deriveKenbStar(key: Uint8Array, pci: number, earfcnDl: number): Uint8Array {
  requireOctets('key', key, 32);
  requireInteger('pci', pci, 0xffff);
  requireInteger('earfcnDl', earfcnDl, 0xffffff);
  return kdf(key, 0x13, bigEndian(pci, 2), bigEndian(earfcnDl, earfcnDl > 0xffff ? 3 : 2));
}

/**
 * A key for one ciphering or integrity algorithm (TS 33.401 A.7), FC 0x15.
 *
 * @param key KASME for the NAS types, KeNB for the others; 32 octets.
 * @param type What the key is for.
 * @param algorithmId The algorithm's identity, four bits: 0 null, 1 SNOW 3G, 2 AES, 3 ZUC.
 * @returns The 128 least significant bits of the output, 16 octets.
 * @throws SecurityInputError if the key has another length, the type is unknown or the identity is no integer
 *   from 0 to 15.
 */
export function deriveAlgorithmKey(key: Uint8Array, type: AlgorithmType, algorithmId: number): Uint8Array {
  requireOctets('key', key, 32);
  if (!Object.hasOwn(ALGORITHM_TYPES, type)) {
    throw new SecurityInputError('type', `one of ${Object.keys(ALGORITHM_TYPES).join(', ')}`, `"${type}"`);
  }
  requireInteger('algorithmId', algorithmId, 15);
  return kdf(key, 0x15, Uint8Array.of(ALGORITHM_TYPES[type]), Uint8Array.of(algorithmId)).slice(16);
}
