import { DRAWS, DUE, NEXT, ORDER } from '../../model/layout.js';
import { isBelow, type Words } from '../../model/words.js';

/*
 * What is in flight for a UE, its messages and timers, hangs at its row in the order of time: a handful of nodes, which
 * are in the cache while the UE is worked on. What the schedule has to know of a row lies in the words in front of it.
 */

/** Words in front of a row. */
export const SCHEDULE_WORDS = 4;
/** When the UE's next candidate for traffic comes: a double, µs since the start (arrivals/candidates.ts). */
export const ARRIVAL = -4;
/** First node, or 0. */
export const AGENDA = -2;
/** Where the row waits: number of a window (calendar.ts), or -1 - µs (open.ts); 0: nowhere. */
export const WHEN = -1;

/** Whether node a comes before node b. Of what is due at the same µs, first what was sent first. */
function isBefore(w: Words, a: number, b: number): boolean {
  const apart = (w[a + DUE] - w[b + DUE]) | 0;
  return apart < 0 || (apart === 0 && isBelow(w[a + ORDER], w[b + ORDER]));
}

/** Puts node m, whose DUE and ORDER are set, into the agenda of row u. */
export function insertNode(w: Words, u: number, m: number): void {
  let before = 0;
  let next = w[u + AGENDA];
  while (next !== 0 && isBefore(w, next, m)) {
    before = next;
    next = w[next + NEXT];
  }
  w[m + NEXT] = next;
  if (before === 0) w[u + AGENDA] = m;
  else w[before + NEXT] = m;
}

/** Takes node m, which is there, out of the agenda of row u. */
export function removeNode(w: Words, u: number, m: number): void {
  let at = w[u + AGENDA];
  if (at === m) {
    w[u + AGENDA] = w[m + NEXT];
    return;
  }
  while (w[at + NEXT] !== m) at = w[at + NEXT];
  w[at + NEXT] = w[m + NEXT];
}

/** The number of the next message or timer of row u in region `region`: one of the ordinals by which its UE draws. */
export function nextOrder(w: Words, u: number, region: number): number {
  return (region << 24) | (w[u + DRAWS]++ & 0xffffff);
}
