import { enbBits } from '../../model/enb-choices.js';
import { MESSAGE_KINDS } from '../../model/messages.js';
import { preferredBy } from '../../model/nas-algorithms.js';
import { NAS_KINDS } from '../../model/nas-messages.js';
import { TIMER_COUNT } from '../../model/timers.js';
import type { Scenario } from '../../scenario/scenario.js';
import { configureCandidates } from '../arrivals/candidates-config.js';
import { QUANTILES } from '../draws/sampler.js';
import { configureFaults } from '../faults/faults-config.js';
import { configureMme } from '../mme/mme-config.js';
import { CHUNK_WORDS } from '../schedule/calendar.js';
import type { RegionPlan } from './memory.js';
import { KIND_WORDS, LINKS, type Parameters } from './parameters.js';

/*
 * What a region's core has to know of its scenario lies in its memory too, so that the words are all it needs: a block
 * of plain numbers (CONFIG) that says where everything is, and tables.
 *
 *   tables     quantiles of the links | kinds | timers | quantiles: re-key, set-up, key change, inactivity, cancel
 *   in f       loss | refusal | refusal by NAS message | handover cancel | active flag  (thresholds, doubles)
 */

/** Words at the start of a region that belong to the compiled core's own data. */
const RESERVED_WORDS = 4096;

/** Offset of the configuration. */
export const CONFIG = RESERVED_WORDS;
export const CONFIG_WORDS = 64;
export const CFG_REGION = CONFIG;
export const CFG_SEED = CONFIG + 1;
export const CFG_RULES = CONFIG + 2;
export const CFG_RETRIES = CONFIG + 3;
export const CFG_EARFCN = CONFIG + 4;
export const CFG_ENBS = CONFIG + 5;
export const CFG_CELLS = CONFIG + 6;
export const CFG_REGIONS = CONFIG + 7;
/** 1 if connections have an inactivity timer. */
export const CFG_INACTIVITY = CONFIG + 8;
/** Offset of the region's state (state.ts), calendar, histograms, open items and candidates. */
export const CFG_STATE = CONFIG + 9;
export const CFG_CALENDAR = CONFIG + 10;
export const CFG_HISTOGRAMS = CONFIG + 11;
export const CFG_COUNTERS = CONFIG + 12;
export const CFG_OPEN = CONFIG + 13;
export const CFG_OPEN_ROOM = CONFIG + 14;
export const CFG_CANDIDATES = CONFIG + 15;
/** Pools: first record, words of one, how many. */
export const CFG_ROWS = CONFIG + 16;
export const CFG_BLOCKS = CONFIG + 19;
export const CFG_NODES = CONFIG + 22;
export const CFG_TRANSFERS = CONFIG + 25;
export const CFG_LATENCY = CONFIG + 28;
export const CFG_KINDS = CONFIG + 29;
export const CFG_TIMERS = CONFIG + 30;
export const CFG_REKEY = CONFIG + 31;
export const CFG_SETUP = CONFIG + 32;
export const CFG_INACTIVITY_AT = CONFIG + 33;
export const CFG_CANCEL_AFTER = CONFIG + 34;
/** Offsets in doubles. */
export const CFG_LOSS = CONFIG + 35;
export const CFG_REFUSAL = CONFIG + 36;
export const CFG_NAS_REFUSAL = CONFIG + 37;
export const CFG_CANCEL = CONFIG + 38;
export const CFG_ACTIVE_FLAG = CONFIG + 39;
/** Classes of subscribers, 1 if all UEs are alike. */
export const CFG_CLASSES = CONFIG + 40;
/** Offset of the durations that are still to be counted (accounts.ts). */
export const CFG_NOTES = CONFIG + 42;
export const CFG_KEY_CHANGE = CONFIG + 43;
/** What the eNBs do: bits of model/enb-kind.ts. */
export const CFG_ENB = CONFIG + 44;
/** Length of a window in µs, and whether a region's events go in the order of time (core.ts). */
export const CFG_WINDOW = CONFIG + 45;
export const CFG_IN_ORDER = CONFIG + 46;
/** Another pool: chunks of the calendar. */
export const CFG_CHUNKS = CONFIG + 47;
/** Area and room of what may go on at once, and how far ahead of its sender a message is due at least; 0: nothing may. */
export const CFG_READY = CONFIG + 50;
export const CFG_READY_ROOM = CONFIG + 51;
export const CFG_AHEAD = CONFIG + 52;
/** Area of what goes wrong from outside (faults/faults.ts). */
export const CFG_FAULTS = CONFIG + 53;
/** The pair of NAS algorithms that the MME prefers. */
export const CFG_PREFERRED = CONFIG + 54;
/** Area of the MME's input queue (mme-queue.ts); 0: MMEs are infinitely fast. */
export const CFG_MME = CONFIG + 56;

const DISTRIBUTIONS = 5;
const THRESHOLDS = 2 * MESSAGE_KINDS + NAS_KINDS + 2;

/** Words of the tables, thresholds included. */
export const TABLE_WORDS =
  2 * THRESHOLDS + (LINKS + DISTRIBUTIONS) * QUANTILES + MESSAGE_KINDS * KIND_WORDS + TIMER_COUNT;

/** How the engine cuts a run, on which no outcome depends. */
export interface Pieces {
  /** Length of a window in µs. */
  readonly window: number;
  /** Snapshots are taken at multiples of it (µs), which end windows however many workers there are. */
  readonly grid: number;
  /** Works off a region's events in the order of time, not UE by UE. */
  readonly inOrder: boolean;
  /**
   * How long after it is sent anything is due between regions, in µs, where the two rows of a relocation go by what
   * they tell each other; 0: they go by what is due first of all.
   */
  readonly ahead: number;
}

/** Writes configuration and tables of region `region` into its memory. */
export function configure(
  memory: SharedArrayBuffer,
  plan: RegionPlan,
  region: number,
  scenario: Scenario,
  p: Parameters,
  { window, inOrder, ahead }: Pieces,
): void {
  const w = new Int32Array(memory);
  const f = new Float64Array(memory, 0, memory.byteLength >>> 3);
  w[CFG_REGION] = region;
  w[CFG_SEED] = scenario.seed;
  w[CFG_RULES] = p.rules;
  w[CFG_RETRIES] = scenario.limits.retries;
  w[CFG_EARFCN] = scenario.earfcn;
  w[CFG_ENB] = enbBits(scenario.enb);
  w[CFG_PREFERRED] = preferredBy(scenario.nasAlgorithms, region);
  w[CFG_ENBS] = scenario.enbs;
  w[CFG_CELLS] = scenario.cells;
  w[CFG_REGIONS] = scenario.regions;
  w[CFG_CLASSES] = Math.max(1, scenario.subscribers.length);
  w[CFG_WINDOW] = window;
  w[CFG_IN_ORDER] = inOrder ? 1 : 0;
  w[CFG_INACTIVITY] = p.inactivity === null ? 0 : 1;
  w[CFG_STATE] = plan.state;
  w[CFG_NOTES] = plan.notes;
  w[CFG_CALENDAR] = plan.calendar;
  w[CFG_HISTOGRAMS] = plan.histograms;
  w[CFG_COUNTERS] = plan.counters / 2;
  w[CFG_OPEN] = plan.open;
  w[CFG_OPEN_ROOM] = plan.openRoom;
  w[CFG_READY] = plan.ready;
  w[CFG_READY_ROOM] = plan.readyRoom;
  w[CFG_AHEAD] = inOrder ? 0 : ahead;
  w[CFG_CANDIDATES] = plan.candidates;
  configureCandidates(w, plan.candidates, scenario);
  w[CFG_FAULTS] = plan.faults;
  configureFaults(w, plan.faults, scenario, region);
  const { sizes } = plan;
  w.set([plan.rows, sizes.row, plan.rowCount], CFG_ROWS);
  w.set([plan.blocks, sizes.block, plan.blockCount], CFG_BLOCKS);
  w.set([plan.nodes, sizes.node, plan.nodeCount], CFG_NODES);
  w.set([plan.transfers, sizes.transfer, plan.transferCount], CFG_TRANSFERS);
  w.set([plan.chunks, CHUNK_WORDS, plan.chunkCount], CFG_CHUNKS);
  if (scenario.mme !== null) {
    w[CFG_MME] = plan.mme;
    configureMme(w, plan.mme, plan.blockCount, scenario.mme, scenario.duration);
  }
  let at = plan.tables / 2;
  for (const [slot, table] of [
    [CFG_LOSS, p.loss],
    [CFG_REFUSAL, p.refusal],
    [CFG_NAS_REFUSAL, p.nasRefusal],
    [CFG_CANCEL, Float64Array.of(p.cancel)],
    [CFG_ACTIVE_FLAG, Float64Array.of(p.activeFlag)],
  ] as const) {
    w[slot] = at;
    f.set(table, at);
    at += table.length;
  }
  at *= 2;
  for (const [slot, table] of [
    [CFG_LATENCY, p.latency],
    [CFG_KINDS, p.kinds],
    [CFG_TIMERS, p.timers],
    [CFG_REKEY, p.rekey],
    [CFG_SETUP, p.setup],
    [CFG_KEY_CHANGE, p.keyChange],
    [CFG_INACTIVITY_AT, p.inactivity ?? new Int32Array(QUANTILES)],
    [CFG_CANCEL_AFTER, p.cancelAfter],
  ] as const) {
    w[slot] = at;
    w.set(table, at);
    at += table.length;
  }
}
