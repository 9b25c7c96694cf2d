import { ENTRIES, ENTRY_WORDS, FIRST_ENTRY, NOW } from './calendar.js';
import { ENTRY } from './open.js';

/*
 * Who looks for nodes where they wait. Only JavaScript does: the compiled core has no functions of functions.
 */

/** Visits what a calendar holds that belongs to no row: nodes. */
export function eachLooseNode(w: Int32Array, base: number, visit: (m: number) => void): void {
  for (let place = 0; place < NOW; place++) {
    for (let chunk = w[base + place]; chunk !== 0; chunk = w[chunk]) {
      const end = chunk + FIRST_ENTRY + ENTRY_WORDS * w[chunk + ENTRIES];
      for (let at = chunk + FIRST_ENTRY; at < end; at += ENTRY_WORDS) if (w[at] < 0) visit(-w[at]);
    }
  }
}

/** Visits the nodes among what stands open. */
export function eachOpenNode(w: Int32Array, state: number, base: number, visit: (m: number) => void): void {
  for (let i = 0; i < w[state]; i++) {
    const item = w[base + ENTRY * i + 1];
    if (item < 0) visit(-item);
  }
}
