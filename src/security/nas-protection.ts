import { createCipheriv } from 'node:crypto';
import { uea2, uia2 } from './snow-3g.js';
import { eea3, eia3 } from './zuc.js';

/** 0: the UE sends, 1: the MME does (TS 33.401 B.1.1). */
export type Direction = 0 | 1;

/** NAS has no bearers: this one stands for all (TS 24.301 4.4.3.1). */
const NAS_BEARER = 0;

/**
 * MAC of a NAS message (TS 33.401 B.2).
 *
 * @param eia 1: SNOW 3G, 2: AES, 3: ZUC; 0, the null algorithm, gives four octets of 0.
 * @param key KNASint, 16 octets.
 * @param count NAS COUNT, 24 bits.
 * @param message what the MAC is over: from the sequence number on.
 * @returns 4 octets; null if there is no such algorithm.
 */
export function nasIntegrity(
  eia: number,
  key: Uint8Array,
  count: number,
  direction: Direction,
  message: Uint8Array,
  bearer = NAS_BEARER,
): Uint8Array | null {
  switch (eia) {
    case 0:
      return new Uint8Array(4);
    case 1:
      // FRESH is the bearer, at the top (TS 33.401 B.2.2).
      return uia2(key, count, bearer << 27, direction, message);
    case 2:
      return aesCmac(
        key,
        Buffer.concat([counterBlock(count, bearer, direction).subarray(0, 8), message]),
      ).subarray(0, 4);
    case 3:
      return eia3(key, count, bearer, direction, message);
    default:
      return null;
  }
}

/**
 * A NAS message enciphered, or deciphered, which is the same (TS 33.401 B.1).
 *
 * @param eea 1: SNOW 3G, 2: AES, 3: ZUC; 0 leaves it as it is.
 * @param key KNASenc, 16 octets.
 * @returns as many octets; null if there is no such algorithm.
 */
export function nasKeystreamed(
  eea: number,
  key: Uint8Array,
  count: number,
  direction: Direction,
  message: Uint8Array,
  bearer = NAS_BEARER,
): Uint8Array | null {
  switch (eea) {
    case 0:
      return message;
    case 1:
      return uea2(key, count, bearer, direction, message);
    case 2:
      return createCipheriv('aes-128-ctr', key, counterBlock(count, bearer, direction)).update(message);
    case 3:
      return eea3(key, count, bearer, direction, message);
    default:
      return null;
  }
}

/** COUNT (32), BEARER (5), DIRECTION (1), 26 bits of 0; and 64 more for counter mode (B.1.3, B.2.3). */
function counterBlock(count: number, bearer: number, direction: Direction): Buffer {
  const block = Buffer.alloc(16);
  block.writeUInt32BE(count, 0);
  block[4] = (bearer << 3) | (direction << 2);
  return block;
}

/**
 * AES-CMAC (NIST SP 800-38B, RFC 4493).
 *
 * @param key 16 octets.
 * @returns 16 octets.
 */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(message.length / 16));
  const padded = Buffer.alloc(16 * blocks);
  padded.set(message);
  const isWhole = message.length === 16 * blocks && message.length > 0;
  if (!isWhole) padded[message.length] = 0x80;
  const subkey = doubled(aesBlock(key, Buffer.alloc(16)));
  const last = isWhole ? subkey : doubled(subkey);
  for (let i = 0; i < 16; i++) padded[16 * (blocks - 1) + i] ^= last[i];
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16));
  cipher.setAutoPadding(false);
  return cipher.update(padded).subarray(-16);
}

/** One block of AES-128. */
export function aesBlock(key: Uint8Array, block: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  cipher.setAutoPadding(false);
  return cipher.update(block);
}

/** Times x in GF(2^128). */
function doubled(block: Uint8Array): Buffer {
  const out = Buffer.alloc(16);
  for (let i = 0; i < 16; i++) out[i] = ((block[i] << 1) | ((block[i + 1] ?? 0) >>> 7)) & 255;
  if ((block[0] & 0x80) !== 0) out[15] ^= 0x87;
  return out;
}
