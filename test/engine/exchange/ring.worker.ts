import { parentPort, workerData } from 'node:worker_threads';
import { RingReader, RingWriter } from '../../../src/engine/exchange/ring.js';
import { randomNumbers } from '../workers/threads.js';

export interface RingData {
  readonly buffer: SharedArrayBuffer;
  readonly records: number;
  readonly role: 'writer' | 'reader';
}

export interface RingReport {
  readonly records: number;
  readonly bytes: number;
  readonly checksum: number;
  /** How often the ring was full (writer) or empty (reader). */
  readonly refusals: number;
}

/** A record is its number, then bytes that follow from it, so that a record of another one's bytes shows. */
const NUMBER_BYTES = 4;

function byteAt(sequence: number, i: number): number {
  return (sequence * 31 + i * 7) & 255;
}

/** FNV-1a over all bytes in order. */
function mixed(checksum: number, byte: number): number {
  return Math.imul(checksum ^ byte, 16_777_619);
}

/** What either side does while the other one has to go first, on machines with fewer cores than threads. */
const bed = new Int32Array(new SharedArrayBuffer(4));
function pause(tries: number): void {
  if (tries > 1000) {
    Atomics.wait(bed, 0, 0, 0.05);
  }
}

function write({ buffer, records }: RingData): RingReport {
  const writer = new RingWriter(buffer);
  const random = randomNumbers(7);
  const source = new Uint8Array(writer.recordBytesMax);
  const numbers = new DataView(source.buffer);
  let bytes = 0;
  let checksum = 0;
  let refusals = 0;
  for (let sequence = 0; sequence < records; sequence++) {
    // Mostly short ones, as frames are; some of any length.
    const longest = random() % 16 === 0 ? writer.recordBytesMax - NUMBER_BYTES : 60;
    const length = NUMBER_BYTES + (random() % (longest + 1));
    numbers.setInt32(0, sequence);
    for (let i = NUMBER_BYTES; i < length; i++) {
      source[i] = byteAt(sequence, i);
      checksum = mixed(checksum, source[i]);
    }
    for (let tries = 0; !writer.tryWrite(1 + (sequence % 1000), source, 0, length); tries++) {
      writer.publish();
      refusals++;
      pause(tries);
    }
    bytes += length;
    if (random() % 16 === 0) {
      writer.publish();
    }
  }
  writer.publish();
  return { records, bytes, checksum, refusals };
}

function read({ buffer, records }: RingData): RingReport {
  const reader = new RingReader(buffer);
  let next = 0;
  let bytes = 0;
  let checksum = 0;
  let refusals = 0;
  let tries = 0;
  while (next < records) {
    const count = reader.read((type, view, offset, length) => {
      const number = new DataView(view.buffer, view.byteOffset + offset, NUMBER_BYTES).getInt32(0);
      if (number !== next || type !== 1 + (next % 1000)) {
        throw new Error(`record ${next}: got number ${number}, type ${type}, ${length} bytes`);
      }
      for (let i = NUMBER_BYTES; i < length; i++) {
        const byte = view[offset + i];
        if (byte !== byteAt(next, i)) {
          throw new Error(`record ${next}: byte ${i} of ${length} is ${byte}`);
        }
        checksum = mixed(checksum, byte);
      }
      bytes += length;
      next++;
    }, 50);
    if (count === 0) {
      refusals++;
      pause(tries++);
    } else {
      tries = 0;
    }
  }
  return { records: next, bytes, checksum, refusals };
}

const data = workerData as RingData;
parentPort?.postMessage(data.role === 'writer' ? write(data) : read(data));
