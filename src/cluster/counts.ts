import type { LiveRun } from '../engine/control/live.js';
import { M_INSIDE } from '../engine/mme/mme-queue.js';
import type { Counted, Ended } from '../engine/results/counted.js';
import { histogramArea, histogramsOf } from '../engine/results/histograms.js';
import type { RegionMemory } from '../engine/results/result.js';
import { createGauges } from '../engine/workers/gauges.js';
import { addArea } from '../measure/areas.js';
import { HISTOGRAM_WORDS } from '../measure/histogram.js';
import { checkCounted, FormError } from './forms.js';
import { aligned, pack, Unpacked } from './packed.js';

/*
 * What a machine tells of what its regions have counted: counters by region, histograms added up over its regions, gauges by
 * worker. Whoever runs the scenario keeps it as if the regions were there, the histograms at the machine's first region.
 */

interface Header {
  readonly simulated: number;
  readonly regions: readonly number[];
  /** Messages at the MME of each region. */
  readonly inside: readonly number[];
  readonly workers: number;
  readonly ended: EndedText | null;
}

interface EndedText {
  readonly ues: number;
  readonly inFlight: readonly number[];
  readonly queued: readonly number[];
  readonly digest: Ended['digest'];
}

const GAUGES_BYTES = createGauges(1).byteLength;

/** @param ended where the part has come to its end */
export function tellCounts(live: LiveRun, memory: RegionMemory, ended: Ended | null): Uint8Array {
  const { here, scenario } = memory;
  const areas = Array.from({ length: histogramsOf(scenario) }, (_, n) => {
    const sum = new Int32Array(HISTOGRAM_WORDS);
    for (const { plan, w } of here) addArea(sum, histogramArea(w, plan, n));
    return sum;
  });
  const header: Header = {
    simulated: live.control.simulated,
    regions: here.map(({ region }) => region),
    inside: here.map(({ plan, w }) => (plan.mme === 0 ? 0 : w[plan.mme + M_INSIDE])),
    workers: live.workers,
    ended: ended && {
      ues: ended.census.ues,
      inFlight: [...ended.census.inFlight],
      queued: [...ended.census.queued],
      digest: ended.digest,
    },
  };
  const counters = here.map(({ region }) => memory.counters[region]);
  return pack(header, [...counters, ...areas, new Int32Array(live.gaugesBuffer)]);
}

/** What was heard of a machine. */
export interface HeardCounts {
  /** Simulated µs that it has completed. */
  readonly simulated: number;
  readonly ended: Ended | null;
}

/**
 * Takes in what a machine tells: all of it, or nothing.
 *
 * @param live the run as it is seen here, whose regions are elsewhere
 * @param slot number of the machine's first worker in the gauges
 * @param slots workers that it has room for there
 * @throws FormError if it is not what a machine tells of this run
 */
export function hearCounts(told: Uint8Array, live: LiveRun, slot: number, slots: number): HeardCounts {
  const unpacked = new Unpacked<Header>(told);
  const { simulated, regions, inside, workers, ended } = unpacked.json;
  const { memory } = live;
  check(unpacked, memory);
  for (const region of regions) unpacked.read(memory.counters[region]);
  for (let n = 0; n < histogramsOf(memory.scenario); n++) {
    regions.forEach((region, at) => {
      const area = histogramArea(memory.words[region], memory.plans[region], n);
      if (at === 0) unpacked.read(area);
      else area.fill(0);
    });
  }
  regions.forEach((region, at) => {
    const { mme } = memory.plans[region];
    if (mme !== 0) memory.words[region][mme + M_INSIDE] = inside[at];
  });
  const gauges = new Int32Array((workers * GAUGES_BYTES) / 4);
  unpacked.read(gauges);
  const room = (Math.min(workers, slots) * GAUGES_BYTES) / 4;
  new Int32Array(live.gaugesBuffer, slot * GAUGES_BYTES).set(gauges.subarray(0, room));
  return { simulated, ended: ended && endedOf(ended) };
}

/** @throws FormError unless all that is read of it is there, and no more */
function check({ json, left }: Unpacked<Header>, { counters, plans, scenario, words }: Counted): void {
  checkCounted(json);
  const { regions, inside, workers } = json;
  if (inside.length !== regions.length || regions.some((region) => plans[region] === undefined)) {
    throw new FormError('not of the regions of this run');
  }
  const areas = regions.length === 0 ? 0 : histogramsOf(scenario);
  const ofRegions = regions.reduce((sum, region) => sum + octetsOf(counters[region]), 0);
  const [first] = regions;
  let ofAreas = 0;
  for (let n = 0; n < areas; n++) ofAreas += octetsOf(histogramArea(words[first], plans[first], n));
  if (left !== ofRegions + ofAreas + aligned(workers * GAUGES_BYTES)) {
    throw new FormError('not as much as a machine tells of this run');
  }
}

const octetsOf = ({ byteLength }: { readonly byteLength: number }): number => aligned(byteLength);

function endedOf({ ues, inFlight, queued, digest }: EndedText): Ended {
  return {
    census: { ues, inFlight: Float64Array.from(inFlight), queued: Float64Array.from(queued) },
    digest,
  };
}

/** What all machines saw at the end, together. */
export function sumOfEnded(all: readonly Ended[]): Ended {
  const [first, ...others] = all;
  const sum = (pick: (ended: Ended) => Float64Array): Float64Array =>
    others.reduce((total, ended) => total.map((count, n) => count + pick(ended)[n]), pick(first));
  const lane = (n: 0 | 1): number => all.reduce((total, { digest }) => (total + digest[n]) | 0, 0);
  return {
    census: {
      ues: all.reduce((total, { census }) => total + census.ues, 0),
      inFlight: sum(({ census }) => census.inFlight),
      queued: sum(({ census }) => census.queued),
    },
    digest: [lane(0), lane(1)],
  };
}

/** Forgets what machines told of regions that go elsewhere now. */
export function forgetCounts({ words, plans, scenario }: Counted): void {
  plans.forEach((plan, r) => {
    for (let n = 0; n < histogramsOf(scenario); n++) histogramArea(words[r], plan, n).fill(0);
  });
}
