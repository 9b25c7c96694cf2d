import { count, HISTOGRAM_WORDS } from '../../measure/count.js';
import { isTimer } from '../../model/record.js';
import { type Double, type Doubles, rounded, type Words, whole } from '../../model/words.js';

/*
 * The input queue of an MME with servers: first come, first served. With the order of arrival known, a message is done
 * at max(now, when the first server is free) + its service time, so that is known when it arrives, and the queue itself
 * is no more than the times at which the servers will be free.
 *
 * All of it lies in the region's memory (an area that only scenarios with `mme` have), times in µs since the start:
 *
 *   words     the M_ words below | offset of the service times by kind (0: not for the MME) | histograms
 *   doubles   servers: free when | busy µs of the last and next seconds | blocks: when the UE's last message is done
 */

export const M_SERVERS = 0;
/** Messages that may wait before the MME refuses new work. */
export const M_LIMIT = 1;
/** Messages that wait or are in service. */
export const M_INSIDE = 2;
/** The first second whose use of the servers has not been counted, and how many whole seconds the run has. */
const M_SECOND = 3;
export const M_SECONDS = 4;
/** Offsets of the parts above, the first three in doubles. */
export const M_FREE = 5;
export const M_BUSY = 6;
export const M_DONE = 7;
export const M_KINDS = 8;
export const M_HISTOGRAMS = 9;
/** Offset of the quantiles of T3346. */
export const M_BACK_OFF = 10;
export const M_WORDS = 16;

/** Histograms: use of the servers in a second (ppm), time until service (µs) and until it is done (µs), queue found. */
export const H_UTILISATION = 0;
export const H_WAITING = 1;
export const H_SOJOURN = 2;
export const H_QUEUE = 3;
export const MME_HISTOGRAMS = 4;

/** More seconds than any service touches (it takes 10 s at most, scenario/mme.ts); a power of two. */
export const BUSY_SECONDS = 16;
const SECOND_US = 1000000;

export class MmeQueue {
  /** @param base offset of the area; 0: there is none, and nothing may be called */
  constructor(
    private readonly w: Words,
    private readonly f: Doubles,
    private readonly base: number,
  ) {}

  /** Offset of the service times of a kind; 0: not a message for the MME. */
  service(kind: number): number {
    return isTimer(kind) ? 0 : this.w[this.w[this.base + M_KINDS] + kind];
  }

  backOff(): number {
    return this.w[this.base + M_BACK_OFF];
  }

  /** Where it stands, in doubles, when the last message of the UE with the nth active block is done. */
  done(block: number): number {
    return this.w[this.base + M_DONE] + block;
  }

  /** Messages that wait for a server. */
  waiting(): number {
    const waiting = this.w[this.base + M_INSIDE] - this.w[this.base + M_SERVERS];
    return waiting < 0 ? 0 : waiting;
  }

  /** Whether new work is refused: all servers are busy, and as many messages wait as may. */
  isFull(): boolean {
    const { w, base } = this;
    return w[base + M_INSIDE] - w[base + M_SERVERS] >= w[base + M_LIMIT];
  }

  /**
   * A message arrives.
   *
   * @param service its service time in µs
   * @param done place of the time before which the answers of this UE must not leave, which becomes this message's
   *   (see `done`); 0: the message is in no order with others
   * @returns when it is done
   */
  enter(now: Double, service: number, done: number): Double {
    const { w, f, base } = this;
    this.record(H_QUEUE, this.waiting());
    w[base + M_INSIDE]++;
    const first = w[base + M_FREE];
    let server = first;
    for (let i = 1; i < w[base + M_SERVERS]; i++) if (f[first + i] < f[server]) server = first + i;
    const start: Double = f[server] > now ? f[server] : now;
    let end: Double = start + service;
    if (done !== 0) {
      // The context of a UE is worked on by one server at a time: the other one waits with its result.
      if (end < f[done]) end = f[done];
      f[done] = end;
    }
    f[server] = end;
    this.use(start, end);
    this.record(H_WAITING, rounded(start - now));
    this.record(H_SOJOURN, rounded(end - now));
    return end;
  }

  /** A message is done. */
  leave(): void {
    this.w[this.base + M_INSIDE]--;
  }

  /** Adds the time of a service to the seconds that it falls into. Services begin in the order of arrival. */
  private use(start: Double, end: Double): void {
    const { w, f, base } = this;
    let second = whole(start / SECOND_US);
    this.close(second);
    let from: Double = start;
    while (from < end) {
      second++;
      const border: Double = (second as Double) * SECOND_US;
      const to: Double = end < border ? end : border;
      f[w[base + M_BUSY] + ((second - 1) & (BUSY_SECONDS - 1))] += to - from;
      from = to;
    }
  }

  /** Counts the use of the servers in all seconds before `second`: nothing is added to them any more. */
  close(second: number): void {
    const { w, f, base } = this;
    while (w[base + M_SECOND] < second) {
      const at = w[base + M_BUSY] + (w[base + M_SECOND] & (BUSY_SECONDS - 1));
      if (w[base + M_SECOND] < w[base + M_SECONDS]) {
        this.record(H_UTILISATION, rounded(f[at] / w[base + M_SERVERS]));
      }
      f[at] = 0;
      w[base + M_SECOND]++;
    }
  }

  private record(n: number, value: number): void {
    count(this.w, this.w[this.base + M_HISTOGRAMS] + n * HISTOGRAM_WORDS, value);
  }
}
