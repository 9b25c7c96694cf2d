import type { Words } from '../../model/words.js';

/** Words of a pool's state: first free record, records ever used, records in use. */
export const POOL_WORDS = 3;
export const FRESH = 1;
const USED = 2;

/** A pool of equal records: a stack of freed ones, then those never used. All its state is in the words. */
export class Pool {
  /**
   * @param w the region's words
   * @param state offset of its POOL_WORDS words
   * @param base offset of the first record
   * @param stride words of a record
   * @param count how many there are
   */
  constructor(
    private readonly w: Words,
    private readonly state: number,
    readonly base: number,
    readonly stride: number,
    readonly count: number,
  ) {}

  /** Records in use. */
  used(): number {
    return this.w[this.state + USED];
  }

  /** Offset of a record, or 0 if all are in use. */
  take(): number {
    const { w, state } = this;
    const at = w[state];
    if (at !== 0) {
      w[state] = w[at];
      w[state + USED]++;
      return at;
    }
    const fresh = w[state + FRESH];
    if (fresh === this.count) return 0;
    w[state + FRESH] = fresh + 1;
    w[state + USED]++;
    return this.base + fresh * this.stride;
  }

  give(at: number): void {
    const { w, state } = this;
    w[at] = w[state];
    w[state] = at;
    w[state + USED]--;
  }
}
