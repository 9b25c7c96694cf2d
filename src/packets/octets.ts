import { bigEndian } from '../security/kdf.js';

export { bigEndian };

export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Hexadecimal digits, two to an octet. */
export const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** One octet of length, then the octets. */
export const lv = (octets: Uint8Array): Uint8Array => concat([octets.length], octets);

/** Two octets of length, then the octets. */
export const lvE = (octets: Uint8Array): Uint8Array => concat(bigEndian(octets.length, 2), octets);
