import { HISTOGRAM_WORDS } from '../../measure/histogram.js';
import { type Sizes, sizes } from '../../model/layout.js';
import { TRAFFIC_COUNT } from '../../model/traffic.js';
import type { Mme, Scenario } from '../../scenario/scenario.js';
import { highestFactor, highestRate, highestRates, meanRates } from '../../scenario/subscribers.js';
import { mmeWords } from '../mme/mme-config.js';
import { CONFIG, CONFIG_WORDS, TABLE_WORDS } from './config.js';
import { A_FIRST, A_WORDS, NOTES_WORDS, SLOT_WORDS } from './core.js';
import { COUNTERS, HISTOGRAMS } from './counters.js';
import { N3_REQUESTS, T3_RESPONSE_US } from './s10.js';
import { WHEEL_WORDS } from './wheel.js';

/*
 * The shared block of a region:
 *
 *   (reserved) | configuration | state | counters | notes | streams | tables | arrivals | wheel | slot | histograms |
 *   rows | active blocks | nodes | transfers
 *
 * What every window of a region needs, from the configuration to the streams, fits in one page of 4 KiB: the rows of a
 * million UEs leave little room in the processor's table of addresses.
 *
 * Everything of a region lies here, so that it can be worked on by any thread, and moved between them.
 */

/** Words for what a region knows besides UEs (core.ts), and for its arrival streams (arrivals.ts). */
const STATE_WORDS = 32;
const STREAM_WORDS = 4 * TRAFFIC_COUNT + 8;

/** Events that may be due in one tick: so many, and this share of all nodes. */
const SLOT_MIN = 512;
const SLOT_SHARE = 1 / 16;

/** Arrivals that may lie drawn: for at least so many, and for this many seconds of them. */
const ARRIVALS_MIN = 256;
const ARRIVALS_SECONDS = 0.02;

/** Offsets and counts of a region's records, in words. */
export interface RegionPlan {
  readonly sizes: Sizes;
  readonly tables: number;
  readonly counters: number;
  readonly state: number;
  readonly notes: number;
  readonly streams: number;
  readonly arrivals: number;
  readonly arrivalCount: number;
  readonly slot: number;
  readonly slotItems: number;
  readonly wheel: number;
  readonly histograms: number;
  readonly rows: number;
  readonly rowCount: number;
  /** UEs that camp here at the start. */
  readonly ues: number;
  readonly blocks: number;
  readonly blockCount: number;
  readonly nodes: number;
  readonly nodeCount: number;
  readonly transfers: number;
  readonly transferCount: number;
  /** The input queue of the MME; 0 if it has none. */
  readonly mme: number;
  readonly words: number;
}

/** A small region's UEs may all have several messages and timers at once, where those of a large one take turns. */
const NODES_MIN = 320;

/** Nodes per active block: messages in flight and timers. New work is refused when seven eighths are in use. */
const NODES_PER_BLOCK = 1.1;
/** The same where messages also wait for their MME, and those of later procedures behind them. */
const NODES_PER_BLOCK_WAITING = 4;

/** Lines of 128 bytes: records of two regions or kinds never share one. */
const LINE_WORDS = 32;

/** How many UEs start in region r: as even as can be. */
function uesOfRegion(scenario: Scenario, r: number): number {
  return Math.floor(scenario.ues / scenario.regions) + (r < scenario.ues % scenario.regions ? 1 : 0);
}

/** Id of the first UE of region r. */
export function firstUe(scenario: Scenario, r: number): number {
  const even = Math.floor(scenario.ues / scenario.regions);
  return r * even + Math.min(r, scenario.ues % scenario.regions);
}

/** Rows for UEs that arrive: the scenario's share, and room for six standard deviations of their number. */
function spareRows(scenario: Scenario, ues: number): number {
  return Math.ceil(Math.max(ues * scenario.limits.spareRows, 6 * Math.sqrt(ues), 16));
}

/** Lays out region r of a scenario; `extraKeyWords`: words of each key beyond those of the scenario's kind. */
export function planRegion(scenario: Scenario, r: number, extraKeyWords = 0): RegionPlan {
  const size = sizes((scenario.keys === 'hmac' ? 8 : 2) + extraKeyWords);
  const ues = uesOfRegion(scenario, r);
  let at = CONFIG;
  const place = (words: number): number => {
    const start = at;
    at = Math.ceil((at + words) / LINE_WORDS) * LINE_WORDS;
    return start;
  };
  place(CONFIG_WORDS);
  const state = place(STATE_WORDS);
  const counters = place(COUNTERS * 2);
  const notes = place(NOTES_WORDS);
  const streams = place(STREAM_WORDS);
  const tables = place(TABLE_WORDS);
  const rowCount = ues + (scenario.regions > 1 ? spareRows(scenario, ues) : 0);
  const arrivalCount = arrivalRoom(scenario, rowCount);
  const arrivals = place(A_FIRST + A_WORDS * arrivalCount);
  const wheel = place(WHEEL_WORDS);
  const blockCount = Math.max(Math.ceil(ues * scenario.limits.active), 64);
  const sessions = scenario.inactivity === null ? 0 : Math.ceil(ues * sessionShare(scenario));
  const retransmissions = retransmissionRoom(scenario, rowCount);
  const backOffs = scenario.mme === null ? 0 : Math.ceil(ues * backOffShare(scenario, scenario.mme));
  const nodesPerBlock = scenario.mme === null ? NODES_PER_BLOCK : NODES_PER_BLOCK_WAITING;
  const nodeCount = Math.ceil(blockCount * nodesPerBlock) + sessions + retransmissions + backOffs + NODES_MIN;
  const slotItems = SLOT_MIN + Math.ceil(nodeCount * SLOT_SHARE);
  const slot = place(SLOT_WORDS * slotItems);
  const histograms = place(HISTOGRAMS * HISTOGRAM_WORDS);
  const rows = place(rowCount * size.row);
  const blocks = place(blockCount * size.block);
  const nodes = place(nodeCount * size.node);
  const transferCount = 128 + (ues >>> 7) + retransmissions;
  const transfers = place(transferCount * size.transfer);
  const mme = scenario.mme === null ? 0 : place(mmeWords(scenario.mme, blockCount));
  return {
    sizes: size,
    tables,
    counters,
    state,
    notes,
    streams,
    arrivals,
    arrivalCount,
    slot,
    slotItems,
    wheel,
    histograms,
    rows,
    rowCount,
    ues,
    blocks,
    blockCount,
    nodes,
    nodeCount,
    transfers,
    transferCount,
    mme,
    words: at,
  };
}

/** Room for arrivals, at the highest load; those for a class that the UE is not of are drawn all the same. */
function arrivalRoom(scenario: Scenario, rows: number): number {
  return ARRIVALS_MIN + Math.ceil(perSecond(scenario, highestRates(scenario), rows) * ARRIVALS_SECONDS);
}

/** Events per second at the highest load, at so many UEs with a rate per hour. */
function perSecond({ stages, arrivals }: Scenario, perHour: number, ues: number): number {
  const burst = arrivals.process === 'bursty' ? arrivals.burstFactor : 1;
  return (perHour * ues * highestFactor(stages) * burst) / 3600;
}

/** S10 requests of a relocation: FORWARD RELOCATION REQUEST, COMPLETE NOTIFICATION or RELOCATION CANCEL REQUEST. */
const S10_REQUESTS = 3;

/** Room for S10 messages whose retransmission is awaited at their receiver, each for as long as that may go on. */
function retransmissionRoom(scenario: Scenario, rows: number): number {
  const perHour = highestRate(scenario, 'inter_mme_handover');
  const requests = perSecond(scenario, perHour, rows) * S10_REQUESTS;
  const seconds = ((N3_REQUESTS - 1) * T3_RESPONSE_US) / 1e6;
  const mean = requests * Math.min(1, 2 * scenario.failures.s10_loss) * seconds;
  return Math.ceil(mean + 6 * Math.sqrt(mean));
}

/** Share of the UEs whose inactivity timer may run at a time: connections per hour times their length. */
function sessionShare(scenario: Scenario): number {
  const share =
    (meanRates(scenario) * highestFactor(scenario.stages) * (scenario.inactivity?.mean ?? 0)) / 3600;
  return Math.min(1, Math.max(share * 1.5, scenario.population.connected * 1.5, 0.02));
}

/** What an MME may refuse, so that the UE backs off. */
const ASKING = [
  'attach',
  'switch_on',
  'service_request',
  'tracking_area_update',
  'mobile_terminated',
] as const;

/** Share of the UEs whose T3346 may run at a time: at most all that ask for something, for as long as it runs. */
function backOffShare(scenario: Scenario, { backoff }: Mme): number {
  const perHour = meanRates(scenario, ASKING);
  return Math.min(1, (perHour * highestFactor(scenario.stages) * backoff.mean * 1.5) / 3600 + 0.02);
}

/** Bytes of rows, active blocks, messages and transfers per UE, as allocated. */
export function bytesPerUe(scenario: Scenario, extraKeyWords = 0): number {
  let words = 0;
  for (let r = 0; r < scenario.regions; r++) {
    const plan = planRegion(scenario, r, extraKeyWords);
    words += plan.words - plan.rows;
  }
  return (words * 4) / scenario.ues;
}
