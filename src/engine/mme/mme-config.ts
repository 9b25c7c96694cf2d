import { HISTOGRAM_WORDS } from '../../measure/histogram.js';
import { MESSAGE_KINDS, MESSAGES } from '../../model/messages.js';
import type { Distribution, Mme } from '../../scenario/scenario.js';
import { FINE_QUANTILES, fineQuantiles } from '../draws/fine-quantiles.js';
import * as M from './mme-queue.js';

/*
 * The area of an MME's input queue (mme-queue.ts) as it is laid out and filled before a run:
 *
 *   M_ words | kinds | quantiles: T3346, service, service of kinds of their own | histograms | servers | seconds | blocks
 */

/** Doubles begin at even words. */
const even = (words: number): number => words + (words & 1);

/** Where the parts lie, in words from the beginning of the area. */
function layOut({ servers, kinds }: Mme, blocks: number) {
  const tables = M.M_WORDS + MESSAGE_KINDS;
  const histograms = tables + FINE_QUANTILES * (2 + Object.keys(kinds).length);
  const free = even(histograms + M.MME_HISTOGRAMS * HISTOGRAM_WORDS);
  const busy = free + 2 * servers;
  const done = busy + 2 * M.BUSY_SECONDS;
  return { tables, histograms, free, busy, done, end: done + 2 * blocks };
}

/** @param blocks active blocks of the region */
export function mmeWords(mme: Mme, blocks: number): number {
  return layOut(mme, blocks).end;
}

/**
 * Fills the area that begins at word `base` (an even one), which is all 0.
 *
 * @param duration of the run, in seconds
 */
export function configureMme(w: Int32Array, base: number, blocks: number, mme: Mme, duration: number): void {
  const at = layOut(mme, blocks);
  w[base + M.M_SERVERS] = mme.servers;
  w[base + M.M_LIMIT] = mme.queue;
  w[base + M.M_SECONDS] = Math.floor(duration);
  w[base + M.M_FREE] = (base + at.free) / 2;
  w[base + M.M_BUSY] = (base + at.busy) / 2;
  w[base + M.M_DONE] = (base + at.done) / 2;
  w[base + M.M_KINDS] = base + M.M_WORDS;
  w[base + M.M_HISTOGRAMS] = base + at.histograms;
  let next = base + at.tables;
  const table = (of: Distribution): number => {
    w.set(fineQuantiles(of), next);
    next += FINE_QUANTILES;
    return next - FINE_QUANTILES;
  };
  w[base + M.M_BACK_OFF] = table(mme.backoff);
  const service = table(mme.service);
  for (let kind = 1; kind < MESSAGE_KINDS; kind++) {
    const { name, to } = MESSAGES[kind];
    if (to !== 'mme') continue;
    const own = mme.kinds[name];
    w[base + M.M_WORDS + kind] = own === undefined ? service : table(own);
  }
}
