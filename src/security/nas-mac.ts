import { createCipheriv } from 'node:crypto';
import { requireInteger, requireOctets, SecurityInputError } from './errors.js';
import { bigEndian } from './kdf.js';

/** 128-EIA2: AES in CMAC mode. */
const EIA2 = 2;
const BLOCK = 16;
/** Of NAS messages (TS 24.301 4.4.3.3): the bearer identity is 0. */
const BEARER = 0;

/**
 * The message authentication code of a NAS message (TS 33.401 8.1 and Annex B.2.3).
 *
 * @param algorithm Identity of the integrity algorithm; 2, 128-EIA2, is the one that there is.
 * @param key KNASint, 16 octets.
 * @param count NAS COUNT, 24 bits.
 * @param isUplink From the UE to the MME.
 * @param octets What is protected: sequence number and message, or the first two octets of a SERVICE REQUEST.
 * @returns 4 octets.
 * @throws SecurityInputError if the key has another length, the COUNT does not fit or the algorithm is another.
 */
export function nasMac(
  algorithm: number,
  key: Uint8Array,
  count: number,
  isUplink: boolean,
  octets: Uint8Array,
): Uint8Array {
  requireOctets('key', key, 16);
  requireInteger('count', count, 0xffffff);
  if (algorithm !== EIA2) throw new SecurityInputError('algorithm', '2 (128-EIA2)', String(algorithm));
  return eia2(key, count, BEARER, isUplink, octets);
}

/**
 * 128-EIA2 (TS 33.401 Annex B.2.3) of whole octets.
 *
 * @param key 16 octets.
 * @param count COUNT, 32 bits.
 * @param bearer Bearer identity, 5 bits.
 * @returns 4 octets.
 */
export function eia2(
  key: Uint8Array,
  count: number,
  bearer: number,
  isUplink: boolean,
  octets: Uint8Array,
): Uint8Array {
  const head = Uint8Array.of(...bigEndian(count, 4), (bearer << 3) | (isUplink ? 0 : 4), 0, 0, 0);
  return aesCmac(key, Buffer.concat([head, octets])).subarray(0, 4);
}

/**
 * AES-CMAC (RFC 4493).
 *
 * @param key 16 octets.
 * @returns 16 octets.
 */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const subkey = doubled(cbc(key, new Uint8Array(BLOCK)));
  const blocks = Math.max(1, Math.ceil(message.length / BLOCK));
  const padded = new Uint8Array(blocks * BLOCK);
  padded.set(message);
  const isWhole = message.length === blocks * BLOCK;
  if (!isWhole) padded[message.length] = 0x80;
  const mask = isWhole ? subkey : doubled(subkey);
  for (let i = 0; i < BLOCK; i++) padded[padded.length - BLOCK + i] ^= mask[i];
  return cbc(key, padded).subarray(-BLOCK);
}

function cbc(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, new Uint8Array(BLOCK)).setAutoPadding(false);
  return cipher.update(blocks);
}

/** Multiplied by x in GF(2¹²⁸). */
function doubled(block: Uint8Array): Uint8Array {
  const out = block.map((octet, i) => ((octet << 1) | ((block[i + 1] ?? 0) >>> 7)) & 0xff);
  if (block[0] & 0x80) out[BLOCK - 1] ^= 0x87;
  return out;
}
