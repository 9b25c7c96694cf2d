import { createHmac } from 'node:crypto';

/**
 * The key derivation function of TS 33.220 Annex B.2, as TS 33.401 Annex A.1 uses it:
 * HMAC-SHA-256(key, FC | P0 | L0 | P1 | L1 | …), each L the length of its P in two octets, big endian.
 *
 * @param key 32 octets.
 * @param fc The function's code, one octet.
 * @param parameters P0, P1, … in order.
 * @returns 32 octets.
 */
export function kdf(key: Uint8Array, fc: number, ...parameters: readonly Uint8Array[]): Uint8Array {
  const hmac = createHmac('sha256', key).update(Uint8Array.of(fc));
  for (const parameter of parameters) {
    hmac.update(parameter).update(bigEndian(parameter.length, 2));
  }
  // A copy of its own: the digest is a Buffer, which prints and slices unlike a Uint8Array.
  return Uint8Array.from(hmac.digest());
}

/** `value` in `octets` octets (1 to 4), most significant first. */
export function bigEndian(value: number, octets: number): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, i) => value >>> (8 * (octets - 1 - i)));
}
