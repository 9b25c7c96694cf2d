import { deflateRawSync, inflateRawSync } from 'node:zlib';

/*
 * JSON and arrays in one piece, packed: counts are mostly zeros.
 *
 *     length of the JSON, u32 | JSON | arrays, each at a multiple of 8 of what follows the JSON
 */

const ALIGN = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN;

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
  return deflateRawSync(bytes, { level: 1 });
}

/** What was packed: arrays are read in their order. */
export class Unpacked<Json> {
  readonly json: Json;
  private readonly bytes: Buffer;
  private at: number;

  constructor(packed: Uint8Array) {
    this.bytes = inflateRawSync(packed);
    const length = this.bytes.readUInt32LE();
    this.json = JSON.parse(this.bytes.toString('utf8', 4, 4 + length)) as Json;
    this.at = 4 + length;
  }

  /** Reads the next array into one that is there. */
  read(into: Words): void {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(
      this.bytes.subarray(this.at, this.at + into.byteLength),
    );
    this.at += aligned(into.byteLength);
  }
}
