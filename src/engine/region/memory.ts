import { HISTOGRAM_WORDS } from '../../measure/histogram.js';
import { type Sizes, sizes } from '../../model/layout.js';
import type { Mme, Scenario } from '../../scenario/scenario.js';
import { highestFactor, highestRate, meanRates } from '../../scenario/subscribers.js';
import { candidateWords } from '../arrivals/candidates-config.js';
import { faultWords, hasRestarts } from '../faults/faults-config.js';
import { mmeWords } from '../mme/mme-config.js';
import { SCHEDULE_WORDS } from '../schedule/agenda.js';
import { CALENDAR_WORDS, CHUNK_ENTRIES, CHUNK_WORDS } from '../schedule/calendar.js';
import { RELOCATION_WORDS } from '../schedule/relocation-words.js';
import { NOTES_WORDS } from './accounts.js';
import { CONFIG, CONFIG_WORDS, TABLE_WORDS } from './config.js';
import { COUNTERS, HISTOGRAMS } from './counters.js';
import { N3_REQUESTS, T3_RESPONSE_US } from './s10.js';
import { STATE_WORDS } from './state.js';

/*
 * The shared block of a region:
 *
 *   (reserved) | configuration | state | counters | notes | candidates | faults | tables | calendar | histograms |
 *   rows, each behind the words of its schedule | active blocks, each before the words of its relocation | nodes | transfers | chunks of the calendar |
 *   open items, ready ones
 *
 * Everything of a region lies here, so that it can be worked on by any thread, and moved between them.
 */

/** Offsets and counts of a region's records, in words. */
export interface RegionPlan {
  readonly sizes: Sizes;
  readonly tables: number;
  readonly counters: number;
  readonly state: number;
  readonly notes: number;
  readonly candidates: number;
  readonly faults: number;
  readonly calendar: number;
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
  readonly chunks: number;
  readonly chunkCount: number;
  readonly open: number;
  readonly openRoom: number;
  readonly ready: number;
  readonly readyRoom: number;
  /** The input queue of the MME; 0 if it has none. */
  readonly mme: number;
  /** Words in front of the records, words planned for records, and words in all: more is reserved than is planned for. */
  readonly fixed: number;
  readonly planned: number;
  readonly words: number;
}

/** A small region's UEs may all have several messages and timers at once, where those of a large one take turns. */
const NODES_MIN = 320;

/** Nodes per active block: messages in flight and timers. */
const NODES_PER_BLOCK = 1.1;
/** The same where messages also wait for their MME, and those of later procedures behind them. */
const NODES_PER_BLOCK_WAITING = 4;

/** Records may come to so many times what is planned for; memory that nobody touches costs nothing. */
const GROWTH = 4;

/** Places of the calendar that are partly filled. */
const CHUNKS_MIN = 128;
/** A row that is due earlier than it was leaves its old entry behind. */
const ENTRIES_PER_ROW = 1.05;

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
  const row = SCHEDULE_WORDS + size.row;
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
  const candidates = place(candidateWords(scenario));
  const faults = place(faultWords(scenario, r));
  const tables = place(TABLE_WORDS);
  const calendar = place(CALENDAR_WORDS);
  const histograms = place(HISTOGRAMS * HISTOGRAM_WORDS);
  const first = at;
  /** Words that are planned for; what is reserved beyond them is only memory if it is ever needed. */
  let planned = 0;
  const records = (count: number, size: number, reserved: number): number => {
    planned += count * size;
    return place(reserved * size);
  };
  const spare = scenario.regions > 1 ? spareRows(scenario, ues) : 0;
  // UEs gather where bursts of handovers send them: a region may come to hold as many again.
  const rowCount = ues + (scenario.regions > 1 ? ues : 0) + GROWTH * spare;
  const rows = records(ues + spare, row, rowCount) + SCHEDULE_WORDS;
  const active = Math.max(Math.ceil(ues * Math.max(scenario.limits.active, burstShare(scenario))), 64);
  const blockCount = Math.min(rowCount, GROWTH * active);
  const block = size.block + RELOCATION_WORDS;
  const blocks = records(active, block, blockCount);
  const sessions = scenario.inactivity === null ? 0 : Math.ceil(ues * sessionShare(scenario));
  const retransmissions = retransmissionRoom(scenario, rowCount);
  const backOffs = scenario.mme === null ? 0 : Math.ceil(ues * backOffShare(scenario, scenario.mme));
  const nodesPerBlock = scenario.mme === null ? NODES_PER_BLOCK : NODES_PER_BLOCK_WAITING;
  const restarts = hasRestarts(scenario, r) ? rowCount : 0;
  const waiting = sessions + retransmissions + backOffs + restarts;
  const inFlight = Math.ceil(active * nodesPerBlock) + waiting + NODES_MIN;
  const nodeCount = GROWTH * inFlight;
  const nodes = records(inFlight, size.node, nodeCount);
  const crossing = 128 + (ues >>> 7) + retransmissions + relocationRoom(scenario, ues);
  const transferCount = GROWTH * crossing;
  const transfers = records(crossing, size.transfer, transferCount);
  const entries = Math.ceil(((ues + spare) * ENTRIES_PER_ROW) / CHUNK_ENTRIES);
  const chunkCount = 2 * GROWTH * CHUNKS_MIN + GROWTH * entries;
  const chunks = records(CHUNKS_MIN + entries, CHUNK_WORDS, chunkCount);
  const mme = scenario.mme === null ? 0 : place(mmeWords(scenario.mme, blockCount));
  const openRoom = 2 * (rowCount + transferCount);
  const open = place(2 * openRoom);
  const readyRoom = blockCount + 2 * transferCount;
  const ready = place(2 * readyRoom);
  return {
    sizes: { ...size, row, block },
    tables,
    counters,
    state,
    notes,
    candidates,
    faults,
    calendar,
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
    chunks,
    chunkCount,
    open,
    openRoom,
    ready,
    readyRoom,
    mme,
    fixed: first,
    planned,
    words: at,
  };
}

/** Lays out all regions of a scenario. */
export const planRegions = (scenario: Scenario, extraKeyWords = 0): RegionPlan[] =>
  Array.from({ length: scenario.regions }, (_, r) => planRegion(scenario, r, extraKeyWords));

/** Events per second at the highest load, at so many UEs with a rate per hour. */
export function perSecond({ stages, arrivals }: Scenario, perHour: number, ues: number): number {
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

/** Longest window, s: what leaves a region lies in it until all that is due in the window has been worked off. */
const WINDOW_S = 2;
/** Transfers of a relocation that wait at a time: what its row sends, and what it tells the other. */
const TRANSFERS_AT_A_TIME = 1;

/** Room for what relocations send to other regions in a window. */
function relocationRoom(scenario: Scenario, ues: number): number {
  const mean = perSecond(scenario, highestRate(scenario, 'inter_mme_handover'), ues) * WINDOW_S;
  return Math.ceil((mean + 6 * Math.sqrt(mean)) * TRANSFERS_AT_A_TIME);
}

/** Share of the UEs whose inactivity timer may run at a time: connections per hour times their length. */
function sessionShare(scenario: Scenario): number {
  const share =
    (meanRates(scenario) * highestFactor(scenario.stages) * (scenario.inactivity?.mean ?? 0)) / 3600;
  return Math.min(1, Math.max(share * 1.5, scenario.population.connected * 1.5, 0.02));
}

/** A procedure is over after so many seconds, but for few. */
const PROCEDURE_S = 10;

/** Share of the UEs that may be active at a time because of bursts: all of those that have an event within a short time. */
function burstShare({ bursts, ues }: Scenario): number {
  const most = bursts.reduce((sum, burst) => {
    const [first, last] = burst.ues ?? [0, ues - 1];
    return sum + Math.min(last - first + 1, (burst.rate ?? Number.POSITIVE_INFINITY) * PROCEDURE_S);
  }, 0);
  return Math.min(1, most / ues);
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

/** Bytes of rows, active blocks, messages, transfers and calendar per UE, as planned for. */
export function bytesPerUe(scenario: Scenario, extraKeyWords = 0): number {
  const words = planRegions(scenario, extraKeyWords).reduce((sum, { planned }) => sum + planned, 0);
  return (words * 4) / scenario.ues;
}
