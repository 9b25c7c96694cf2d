import { ROW_USED } from '../../model/flags.js';
import { BLOCK, STATE } from '../../model/layout.js';
import { M_DONE } from '../mme/mme-queue.js';
import type { RegionPlan } from '../region/memory.js';
import { FRESH } from '../region/pool.js';
import { S_BLOCKS, S_CHUNKS, S_NODES, S_OPEN, S_ROWS, S_TRANSFERS } from '../region/state.js';
import { SCHEDULE_WORDS } from '../schedule/agenda.js';
import { CHUNK_WORDS } from '../schedule/calendar.js';
import { ENTRY } from '../schedule/open.js';
import { HORIZON, LOOSE, RELOCATION_WORDS, SENT } from '../schedule/relocation-words.js';

/*
 * What of a region's words is its state between two windows: all but the compiled core's own data and the configuration,
 * which whoever goes on writes anew, and of each pool the records that were ever used. What is reserved beyond them is
 * as it was at first.
 */

/** Words from one offset up to another, which is excluded. */
export type Section = readonly [from: number, to: number];

/** State, counters, tables, calendar and histograms: as long in every region of a scenario with this plan. */
export const fixedSection = ({ state, fixed }: RegionPlan): Section => [state, fixed];

/** All of it, the fixed section first; how long the others are, it says. */
export function sectionsOf(plan: RegionPlan, w: Int32Array): Section[] {
  const { state, sizes, mme } = plan;
  const used = (base: number, words: number, pool: number): Section => [
    base,
    base + words * w[state + pool + FRESH],
  ];
  const sections = [
    fixedSection(plan),
    used(plan.rows - SCHEDULE_WORDS, sizes.row, S_ROWS),
    used(plan.blocks, sizes.block, S_BLOCKS),
    used(plan.nodes, sizes.node, S_NODES),
    used(plan.transfers, sizes.transfer, S_TRANSFERS),
    used(plan.chunks, CHUNK_WORDS, S_CHUNKS),
    [plan.open, plan.open + ENTRY * w[state + S_OPEN]] as const,
  ];
  // (What is in front of the times by block is as long whatever happens; the compiled layout says where they begin.)
  if (mme !== 0) sections.push([mme, 2 * w[mme + M_DONE] + 2 * w[state + S_BLOCKS + FRESH]]);
  return sections;
}

/** Makes the rows beyond the nth, of which so many may have been used since, as they were at first. */
export function forgetRows(
  { rows, rowCount, sizes }: RegionPlan,
  w: Int32Array,
  from: number,
  used: number,
): void {
  const base = rows - SCHEDULE_WORDS;
  const end = Math.min(rowCount, used);
  if (from < end) w.fill(0, base + from * sizes.row, base + end * sizes.row);
}

/**
 * The two rows of a relocation have told each other nothing that may be relied on, as when a run with one worker goes on
 * with several: they go by what is due first of all. What they were told before, by several workers, holds no more either:
 * a row that has asked the other for something since, with one worker, did not take that into account.
 *
 * @param present simulated µs
 */
export function distrustRelocations(
  { rows, rowCount, sizes, state }: RegionPlan,
  w: Int32Array,
  present: number,
): void {
  const end = rows + Math.min(rowCount, w[state + S_ROWS + FRESH]) * sizes.row;
  for (let u = rows; u < end; u += sizes.row) {
    if ((w[u + STATE] & ROW_USED) === 0 || w[u + BLOCK] === 0) continue;
    const relocation = w[u + BLOCK] + sizes.block - RELOCATION_WORDS;
    w[relocation + HORIZON] = present;
    w[relocation + SENT] = LOOSE;
  }
}
