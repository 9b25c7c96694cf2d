import { FAULTS } from '../../model/faults.js';
import type { Fault, Scenario } from '../../scenario/scenario.js';
import { quantiles, threshold } from '../draws/quantiles.js';
import { QUANTILES } from '../draws/sampler.js';
import * as F from './faults.js';

/*
 * The area of a region's faults (faults.ts) as it is laid out and filled before a run.
 */

/** One fault at one of the times that it is set for. */
interface Entry {
  readonly fault: Fault;
  readonly at: number;
  /** Its number among those of all regions. */
  readonly number: number;
}

type Range = readonly [number, number];

const within = (region: number, range: Range | null): boolean =>
  range === null || (region >= range[0] && region <= range[1]);

/** The regions on the other side of a partition from one; `isInside`: these, else all but these. Null: it is on no side. */
function otherSide({ regions, against }: Fault, region: number): { range: Range; isInside: boolean } | null {
  const own = regions ?? [0, 0];
  if (within(region, own)) return { range: against ?? own, isInside: against !== null };
  return against === null || within(region, against) ? { range: own, isInside: true } : null;
}

function entriesOf({ faults }: Scenario, region: number): Entry[] {
  const entries = faults
    .flatMap((fault) => fault.at.map((at) => ({ fault, at })))
    .map((entry, number) => ({ ...entry, number }));
  return entries.filter(({ fault }) =>
    fault.kind === 's10_partition' ? otherSide(fault, region) !== null : within(region, fault.regions),
  );
}

/** Words of the area of a region. */
export function faultWords(scenario: Scenario, region: number): number {
  const entries = entriesOf(scenario, region);
  const delays = entries.filter(({ fault }) => fault.delay !== null).length;
  return F.F_WORDS + 2 * F.FAULT_DOUBLES * entries.length + QUANTILES * delays;
}

/** Whether anything restarts there, so that each of its UEs has to be told of the time. */
export function hasRestarts(scenario: Scenario, region: number): boolean {
  return entriesOf(scenario, region).some(({ fault }) => FAULTS[fault.kind].isRestart);
}

/** Fills the area of a region that begins at word `base` (an even one), which is all 0. */
export function configureFaults(w: Int32Array, base: number, scenario: Scenario, region: number): void {
  const f = new Float64Array(w.buffer, 0, w.buffer.byteLength >>> 3);
  const entries = entriesOf(scenario, region);
  w[base + F.F_COUNT] = entries.length;
  w[base + F.F_RESTARTS] = hasRestarts(scenario, region) ? 1 : 0;
  w[base + F.F_SEED] = scenario.seed;
  let table = base + F.F_WORDS + 2 * F.FAULT_DOUBLES * entries.length;
  entries.forEach(({ fault, at, number }, n) => {
    const record = new Array<number>(F.FAULT_DOUBLES).fill(0);
    const side = fault.kind === 's10_partition' ? otherSide(fault, region) : null;
    const [first, last] = side?.range ?? fault.enbs ?? [0, scenario.enbs - 1];
    record[F.KIND] = FAULTS[fault.kind].number;
    record[F.DRAW] = number;
    record[F.AT] = Math.round(at * 1e6);
    record[F.EVERY] = Math.round((fault.every ?? 0) * 1e6);
    record[F.TIMES] = fault.times ?? Number.MAX_SAFE_INTEGER;
    record[F.LASTS] = Math.round((fault.for ?? 0) * 1e6);
    record[F.CHANCE] = threshold(fault.chance);
    record[F.PROBABILITY] = threshold(fault.probability);
    record[F.FIRST] = first;
    record[F.LAST] = last;
    record[F.APART] = side?.isInside ? 1 : 0;
    if (fault.delay !== null) {
      record[F.TABLE] = table;
      w.set(quantiles(fault.delay), table);
      table += QUANTILES;
    }
    f.set(record, (base + F.F_WORDS) / 2 + n * F.FAULT_DOUBLES);
  });
}
