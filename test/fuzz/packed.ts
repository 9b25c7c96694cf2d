import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/* What src/cluster/packed.ts packs, from and to octets that may be wrong inside: the checksum is right. */

export const unpacked = (bytes: Uint8Array): Buffer => inflateRawSync(bytes.subarray(4));

export function packed(bytes: Uint8Array): Buffer {
  const rest = deflateRawSync(bytes);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(rest));
  return Buffer.concat([sum, rest]);
}

/** The text in front, without the length that precedes it. */
export function textIn(whole: Buffer): Buffer {
  return whole.subarray(4, 4 + whole.readUInt32LE());
}

/** With a length that is right, too. */
export function packedText(text: Uint8Array, rest: Uint8Array = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return packed(Buffer.concat([length, text, rest]));
}
