import { POOL_WORDS, Pool } from '../../src/engine/region/pool.js';
import { DUE, NEXT, NODE_ROW } from '../../src/model/layout.js';
import { codeAt, length, push, removeAt } from '../../src/model/queue-word.js';
import { PREV, TICK_SHIFT, WHEEL_WORDS, Wheel } from './wheel.js';
import { endOfStep, type Gate, HELD_MAX, type Ledger, type Request, STEPS } from './work.js';

/** A row: its queue (model/queue-word.ts), and its block while anything is in progress, else 0. */
const ROW = 2;
const QUEUE = 0;
const BLOCK = 1;

/** A block: the step of the procedure in progress, its number, and the numbers of those that are held. */
const BLOCK_SIZE = 2 + HELD_MAX;
const STEP = 0;
const NUMBERS = 1;

const NODE = PREV + 1;

/** The code in a queue: this work has one kind of procedure. */
const PROCEDURE = 1;

/** A gate of uestorm's own queue, wheel and pools: rows of words, no object per UE. */
export class RowGate implements Gate {
  private readonly w: Int32Array;
  private readonly rows: number;
  private readonly wheel: Wheel;
  private readonly blocks: Pool;
  private readonly nodes: Pool;
  /** What is due in the slot that is being worked off, in order of time. */
  private readonly slot: Int32Array;
  private slotEnd = 0;
  private at = 0;
  private tick = 0;

  constructor(ues: number) {
    // As in busy-hour, blocks for 6 % of the UEs.
    const active = Math.ceil(ues * 0.06) + 64;
    const pools = 1 + WHEEL_WORDS;
    const blocks = pools + 2 * POOL_WORDS;
    const nodes = blocks + active * BLOCK_SIZE;
    this.rows = nodes + active * NODE;
    this.w = new Int32Array(this.rows + ues * ROW);
    this.w.fill(0);
    this.slot = new Int32Array(active);
    this.wheel = new Wheel(this.w, 1);
    this.blocks = new Pool(this.w, pools, blocks, BLOCK_SIZE, active);
    this.nodes = new Pool(this.w, pools + POOL_WORDS, nodes, NODE, active);
  }

  run(requests: readonly Request[], ledger: Ledger): void {
    for (const request of requests) {
      this.runUntil(request.at, requests, ledger);
      this.request(request, ledger);
    }
    while (this.nodes.used() > 0) this.runUntil(this.tick << TICK_SHIFT, requests, ledger);
  }

  private runUntil(time: number, requests: readonly Request[], ledger: Ledger): void {
    const { w, wheel } = this;
    const end = (time >>> TICK_SHIFT) + 1;
    for (;;) {
      while (this.at < this.slotEnd) {
        const m = this.slot[this.at];
        if (w[m + DUE] >= time) return;
        this.at++;
        this.endStep(m, requests, ledger);
      }
      const tick = wheel.next(this.tick, end);
      this.tick = Math.min(tick + 1, end);
      if (tick >= end) return;
      this.lineUp(wheel.take(tick));
    }
  }

  /** In order of time. No step is as short as a slot, so nothing joins it any more. */
  private lineUp(first: number): void {
    const { w, slot } = this;
    let end = 0;
    for (let m = first; m !== 0; m = w[m + NEXT]) {
      const due = w[m + DUE];
      let i = end++;
      for (; i > 0 && w[slot[i - 1] + DUE] > due; i--) slot[i] = slot[i - 1];
      slot[i] = m;
    }
    this.at = 0;
    this.slotEnd = end;
  }

  private request(request: Request, ledger: Ledger): void {
    const { w } = this;
    const u = this.rows + request.ue * ROW;
    const b = w[u + BLOCK];
    if (b === 0) {
      ledger.start(request);
      const block = this.blocks.take();
      const m = this.nodes.take();
      if (block === 0 || m === 0) throw new Error('more UEs at work at a time than there is room for');
      w[u + BLOCK] = block;
      w[m + NODE_ROW] = u;
      this.begin(m, block, request.number, request.at);
    } else if (length(w[u + QUEUE]) < HELD_MAX) {
      ledger.hold(request);
      w[b + NUMBERS + 1 + length(w[u + QUEUE])] = request.number;
      push(w, u + QUEUE, PROCEDURE);
    } else ledger.refuse(request);
  }

  private begin(m: number, b: number, number: number, now: number): void {
    this.w[b + STEP] = 0;
    this.w[b + NUMBERS] = number;
    this.schedule(m, endOfStep(number, 0, now));
  }

  private schedule(m: number, due: number): void {
    this.w[m + DUE] = due;
    this.wheel.insert(m, due >>> TICK_SHIFT);
  }

  private endStep(m: number, requests: readonly Request[], ledger: Ledger): void {
    const { w } = this;
    const u = w[m + NODE_ROW];
    const b = w[u + BLOCK];
    const now = w[m + DUE];
    ledger.steps++;
    const step = ++w[b + STEP];
    if (step < STEPS) {
      this.schedule(m, endOfStep(w[b + NUMBERS], step, now));
      return;
    }
    ledger.complete(requests[w[b + NUMBERS]], now);
    if (codeAt(w[u + QUEUE], 0) === 0) {
      w[u + BLOCK] = 0;
      this.blocks.give(b);
      this.nodes.give(m);
      return;
    }
    removeAt(w, u + QUEUE, 0);
    for (let i = NUMBERS; i < NUMBERS + HELD_MAX; i++) w[b + i] = w[b + i + 1];
    this.begin(m, b, w[b + NUMBERS], now);
  }
}
