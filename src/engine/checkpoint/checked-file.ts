import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { writeAll } from '../../files.js';

/*
 * Files of a checkpoint: words as they lie in memory, with their length and checksum kept elsewhere (manifest.ts).
 */

/** How long a file is, and its CRC-32. */
export interface Checksum {
  readonly bytes: number;
  readonly crc32: number;
}

/** Checked while it is still in the cache. */
const PIECE_BYTES = 2 ** 18;

/** Writes these arrays, one after the other, into a new file. @throws as openSync and writeAll do */
export function writeChecked(path: string, parts: Iterable<Int32Array>): Checksum {
  const file = openSync(path, 'wx', 0o600);
  try {
    let bytes = 0;
    let crc = 0;
    for (const part of parts) {
      for (const piece of piecesOf(part)) {
        crc = crc32(piece, crc);
        writeAll(file, piece);
        bytes += piece.length;
      }
    }
    return { bytes, crc32: crc };
  } finally {
    closeSync(file);
  }
}

/** What is wrong with a file that should have this length and checksum; null: nothing. @throws as openSync does */
export function faultOf(path: string, { bytes, crc32: expected }: Checksum): string | null {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size !== bytes) return `has ${size} bytes in place of ${bytes}`;
    const piece = new Uint8Array(PIECE_BYTES);
    let crc = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      crc = crc32(piece.subarray(0, read), crc);
    }
    return crc === expected ? null : 'has another checksum than it was written with';
  } finally {
    closeSync(file);
  }
}

/** Reads arrays back that were written one after the other; each says what the next is to be read into. */
export function readChecked(path: string, parts: Iterable<Int32Array>): void {
  const file = openSync(path, 'r');
  try {
    for (const part of parts) {
      for (const piece of piecesOf(part)) {
        for (let at = 0; at < piece.length; ) {
          const read = readSync(file, piece, at, piece.length - at, null);
          if (read === 0) throw new Error(`${path}: ended while it was read`);
          at += read;
        }
      }
    }
  } finally {
    closeSync(file);
  }
}

function* piecesOf({ buffer, byteOffset, byteLength }: Int32Array): Generator<Uint8Array> {
  for (let at = 0; at < byteLength; at += PIECE_BYTES)
    yield new Uint8Array(buffer, byteOffset + at, Math.min(PIECE_BYTES, byteLength - at));
}
