import { TRAFFIC_COUNT, TRAFFIC_KINDS } from '../../model/traffic.js';
import { BURST_TIMES_MAX, type Scenario, type Stage, type Subscribers } from '../../scenario/scenario.js';
import { highestFactor, rateOf } from '../../scenario/subscribers.js';
import { threshold } from '../draws/quantiles.js';
import { BURST_DOUBLES } from './bursts.js';
import * as A from './candidates.js';
import * as L from './load.js';

/*
 * The area of a region's traffic (candidates.ts, load.ts) as it is laid out and filled before a run:
 *
 *   A_ words | thresholds of classes | L_ words | profiles | rates per class | numbers, switches | pieces per profile |
 *   records of bursts
 */

/** Bursts may be short; there is room for those of the longest window, and far more than there will be. */
const LONGEST_WINDOW_S = 4;
const SWITCHES_MIN = 64;
const SWITCHES_SHARE = 8;

const NO_CLASS = { traffic: {}, stages: [], share: 1 };
const US_PER_HOUR = 3.6e9;

type Class = Pick<Subscribers, 'traffic' | 'stages' | 'share'>;

const classesOf = ({ subscribers }: Scenario): readonly Class[] =>
  subscribers.length === 0 ? [NO_CLASS] : subscribers;

/** Doubles begin at even words. */
const even = (words: number): number => words + (words & 1);

/** Pieces of a profile: its stages, and what stays after the last one. */
const piecesOf = (stages: readonly Stage[]): number => stages.length + 1;

function layOut(scenario: Scenario) {
  const classes = classesOf(scenario);
  const shares = A.A_WORDS;
  const load = shares + classes.length;
  const profiles = load + L.L_WORDS;
  const rates = even(profiles + L.PROFILE_WORDS * (1 + classes.length));
  const numbers = rates + 2 * A.RATES * classes.length;
  const room = switchRoom(scenario);
  const pieces = numbers + 2 * (L.N_SWITCHES + room);
  const all = [scenario.stages, ...classes.map(({ stages }) => stages)];
  const bursts = pieces + 2 * L.PIECE * all.reduce((sum, stages) => sum + piecesOf(stages), 0);
  const records = burstRecords(scenario);
  const end = bursts + 2 * BURST_DOUBLES * records.length;
  return { classes, shares, load, profiles, rates, numbers, room, pieces, all, bursts, records, end };
}

function switchRoom({ arrivals }: Scenario): number {
  const { process, burstOn, burstOff } = arrivals;
  if (process !== 'bursty') return 0;
  return SWITCHES_MIN + Math.ceil((SWITCHES_SHARE * LONGEST_WINDOW_S) / (burstOn + burstOff));
}

/** Gaps between UEs in a burst are multiples of 1/16 µs, and records are told apart by parts of it: all times are exact. */
const GRAIN = 1 / 16;
const APART = GRAIN / (BURST_TIMES_MAX + 1);

/** The records of all bursts: as bursts.ts lays them out. */
function burstRecords({ bursts, subscribers, ues }: Scenario): number[][] {
  const times = bursts.flatMap((burst, n) => burst.at.map((at) => ({ burst, n, at })));
  return times.map(({ burst, n, at }, record) => {
    const [first, last] = burst.ues ?? [0, ues - 1];
    const own = subscribers.findIndex(({ name }) => name === burst.class);
    const gap = burst.rate === null ? 0 : ((own < 0 ? 1 : subscribers[own].share) * 1e6) / burst.rate;
    return [
      ...[Math.round(at * 1e6) + (record + 1) * APART, first, last, Math.round(gap / GRAIN) * GRAIN, own],
      ...[Math.round((burst.every ?? 0) * 1e6), burst.times ?? Number.MAX_SAFE_INTEGER],
      ...[TRAFFIC_KINDS.indexOf(burst.traffic), n],
    ];
  });
}

/** Words of the area. */
export function candidateWords(scenario: Scenario): number {
  return layOut(scenario).end;
}

/** Loads in a burst and between two, over the mean: what bursts have more, the time between them has less. */
function burstLoads({ process, burstFactor, burstOn, burstOff }: Scenario['arrivals']) {
  if (process !== 'bursty') return { high: 1, low: 1 };
  return { high: burstFactor, low: Math.max(0, (burstOn + burstOff - burstFactor * burstOn) / burstOff) };
}

/** Fills the area that begins at word `base` (an even one), which is all 0. */
export function configureCandidates(w: Int32Array, base: number, scenario: Scenario): void {
  const f = new Float64Array(w.buffer, 0, w.buffer.byteLength >>> 3);
  const at = layOut(scenario);
  const { arrivals } = scenario;
  const burst = burstLoads(arrivals);
  const top = Math.max(burst.high, burst.low);
  w[base + A.A_CONSTANT] = arrivals.process === 'constant' ? 1 : 0;
  w[base + A.A_CLASSES] = at.classes.length;
  w[base + A.A_RATES] = (base + at.rates) / 2;
  w[base + A.A_SHARES] = base + at.shares;
  w[base + A.A_SEED] = scenario.seed;
  w[base + A.A_LOAD] = base + at.load;
  w.set(classThresholds(at.classes), base + at.shares);
  const load = base + at.load;
  w[load + L.L_BURSTY] = arrivals.process === 'bursty' ? 1 : 0;
  w[load + L.L_ROOM] = at.room;
  w[load + L.L_ON] = 1;
  w[load + L.L_PROFILES] = base + at.profiles;
  w[load + L.L_NUMBERS] = (base + at.numbers) / 2;
  f.set(
    [arrivals.burstOn * 1e6, arrivals.burstOff * 1e6, burst.high / top, burst.low / top, 1],
    (base + at.numbers) / 2,
  );
  let piece = (base + at.pieces) / 2;
  at.all.forEach((stages, n) => {
    const profile = base + at.profiles + L.PROFILE_WORDS * n;
    w[profile] = piecesOf(stages);
    w[profile + 2] = piece;
    f.set(pieces(stages), piece);
    piece += L.PIECE * piecesOf(stages);
  });
  w[base + A.A_BURSTS] = at.records.length;
  w[base + A.A_BURSTS_AT] = (base + at.bursts) / 2;
  f.set(at.records.flat(), (base + at.bursts) / 2);
  at.classes.forEach((one, n) => {
    const highest = top * highestFactor(scenario.stages) * highestFactor(one.stages);
    f.set(ratesOf(scenario, one, highest), (base + at.rates) / 2 + n * A.RATES);
  });
}

/** Rate of all kinds at the highest load (per µs), rate by kind, and the cumulated shares as thresholds. */
function ratesOf(scenario: Scenario, one: Class, highest: number): number[] {
  const rates = TRAFFIC_KINDS.map((kind) => (rateOf(scenario, one, kind) * highest) / US_PER_HOUR);
  const sum = rates.reduce((all, rate) => all + rate, 0);
  let share = 0;
  const thresholds = rates.map((rate) => {
    share += sum === 0 ? 0 : rate / sum;
    return threshold(share);
  });
  if (thresholds.length !== TRAFFIC_COUNT) throw new Error('candidates: a rate for each kind of traffic');
  return [sum, ...rates, ...thresholds];
}

/** Load over time as a share of its highest value, piece by piece; it is 1 at the beginning, and stays what it was at the end. */
function pieces(stages: readonly Stage[]): number[] {
  const top = highestFactor(stages);
  const numbers: number[] = [];
  let factor = 1;
  let start = 0;
  for (const stage of stages) {
    const end = start + stage.duration * 1e6;
    const from = stage.ramp ? factor : stage.factor;
    const slope = stage.ramp && end > start ? (stage.factor - factor) / (end - start) : 0;
    numbers.push(end, start, from / top, slope / top);
    factor = stage.factor;
    start = end;
  }
  numbers.push(Number.POSITIVE_INFINITY, start, factor / top, 0);
  return numbers;
}

/** Cumulated shares as unsigned thresholds on 32 random bits; the last class has what is left and needs none. */
function classThresholds(classes: readonly Class[]): number[] {
  let sum = 0;
  return classes.slice(0, -1).map(({ share }) => {
    sum += share;
    return Math.min(threshold(sum), 0xffffffff) | 0;
  });
}
