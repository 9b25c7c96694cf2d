import { crc32 } from 'node:zlib';

/*
 * The message that a machine sends to each other one in each round: the frames that its workers have published for the
 * workers there, and the least time that any of them knows of. Where it does not fit into one message of NATS it goes in
 * pieces, cut between records.
 *
 *     byte 0     4       8      10     12      14      16          24       28
 *     ┌────────┬───────┬──────┬───────┬───────┬───────┬───────────┬────────┬──────────────────────────────────────────┐
 *     │ leg    │ round │ from │ piece │ of so │       │ least, µs │ CRC-32 │ records: writer, reader, length │ bytes │
 *     │        │       │      │       │ many  │       │ (double)  │        │          u16     u16     u32             │
 *     └────────┴───────┴──────┴───────┴───────┴───────┴───────────┴────────┴──────────────────────────────────────────┘
 *
 * The checksum is of all the rest: what was damaged on its way is dropped, and asked for again as if it were lost.
 */

const SUM_AT = 24;
const HEADER_BYTES = 28;
const RECORD_BYTES = 8;

/** What stands in front of a piece. */
export interface Head {
  /** Which attempt at the run it is of: each begins anew, from a checkpoint or from the beginning. */
  readonly leg: number;
  readonly round: number;
  /** Machine that sent it. */
  readonly from: number;
  readonly piece: number;
  readonly pieces: number;
  readonly least: number;
}

/** Null: it is no such message, or not as it was sent. */
export function readHead(bytes: Uint8Array): Head | null {
  if (bytes.length < HEADER_BYTES) return null;
  const view = viewOf(bytes);
  if (view.getUint32(SUM_AT, true) !== sumOf(bytes) || !hasWholeRecords(bytes)) return null;
  const head = {
    leg: view.getUint32(0, true),
    round: view.getUint32(4, true),
    from: view.getUint16(8, true),
    piece: view.getUint16(10, true),
    pieces: view.getUint16(12, true),
    least: view.getFloat64(16, true),
  };
  return head.piece < head.pieces && !Number.isNaN(head.least) ? head : null;
}

const sumOf = (bytes: Uint8Array): number =>
  crc32(bytes.subarray(HEADER_BYTES), crc32(bytes.subarray(0, SUM_AT)));

function hasWholeRecords(bytes: Uint8Array): boolean {
  const view = viewOf(bytes);
  let at = HEADER_BYTES;
  while (at + RECORD_BYTES <= bytes.length) at += RECORD_BYTES + view.getUint32(at + 4, true);
  return at === bytes.length;
}

/** Gets a record: `length` bytes of `bytes` from `offset`, from one worker to another. */
export type Deliver = (
  writer: number,
  reader: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
) => void;

/** Hands over the records of a piece. */
export function readRecords(bytes: Uint8Array, deliver: Deliver): void {
  const view = viewOf(bytes);
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    deliver(view.getUint16(at, true), view.getUint16(at + 2, true), bytes, at + RECORD_BYTES, length);
    at += RECORD_BYTES + length;
  }
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Most rounds carry little. */
const FIRST_BYTES = 512;

/** Collects what a machine sends to another one in a round. */
export class Batch {
  private readonly full: Uint8Array[] = [];
  private bytes = new Uint8Array(FIRST_BYTES);
  private filled = HEADER_BYTES;

  /** @param limit bytes of a message */
  constructor(private readonly limit: number) {}

  /** Copies a record. */
  add(writer: number, reader: number, bytes: Uint8Array, offset: number, length: number): void {
    const needed = RECORD_BYTES + length;
    if (this.filled + needed > this.limit) this.cut();
    if (this.filled + needed > this.bytes.length) this.grow(this.filled + needed);
    const view = viewOf(this.bytes);
    view.setUint16(this.filled, writer, true);
    view.setUint16(this.filled + 2, reader, true);
    view.setUint32(this.filled + 4, length, true);
    this.bytes.set(bytes.subarray(offset, offset + length), this.filled + RECORD_BYTES);
    this.filled += needed;
  }

  /** The messages, at least one. */
  messages(head: Omit<Head, 'piece' | 'pieces'>): Uint8Array[] {
    this.cut();
    this.full.forEach((bytes, piece) => {
      const view = viewOf(bytes);
      view.setUint32(0, head.leg, true);
      view.setUint32(4, head.round, true);
      view.setUint16(8, head.from, true);
      view.setUint16(10, piece, true);
      view.setUint16(12, this.full.length, true);
      view.setFloat64(16, head.least, true);
      view.setUint32(SUM_AT, sumOf(bytes), true);
    });
    return this.full;
  }

  private cut(): void {
    this.full.push(this.bytes.subarray(0, this.filled));
    this.bytes = new Uint8Array(FIRST_BYTES);
    this.filled = HEADER_BYTES;
  }

  private grow(bytes: number): void {
    const larger = new Uint8Array(Math.max(bytes, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.filled));
    this.bytes = larger;
  }
}
