import { DUE, NEXT, NODE_ROW, ORDER } from '../../src/model/layout.js';

/** Word of a node: the one before it in its slot, or the slot itself as a negative number. */
export const PREV = Math.max(NEXT, DUE, ORDER, NODE_ROW) + 1;

/*
 * A timing wheel in a region's words, with intrusive links in the nodes: starting and stopping cost O(1).
 *
 *   near   1024 slots of 1.024 ms, the present 1.05 s
 *   far    4096 slots of 1.05 s, 71 min: a far slot is spread over the near ones when its time comes
 *
 * One bit per slot says whether it holds anything, so empty slots cost nothing (with 64 regions and finer
 * slots the empty ones alone cost three times the events). A slot is a stack; what it holds is put in order
 * when it is due (rows.ts). Ticks count slots of 1024 µs from the start of simulated time.
 */
export const TICK_SHIFT = 10;
const NEAR_SHIFT = 10;
const NEAR = 1 << NEAR_SHIFT;
const FAR = 4096;
const FAR_FIRST = NEAR;
const BITS = NEAR + FAR;
const FAR_BITS = BITS + NEAR / 32;

/** The present far slot. Near slots are valid for ticks whose upper bits equal it. */
const ERA = FAR_BITS + FAR / 32;

/** Words that a wheel takes. */
export const WHEEL_WORDS = ERA + 1;

export class Wheel {
  /**
   * @param w the region's words
   * @param base offset of the wheel's WHEEL_WORDS words, all 0 when new
   */
  constructor(
    private readonly w: Int32Array,
    private readonly base: number,
  ) {}

  /** Links node m, whose DUE is set, into the slot of its tick. */
  insert(m: number, tick: number): void {
    const far = tick >>> NEAR_SHIFT;
    this.link(m, far === this.w[this.base + ERA] ? tick & (NEAR - 1) : FAR_FIRST + (far & (FAR - 1)));
  }

  private link(m: number, slot: number): void {
    const w = this.w;
    const head = this.base + slot;
    const first = w[head];
    w[m + NEXT] = first;
    w[m + PREV] = -1 - slot;
    if (first !== 0) w[first + PREV] = m;
    else w[this.base + BITS + (slot >>> 5)] |= 1 << (slot & 31);
    w[head] = m;
  }

  /** Takes node m out of its slot. */
  remove(m: number): void {
    const w = this.w;
    const next = w[m + NEXT];
    const prev = w[m + PREV];
    if (next !== 0) w[next + PREV] = prev;
    if (prev > 0) w[prev + NEXT] = next;
    else {
      const slot = -1 - prev;
      w[this.base + slot] = next;
      if (next === 0) w[this.base + BITS + (slot >>> 5)] &= ~(1 << (slot & 31));
    }
  }

  /** Empties the slot of a tick; returns its first node, the rest follow by NEXT. 0: nothing is due. */
  take(tick: number): number {
    const far = tick >>> NEAR_SHIFT;
    const w = this.w;
    if (far !== w[this.base + ERA]) this.turn(far);
    const slot = tick & (NEAR - 1);
    const first = w[this.base + slot];
    if (first === 0) return 0;
    w[this.base + slot] = 0;
    w[this.base + BITS + (slot >>> 5)] &= ~(1 << (slot & 31));
    return first;
  }

  /** Spreads the far slot whose time has come over the near slots, which are all empty by now. */
  private turn(far: number): void {
    const w = this.w;
    w[this.base + ERA] = far;
    const slot = FAR_FIRST + (far & (FAR - 1));
    let m = w[this.base + slot];
    if (m === 0) return;
    w[this.base + slot] = 0;
    w[this.base + BITS + (slot >>> 5)] &= ~(1 << (slot & 31));
    while (m !== 0) {
      const next = w[m + NEXT];
      this.link(m, (w[m + DUE] >>> TICK_SHIFT) & (NEAR - 1));
      m = next;
    }
  }

  /**
   * The first tick from `tick` on, and before `end`, at which anything may be due; `end` if there is none.
   * (At the start of a far slot it may be early: what is due there is known once the slot has been spread.)
   */
  next(tick: number, end: number): number {
    const w = this.w;
    while (tick < end) {
      const far = tick >>> NEAR_SHIFT;
      if (far !== w[this.base + ERA]) {
        const slot = FAR_FIRST + (far & (FAR - 1));
        if (w[this.base + slot] !== 0) return tick;
        tick = (far + 1) << NEAR_SHIFT;
        continue;
      }
      const slot = tick & (NEAR - 1);
      const bits = w[this.base + BITS + (slot >>> 5)] >>> (slot & 31);
      if (bits !== 0) {
        const found = tick + (31 - Math.clz32(bits & -bits));
        return found < end ? found : end;
      }
      tick += 32 - (slot & 31);
    }
    return end;
  }
}
