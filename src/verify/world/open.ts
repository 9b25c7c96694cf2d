import { ROW_USED } from '../../model/flags.js';
import { ARG_A, BLOCK, KIND, ONGOING, QUEUE, STATE, X_QUEUE } from '../../model/layout.js';
import { UE_MOVE } from '../../model/messages.js';
import { DL_NAS, PROCEDURE_COUNT, UL_NAS } from '../../model/procedures.js';
import { isTraffic, kindOfCode } from '../../model/queue-entry.js';
import { codeAt, length } from '../../model/queue-word.js';
import { TRAFFIC_PROCEDURE } from '../../model/traffic.js';
import { COUNT_WORDS, ONGOING_COUNTS, ROWS, SENT } from './layout.js';
import { messageAt, rowAt } from './records.js';

/*
 * Procedures that are open: ongoing, waiting in a queue, or moving along with the UE. They are counted packed:
 * procedure p has 8 bits of word p >> 2. Differences are small, so the words of two counts differ exactly by those of
 * the offers and ends between them.
 */

export const countWord = (procedure: number): number => procedure >> 2;
export const countOne = (procedure: number): number => 1 << (8 * (procedure & 3));

/** Fills the table of ONGOING_COUNTS: entry k << PROCEDURE_COUNT | bits is word k of the count of these bits. */
export function prepareCounts(w: Int32Array): void {
  for (let bits = 0; bits < 1 << PROCEDURE_COUNT; bits++) {
    for (let k = 0; k < COUNT_WORDS; k++) w[ONGOING_COUNTS + ((k << PROCEDURE_COUNT) | bits)] = 0;
    for (let p = 0; p < PROCEDURE_COUNT; p++) {
      if ((bits & (1 << p)) !== 0)
        w[ONGOING_COUNTS + ((countWord(p) << PROCEDURE_COUNT) | bits)] += countOne(p);
    }
  }
}

/** Counts what is open into the words at `to`. */
export function countOpen(w: Int32Array, to: number): void {
  for (let k = 0; k < COUNT_WORDS; k++) w[to + k] = 0;
  for (let i = 0; i < ROWS; i++) {
    const u = rowAt(i);
    if ((w[u + STATE] & ROW_USED) === 0) continue;
    countQueue(w, w[u + QUEUE], to);
    if (w[u + BLOCK] === 0) continue;
    const ongoing = w[w[u + BLOCK] + ONGOING];
    for (let k = 0; k < COUNT_WORDS; k++)
      w[to + k] += w[ONGOING_COUNTS + ((k << PROCEDURE_COUNT) | (ongoing & ((1 << PROCEDURE_COUNT) - 1)))];
    w[to + countWord(DL_NAS)] += ((ongoing >>> 16) & 0xff) * countOne(DL_NAS);
    w[to + countWord(UL_NAS)] += (ongoing >>> 24) * countOne(UL_NAS);
  }
  const sent = w[SENT];
  for (let i = 0; i < sent; i++) {
    const m = messageAt(i);
    if ((w[m + KIND] & 0xff) === UE_MOVE) countQueue(w, w[w[m + ARG_A] + X_QUEUE], to);
  }
}

/** Adds the procedures that wait in a queue. */
function countQueue(w: Int32Array, queue: number, to: number): void {
  const n = length(queue);
  for (let k = 0; k < n; k++) {
    const code = codeAt(queue, k);
    if (!isTraffic(code)) continue;
    const procedure = TRAFFIC_PROCEDURE[kindOfCode(code)];
    w[to + countWord(procedure)] += countOne(procedure);
  }
}
