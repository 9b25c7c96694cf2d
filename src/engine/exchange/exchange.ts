import type { Sizes } from '../../model/layout.js';
import { FrameReader, FrameWriter, type TransferHandler } from './frames.js';
import { type RecordHandler, RingReader, RingWriter } from './ring.js';

/*
 * What crosses between workers at the end of a window: frames, in one ring per ordered pair of workers. A frame
 * that finds its ring full waits in a list of its writer, who asks for another round at the barrier.
 *
 * A worker may be a window ahead of the one it writes to (they meet in every round, so never more). Frames of the
 * next window must not be taken in early, for then a pool's fill, and with it what is refused, would depend on who
 * was faster. So the writer announces, per reader and round, how many records it has published; the reader reads
 * just as many. Announcements of even and odd rounds have places of their own, and the barrier orders the stores:
 *
 *     writer 0: even rounds | odd rounds      writer 1: even rounds | odd rounds      …
 *               to 0, to 1, …
 */

/** Type of the one kind of record in the rings. */
const FRAMES = 1;

const LINE_WORDS = 32;

/** Words of one writer's announcements: whole lines of 128 bytes. */
function announcementWords(workers: number): number {
  return Math.ceil((2 * workers) / LINE_WORDS) * LINE_WORDS;
}

/** The shared memory of all announcements. */
export function createAnnouncements(workers: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * workers * announcementWords(workers));
}

/** How many records each writer has published for each reader in a round. */
export class Announcements {
  private readonly words: Int32Array;

  constructor(
    buffer: SharedArrayBuffer,
    private readonly workers: number,
  ) {
    this.words = new Int32Array(buffer);
  }

  get(round: number, writer: number, reader: number): number {
    return this.words[this.place(round, writer, reader)];
  }

  set(round: number, writer: number, reader: number, records: number): void {
    this.words[this.place(round, writer, reader)] = records;
  }

  private place(round: number, writer: number, reader: number): number {
    return writer * announcementWords(this.workers) + (round & 1) * this.workers + reader;
  }
}

/** The shared memory that a worker's side of the exchange works on. */
export interface ExchangeMemory {
  readonly announcements: SharedArrayBuffer;
  /** Rings to and from each worker; null where there is none. */
  readonly to: readonly (SharedArrayBuffer | null)[];
  readonly from: readonly (SharedArrayBuffer | null)[];
}

interface Outgoing {
  readonly ring: RingWriter;
  readonly frame: FrameWriter;
  /** Frames that found the ring full. */
  readonly spilled: Uint8Array[];
  /** Records that were published in this round. */
  published: number;
}

/** One worker's side. A round goes: send …, publish, barrier, receive. */
export class Exchange {
  private readonly workers: number;
  private readonly announced: Announcements;
  private readonly outgoing: readonly (Outgoing | null)[];
  private readonly incoming: readonly (RingReader | null)[];
  private readonly reader: FrameReader;
  private round = 0;
  /** Frames that were sent so far, and how many of them found their ring full. */
  frames = 0;
  spills = 0;

  constructor(
    memory: ExchangeMemory,
    private readonly worker: number,
    sizes: Sizes,
  ) {
    this.workers = memory.to.length;
    this.announced = new Announcements(memory.announcements, this.workers);
    this.reader = new FrameReader(sizes);
    this.incoming = memory.from.map((ring) => ring && new RingReader(ring));
    this.outgoing = memory.to.map((buffer) => {
      if (buffer === null) return null;
      const ring = new RingWriter(buffer);
      return { ring, frame: new FrameWriter(sizes, ring.recordBytesMax), spilled: [], published: 0 };
    });
  }

  /** Sends the transfer at offset x, which is copied, to a worker that there is a ring to. */
  send(words: Int32Array, x: number, worker: number): void {
    const to = this.outgoing[worker];
    if (to === null) throw new Error(`exchange: worker ${this.worker} has no ring to worker ${worker}`);
    if (to.frame.add(words, x)) return;
    this.write(to);
    to.frame.add(words, x);
  }

  /** Writes what was sent, or spilled before, and shows it to its readers. True: some of it found no room. */
  publish(): boolean {
    let left = false;
    for (let worker = 0; worker < this.workers; worker++) {
      const to = this.outgoing[worker];
      if (to === null) continue;
      this.writeSpilled(to);
      if (to.frame.count > 0) this.write(to);
      to.ring.publish();
      this.announced.set(this.round, this.worker, worker, to.published);
      to.published = 0;
      if (to.spilled.length > 0) left = true;
    }
    return left;
  }

  /** After the barrier: hands over what was published for this worker in this round. */
  receive(handler: TransferHandler): void {
    const record: RecordHandler = (_type, view, offset, length) =>
      this.reader.read(view.subarray(offset, offset + length), handler);
    for (let worker = 0; worker < this.workers; worker++) {
      const count = this.announced.get(this.round, worker, this.worker);
      if (count > 0) this.incoming[worker]?.read(record, count);
    }
    this.round++;
  }

  private write(to: Outgoing): void {
    const bytes = to.frame.take();
    this.frames++;
    if (to.spilled.length === 0 && to.ring.tryWrite(FRAMES, bytes, 0, bytes.length)) to.published++;
    else {
      this.spills++;
      // Not slice(): that of a Buffer does not copy.
      to.spilled.push(new Uint8Array(bytes));
    }
  }

  private writeSpilled(to: Outgoing): void {
    let written = 0;
    for (const bytes of to.spilled) {
      if (!to.ring.tryWrite(FRAMES, bytes, 0, bytes.length)) break;
      written++;
    }
    to.spilled.splice(0, written);
    to.published += written;
  }
}
