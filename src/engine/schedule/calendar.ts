import type { Words } from '../../model/words.js';
import { type Host, NO_CALENDAR } from '../region/host.js';
import type { Pool } from '../region/pool.js';

/*
 * Which rows have something due in which window: each row in one place.
 *
 *   near    the 256 windows around the present one
 *   middle  the 256 times 256 around it: what is due in 256 windows lies in one place until their time comes
 *   far     256 places of 65,536 windows; what is due later still waits in one of them, and is looked at again
 *
 * A place is a chain of chunks: number of the next one, entries, then two words for each: what is due (a row, or minus
 * a node that belongs to none) and its window. Nothing is ever taken out before its time; who goes through a window
 * asks the row whether the entry still counts.
 */
const PLACES = 256;
const SHIFT = 8;
const MIDDLE = PLACES;
const LATE = 2 * PLACES;
export const NOW = 3 * PLACES;
/** One bit per near place says whether it holds anything. */
const BITS = NOW + 1;
/** Words of a calendar, all 0 when new. */
export const CALENDAR_WORDS = BITS + ((PLACES / 32) | 0);

export const ENTRIES = 1;
export const FIRST_ENTRY = 2;
export const ENTRY_WORDS = 2;
export const CHUNK_ENTRIES = 31;
export const CHUNK_WORDS = FIRST_ENTRY + ENTRY_WORDS * CHUNK_ENTRIES;

export class Calendar {
  /**
   * @param w the region's words
   * @param base offset of its CALENDAR_WORDS words
   * @param chunks of CHUNK_WORDS words each
   */
  constructor(
    private readonly w: Words,
    private readonly base: number,
    private readonly chunks: Pool,
    private readonly host: Host,
    private readonly region: number,
  ) {}

  /** The present window. */
  now(): number {
    return this.w[this.base + NOW];
  }

  /** Something is due in a window that is not past. */
  insert(item: number, window: number): void {
    const { w, base } = this;
    const now = w[base + NOW];
    if (window >>> SHIFT === now >>> SHIFT) {
      const place = window & (PLACES - 1);
      w[base + BITS + (place >>> 5)] |= 1 << (place & 31);
      this.add(base + place, item, window);
    } else if (window >>> (2 * SHIFT) === now >>> (2 * SHIFT)) {
      this.add(base + MIDDLE + ((window >>> SHIFT) & (PLACES - 1)), item, window);
    } else this.add(base + LATE + ((window >>> (2 * SHIFT)) & (PLACES - 1)), item, window);
  }

  private add(head: number, item: number, window: number): void {
    const { w } = this;
    let chunk = w[head];
    if (chunk === 0 || w[chunk + ENTRIES] === CHUNK_ENTRIES) {
      const fresh = this.chunks.take();
      if (fresh === 0) this.host.exhausted(NO_CALENDAR, this.region);
      w[fresh] = chunk;
      w[fresh + ENTRIES] = 0;
      w[head] = fresh;
      chunk = fresh;
    }
    const count = w[chunk + ENTRIES];
    const at = chunk + FIRST_ENTRY + ENTRY_WORDS * count;
    w[at] = item;
    w[at + 1] = window;
    w[chunk + ENTRIES] = count + 1;
  }

  /** Goes on to a window; returns the first chunk of what is due in it, which the caller gives back with `after`. */
  take(window: number): number {
    const { w, base } = this;
    const before = w[base + NOW];
    w[base + NOW] = window;
    if (window >>> (2 * SHIFT) !== before >>> (2 * SHIFT)) {
      this.spread(base + LATE + ((window >>> (2 * SHIFT)) & (PLACES - 1)));
    }
    if (window >>> SHIFT !== before >>> SHIFT) {
      this.spread(base + MIDDLE + ((window >>> SHIFT) & (PLACES - 1)));
    }
    const place = window & (PLACES - 1);
    const chunk = w[base + place];
    w[base + place] = 0;
    w[base + BITS + (place >>> 5)] &= ~(1 << (place & 31));
    return chunk;
  }

  /** What lies in a place whose time has come is due in windows near by. */
  private spread(head: number): void {
    const { w } = this;
    let chunk = w[head];
    w[head] = 0;
    while (chunk !== 0) {
      const end = this.endOf(chunk);
      for (let at = this.entriesOf(chunk); at < end; at += ENTRY_WORDS) this.insert(w[at], w[at + 1]);
      chunk = this.after(chunk);
    }
  }

  /** Where the entries of a chunk begin, and end. */
  entriesOf(chunk: number): number {
    return chunk + FIRST_ENTRY;
  }
  endOf(chunk: number): number {
    return chunk + FIRST_ENTRY + ENTRY_WORDS * this.w[chunk + ENTRIES];
  }

  /** The chunk after one, which is given back. */
  after(chunk: number): number {
    const next = this.w[chunk];
    this.chunks.give(chunk);
    return next;
  }

  /** The first window after the present one, and before `end`, in which anything may be due; else `end`. */
  next(end: number): number {
    const { w, base } = this;
    const now = w[base + NOW];
    let window = now + 1;
    while (window < end) {
      if (window >>> SHIFT === now >>> SHIFT) {
        const place = window & (PLACES - 1);
        const bits = w[base + BITS + (place >>> 5)] >>> (place & 31);
        if (bits !== 0) {
          const found = window + (31 - Math.clz32(bits & -bits));
          return found < end ? found : end;
        }
        window += 32 - (place & 31);
      } else if (window >>> (2 * SHIFT) === now >>> (2 * SHIFT)) {
        if (w[base + MIDDLE + ((window >>> SHIFT) & (PLACES - 1))] !== 0) return window;
        window += PLACES;
      } else {
        if (w[base + LATE + ((window >>> (2 * SHIFT)) & (PLACES - 1))] !== 0) return window;
        window += PLACES * PLACES;
      }
    }
    return end;
  }
}
