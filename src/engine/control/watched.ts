import { createRing, type RecordHandler, RingReader, RingWriter } from '../exchange/ring.js';

/*
 * Who is looked at while a run with the real clock goes on: one word that the main thread sets, and that the worker whose
 * region first sees a sought rule act changes from "whoever it is" to that UE. A turn tells watches apart. What is seen
 * comes back through a ring per worker; where the main thread does not keep up, events are left out and counted.
 *
 *     byte 0                                        8
 *     ┌─────────┬───────────┬────────┬────────┬───┬──────────┐
 *     │ UE + 1  │ region    │ rule   │ turn   │   │ left out │
 *     └─────────┴───────────┴────────┴────────┴───┴──────────┘
 *       32 bits   16          8        8              32
 */
const WORD = 0;
const LEFT_OUT = 8 / 4;
const BYTES = 16;

/** Some 300 events: what a UE in a storm does in a second at ten times its speed. */
const RING_BYTES = 2 ** 17;

export interface Watch {
  /** Null: nobody, or nobody yet. */
  readonly ue: number | null;
  /** Where the UE was when the watch of it began. */
  readonly region: number;
  /** The UE is the first one that this rule acts on; 0: it was named. */
  readonly rule: number;
  /** From 0 to 255. */
  readonly turn: number;
}

/** What a worker gets of it. */
export interface WatchTask {
  readonly words: SharedArrayBuffer;
  /** Its own. */
  readonly ring: SharedArrayBuffer;
}

function encode({ ue, region, rule, turn }: Watch): bigint {
  const high = BigInt(ue === null ? 0 : ue + 1);
  return (high << 32n) | BigInt(((region << 16) | (rule << 8) | turn) >>> 0);
}

function decode(word: bigint): Watch {
  const low = Number(word & 0xffffffffn);
  const ue = Number(word >> 32n);
  return { ue: ue === 0 ? null : ue - 1, region: low >>> 16, rule: (low >>> 8) & 0xff, turn: low & 0xff };
}

/** The shared words, as all threads see them. */
class WatchWords {
  protected readonly word: BigUint64Array;
  protected readonly counts: Int32Array;
  private seen = -1n;
  private decoded: Watch = { ue: null, region: 0, rule: 0, turn: 0 };

  constructor(readonly words: SharedArrayBuffer) {
    this.word = new BigUint64Array(words, 0, 1);
    this.counts = new Int32Array(words);
  }

  /** The watch of now; the same object as long as it is the same one. */
  get now(): Watch {
    const word = Atomics.load(this.word, WORD);
    if (word !== this.seen) {
      this.seen = word;
      this.decoded = decode(word);
    }
    return this.decoded;
  }
}

/** The main thread's side. */
export class Watched extends WatchWords {
  private readonly rings: readonly SharedArrayBuffer[];
  private readonly readers: readonly RingReader[];

  constructor(workers: number) {
    super(new SharedArrayBuffer(BYTES));
    this.rings = Array.from({ length: workers }, () => createRing(RING_BYTES));
    this.readers = this.rings.map((ring) => new RingReader(ring));
  }

  taskOf(worker: number): WatchTask {
    return { words: this.words, ring: this.rings[worker] };
  }

  /** Begins a watch, which ends the one before. */
  begin({ ue, region, rule }: Omit<Watch, 'turn'>): void {
    const turn = (this.now.turn + 1) & 0xff;
    Atomics.store(this.counts, LEFT_OUT, 0);
    Atomics.store(this.word, WORD, encode({ ue, region, rule, turn }));
  }

  /** Events of this watch that found no room. */
  get leftOut(): number {
    return Atomics.load(this.counts, LEFT_OUT) >>> 0;
  }

  /** Hands over what was seen in this watch and not yet read, worker by worker. */
  read(take: (bytes: Uint8Array) => void): void {
    const { turn } = this.now;
    const handler: RecordHandler = (type, view, offset, length) => {
      if (type === turn + 1) take(view.slice(offset, offset + length));
    };
    for (const reader of this.readers) reader.read(handler);
  }
}

/** A worker's side. */
export class Lookout extends WatchWords {
  private readonly ring: RingWriter;

  constructor({ words, ring }: WatchTask) {
    super(words);
    this.ring = new RingWriter(ring);
  }

  /** The rule that is sought has acted on a UE. False: somebody else found one before, or it is sought no more. */
  found(sought: Watch, ue: number, region: number): boolean {
    const expected = encode(sought);
    return Atomics.compareExchange(this.word, WORD, expected, encode({ ...sought, ue, region })) === expected;
  }

  /** Leaves what was seen, for the main thread to read after `publish`. */
  write(turn: number, bytes: Uint8Array): void {
    const fits = bytes.length <= this.ring.recordBytesMax;
    if (!fits || !this.ring.tryWrite(turn + 1, bytes, 0, bytes.length)) {
      Atomics.add(this.counts, LEFT_OUT, 1);
    }
  }

  publish(): void {
    this.ring.publish();
  }
}
