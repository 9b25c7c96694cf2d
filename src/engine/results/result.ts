import type { Result } from '../../report/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import { memoryRefused } from '../control/memory-refused.js';
import { closeMme } from '../mme/mme-result.js';
import { configure, type Pieces } from '../region/config.js';
import { planRegions, type RegionPlan } from '../region/memory.js';
import { parameters } from '../region/parameters.js';
import { regionMemory, type SharedMemory } from '../region/shared-memory.js';
import { S_DIGEST_HIGH, S_DIGEST_LOW } from '../region/state.js';
import { piecesOf } from '../workers/windows.js';
import { countRegion, newCensus } from './census.js';
import { Counted, type Ended, type RunFacts } from './counted.js';
import { countsAlone } from './counts-alone.js';

/** A region whose memory is here. */
export interface HereRegion {
  readonly region: number;
  readonly plan: RegionPlan;
  readonly w: Int32Array;
}

/**
 * The memory of all regions of a run, or of those that are on this machine, as who only reads wants it: cheap counters, and
 * all of them at the end.
 */
export class RegionMemory extends Counted {
  private readonly memories: ReadonlyMap<number, SharedMemory>;
  readonly here: readonly HereRegion[];

  /**
   * Allocates it, all 0.
   *
   * @param isHere whether a region is on this machine; of the others there are only counters, which stay 0
   * @throws UsageError if the system does not give so much
   */
  constructor(
    scenario: Scenario,
    extraKeyWords = 0,
    pieces: Pieces = piecesOf(scenario),
    isHere: (region: number) => boolean = () => true,
  ) {
    const plans = planRegions(scenario, extraKeyWords);
    const memories = allocate(plans, scenario, isHere);
    const parts = plans.map((plan, r) => {
      const memory = memories.get(r);
      return memory === undefined
        ? { ...countsAlone(scenario, plan), isHere: false as const }
        : { plan, words: new Int32Array(memory.buffer), isHere: true as const };
    });
    super(
      scenario,
      extraKeyWords,
      pieces,
      parts.map(({ plan }) => plan),
      parts.map(({ words }) => words),
    );
    this.memories = memories;
    this.here = parts.flatMap((part, region) =>
      part.isHere ? [{ region, plan: part.plan, w: part.words }] : [],
    );
    const p = parameters(scenario);
    for (const { region, plan } of this.here)
      configure(this.of(region).buffer, plan, region, scenario, p, pieces);
  }

  /** The memory of one region, as its worker gets it. */
  of(region: number): SharedMemory {
    const memory = this.memories.get(region);
    if (memory === undefined) throw new Error(`memory: region ${region} is on another machine`);
    return memory;
  }

  /** The result; nobody may write any more. */
  result(facts: RunFacts): Result {
    const ended = this.ended(facts.simulatedSeconds);
    return this.resultOf(facts, ended);
  }

  /** Looks at every UE of the regions that are here, and brings what their MMEs counted to its end. */
  ended(simulatedSeconds: number): Ended {
    const census = newCensus();
    for (const { plan, w } of this.here) {
      countRegion(w, plan, census);
      closeMme(w, plan, simulatedSeconds);
    }
    return { census, digest: [this.lane(S_DIGEST_HIGH), this.lane(S_DIGEST_LOW)] };
  }

  /** The mixes of all events added up, in one of two lanes. */
  private lane(lane: number): number {
    return this.here.reduce((sum, { plan, w }) => (sum + w[plan.state + lane]) | 0, 0);
  }
}

function allocate(
  plans: readonly RegionPlan[],
  scenario: Scenario,
  isHere: (region: number) => boolean,
): Map<number, SharedMemory> {
  const memories = new Map<number, SharedMemory>();
  const wanted = plans.filter((_, r) => isHere(r));
  try {
    plans.forEach(({ words }, r) => {
      if (isHere(r)) memories.set(r, regionMemory(words));
    });
    return memories;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw memoryRefused(scenario, bytesOf(wanted), bytesOf(wanted.slice(0, memories.size)), error);
  }
}

const bytesOf = (plans: readonly RegionPlan[]): number =>
  plans.reduce((sum, { words }) => sum + 4 * words, 0);
