import { recordWords } from './frontier.js';

/*
 * The states seen by a survey, shared by its threads: an open-addressing table of keys, three words to a slot.
 *
 *     word 0            word 1            word 2: bit 31         16 15                 0
 *     ┌────────────────┬─────────────────┬────────────────────────┬────────────────────┐
 *     │ key, low half  │ key, high half  │ classes, earlier levels│ classes, this level│
 *     │ 0: free        │ 0: being written│                        │                    │
 *     └────────────────┴─────────────────┴────────────────────────┴────────────────────┘
 *
 * A state is known by its key alone, 64 bits of hash over its canonical form: among n states two are taken for one
 * with a probability of about n² / 2⁶⁵, which is one in 10 000 for 60 million.
 *
 * A class says what of the bound has been used up on the way to the state: traffic events and faults. What can
 * follow from a state in a class can also follow in every class below it (fewer events, fewer faults), so a state
 * that was seen in a class below need not be looked at again: it is covered. Whether it is must not depend on which
 * thread came first. Therefore only classes of earlier levels cover, those of the level that is being found are
 * kept apart, and `promote` moves them when the level is complete.
 */

export const NEW = 0;
/** Found on this level already, in the same class. */
export const AGAIN = 1;
/** Covered: seen on an earlier level, in this class but in none below it. */
export const COVERED = 2;
/** Covered: seen on an earlier level in a class below. */
export const COVERED_BELOW = 3;

const SLOT_WORDS = 3;
export const SLOT_BYTES = SLOT_WORDS * 4;
/** Most classes: two halves of a word. */
export const CLASSES_MAX = 16;
/** Words of the header: number of slots as a power of two, now and at first; states. */
const HEADER = 32;
const LOG = 0;
const LOG_AT_FIRST = 1;
const COUNT = 16;
/** A probe this long means that the table is full: see `hasRoom`. */
const PROBES_MAX = 1 << 20;

/** Bit c of entry k: class c is k or below it. Class number: events × (faults + 1) + faults. */
export function classesBelow(events: number, faults: number): Int32Array {
  const count = (events + 1) * (faults + 1);
  return Int32Array.from({ length: count }, (_, k) => {
    let bits = 0;
    for (let c = 0; c < count; c++) {
      const fewer = Math.floor(c / (faults + 1)) <= Math.floor(k / (faults + 1));
      if (fewer && c % (faults + 1) <= k % (faults + 1)) bits |= 1 << c;
    }
    return bits;
  });
}

/** @param logMax the table may grow to 2^logMax slots of 12 bytes; memory is taken as it is used */
export function createSeen(log: number, logMax: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer((HEADER + SLOT_WORDS * 2 ** logMax) * 4);
  new Int32Array(buffer, 0, HEADER).set([log, log]);
  return buffer;
}

export class Seen {
  private readonly words: Int32Array;
  private readonly slots: Int32Array;
  private readonly logMax: number;
  private mask: number;
  /** So that `touch` has an outcome. */
  touched = 0;

  constructor(
    buffer: SharedArrayBuffer,
    private readonly below: Int32Array,
  ) {
    this.words = new Int32Array(buffer, 0, HEADER);
    this.slots = new Int32Array(buffer, HEADER * 4);
    this.logMax = Math.log2(this.slots.length / SLOT_WORDS);
    this.mask = 2 ** this.words[LOG] - 1;
  }

  /** Forgets all states, before a survey begins. The table is small again: a small one is quick. */
  clear(): void {
    const { slots, words } = this;
    slots.fill(0, 0, SLOT_WORDS * 2 ** words[LOG]);
    words[COUNT] = 0;
    words[LOG] = words[LOG_AT_FIRST];
    this.refresh();
  }

  /** States in the table, whatever their class. */
  get count(): number {
    return Atomics.load(this.words, COUNT);
  }

  /** The state with this key is reached in class c. */
  add(low: number, high: number, c: number): number {
    const { slots } = this;
    const meta = this.claim(low, high) + 2;
    const verdict = this.judge(Atomics.load(slots, meta), c);
    if (verdict !== NEW) return verdict;
    return (Atomics.or(slots, meta, 1 << c) & (1 << c)) !== 0 ? AGAIN : NEW;
  }

  /** What `add` would say, but nothing is added; NEW if the state is not known at all. */
  look(low: number, high: number, c: number): number {
    const at = this.find(low, high);
    if (at < 0) return NEW;
    return this.judge(Atomics.load(this.slots, at + 2), c);
  }

  /**
   * Loads the slots of states whose records (frontier.ts) follow one another in `records` from `at` to `end`. Slots lie
   * all over the table; loaded one after the other, with nothing between them, many are on their way at once.
   */
  touch(records: Int32Array, at: number, end: number): void {
    const { slots, mask } = this;
    let sum = 0;
    for (let i = at; i < end; i += recordWords(records, i))
      sum |= slots[(records[i + 1] & mask) * SLOT_WORDS];
    this.touched = sum;
  }

  private judge(seen: number, c: number): number {
    const covering = (seen >>> 16) & this.below[c];
    if (covering !== 0) return covering === 1 << c ? COVERED : COVERED_BELOW;
    return (seen & (1 << c)) !== 0 ? AGAIN : NEW;
  }

  /** From now on the state with this key, found in class c on the level that has just been completed, covers. */
  promote(low: number, high: number, c: number): void {
    const meta = this.find(low, high) + 2;
    Atomics.or(this.slots, meta, 1 << (16 + c));
    Atomics.and(this.slots, meta, ~(1 << c));
  }

  /** Whether the state with this key was found in a class strictly below c. */
  isCovered(low: number, high: number, c: number): boolean {
    const seen = Atomics.load(this.slots, this.find(low, high) + 2) >>> 16;
    return (seen & this.below[c] & ~(1 << c)) !== 0;
  }

  /**
   * Makes room for `more` states; one thread calls it while the others wait, and they call `refresh` then. False:
   * there is no room.
   */
  hasRoom(more: number): boolean {
    const { words, logMax } = this;
    let log = words[LOG];
    const needed = (this.count + more) * 1.25;
    if (needed <= 2 ** log) return true;
    while (log < logMax && 2 ** log < needed) log++;
    if (log > words[LOG]) this.grow(log);
    return this.count + more < 0.95 * 2 ** log;
  }

  refresh(): void {
    this.mask = 2 ** this.words[LOG] - 1;
  }

  private grow(log: number): void {
    const { slots, words } = this;
    const old = slots.slice(0, SLOT_WORDS * 2 ** words[LOG]);
    slots.fill(0, 0, old.length);
    words[LOG] = log;
    this.refresh();
    for (let i = 0; i < old.length; i += SLOT_WORDS) {
      if (old[i] === 0) continue;
      let at = (old[i] & this.mask) * SLOT_WORDS;
      while (slots[at] !== 0) at = this.next(at);
      slots[at] = old[i];
      slots[at + 1] = old[i + 1];
      slots[at + 2] = old[i + 2];
    }
  }

  private next(at: number): number {
    const next = at + SLOT_WORDS;
    return next > this.mask * SLOT_WORDS ? 0 : next;
  }

  /** The slot of a key; a free one becomes its own. */
  private claim(low: number, high: number): number {
    const { slots } = this;
    let at = (low & this.mask) * SLOT_WORDS;
    for (let probes = 0; probes < PROBES_MAX; probes++) {
      let key = slots[at];
      if (key === 0) {
        key = Atomics.compareExchange(slots, at, 0, low);
        if (key === 0) {
          Atomics.store(slots, at + 1, high);
          Atomics.add(this.words, COUNT, 1);
          return at;
        }
      }
      if (key === low && this.highAt(at) === high) return at;
      at = this.next(at);
    }
    throw new Error('verify: the table of states is full although it had room');
  }

  private find(low: number, high: number): number {
    const { slots } = this;
    for (let at = (low & this.mask) * SLOT_WORDS; slots[at] !== 0; at = this.next(at)) {
      if (slots[at] === low && this.highAt(at) === high) return at;
    }
    return -1;
  }

  /** The other half of a key, which the thread that claims the slot writes a moment later. */
  private highAt(at: number): number {
    let high = this.slots[at + 1];
    while (high === 0) high = Atomics.load(this.slots, at + 1);
    return high;
  }
}
