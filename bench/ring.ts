import { createRing, RingReader, RingWriter } from '../src/engine/exchange/ring.js';
import { type BenchResult, nanoseconds } from './measure.js';
import { LAST_RECORD, withPeers } from './peer.js';

const CAPACITY = 65_536;
const PUBLISH_EVERY = 16;
const FRAMES = 65_536;

/** Frames within one thread, by length, and across two. */
export async function bench(): Promise<BenchResult[]> {
  const source = new Uint8Array(1024).fill(7);
  const results = [16, 40, 64, 256, 1024].map((length) => withinOneThread(source, length));
  results.push(await acrossThreads(source, 40), await acrossThreads(source, 256));
  return results;
}

function withinOneThread(source: Uint8Array, length: number): BenchResult {
  const ring = createRing(CAPACITY);
  const writer = new RingWriter(ring);
  const reader = new RingReader(ring);
  let sum = 0;
  return nanoseconds(`ring: write and read ${length} bytes, one thread`, 1024, () => {
    for (let batch = 0; batch < 1024 / PUBLISH_EVERY; batch++) {
      for (let i = 0; i < PUBLISH_EVERY; i++) {
        writer.tryWrite(1, source, 0, length);
      }
      writer.publish();
      reader.read((_type, view, offset) => {
        sum = (sum + view[offset]) | 0;
      });
    }
  });
}

/** Writes while another thread reads; a batch ends when all of it has been read. */
function acrossThreads(source: Uint8Array, length: number): Promise<BenchResult> {
  const ring = createRing(CAPACITY);
  const writer = new RingWriter(ring);
  const write = (type: number): void => {
    while (!writer.tryWrite(type, source, 0, length)) {
      writer.publish();
    }
  };
  return withPeers(
    [{ task: 'read', ring }],
    () =>
      nanoseconds(`ring: write and read ${length} bytes, two threads`, FRAMES, () => {
        for (let i = 1; i <= FRAMES; i++) {
          write(1);
          if (i % PUBLISH_EVERY === 0) {
            writer.publish();
          }
        }
        while (writer.usedBytes > 0) {}
      }),
    () => {
      write(LAST_RECORD);
      writer.publish();
    },
  );
}
