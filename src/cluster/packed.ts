import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { FormError, jsonOf } from './forms.js';

/*
 * JSON and arrays in one piece, packed: counts are mostly zeros.
 *
 *     CRC-32 of the rest, u32 | packed: length of the JSON, u32 | JSON | arrays, each at a multiple of 8 of what follows the JSON
 */

const SUM_BYTES = 4;
/** No more comes out of what is packed: a few octets may become any number. */
const UNPACKED_MAX = 2 ** 30;

const ALIGN = 8;
/** Octets that an array takes. */
export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN;

type Words = Int32Array | Float64Array;

export function pack(json: unknown, arrays: readonly Words[]): Uint8Array {
  const text = Buffer.from(JSON.stringify(json));
  const size = arrays.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);
  const bytes = Buffer.alloc(4 + text.length + size);
  bytes.writeUInt32LE(text.length);
  bytes.set(text, 4);
  let at = 4 + text.length;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += aligned(byteLength);
  }
  // The fastest level: a tenth of the octets for most counts, and little less with any other.
  const packed = deflateRawSync(bytes, { level: 1 });
  const sum = Buffer.alloc(SUM_BYTES);
  sum.writeUInt32LE(crc32(packed));
  return Buffer.concat([sum, packed]);
}

/** What was packed: arrays are read in their order. */
export class Unpacked<Json> {
  readonly json: Json;
  private readonly bytes: Buffer;
  private at: number;

  /** @throws FormError if it was not packed here, or was damaged since */
  constructor(packed: Uint8Array) {
    this.bytes = unpack(packed);
    const length = this.bytes.readUInt32LE();
    this.json = jsonOf(this.bytes.subarray(4, 4 + length)) as Json;
    this.at = 4 + length;
  }

  /** Octets of arrays that were not read. */
  get left(): number {
    return Math.max(0, this.bytes.length - this.at);
  }

  /** Reads the next array into one that is there. @throws FormError if no array of its length is left */
  read(into: Words): void {
    if (this.left < into.byteLength) throw new FormError('less is in it than belongs there');
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(
      this.bytes.subarray(this.at, this.at + into.byteLength),
    );
    this.at += aligned(into.byteLength);
  }
}

function unpack(packed: Uint8Array): Buffer {
  const all = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const rest = all.subarray(SUM_BYTES);
  if (all.length < SUM_BYTES || all.readUInt32LE() !== crc32(rest)) throw new FormError('damaged on its way');
  try {
    const bytes = inflateRawSync(rest, { maxOutputLength: UNPACKED_MAX });
    if (bytes.length >= 4 && bytes.readUInt32LE() <= bytes.length - 4) return bytes;
  } catch (cause) {
    throw new FormError('cannot be unpacked', { cause });
  }
  throw new FormError('cannot be unpacked');
}
