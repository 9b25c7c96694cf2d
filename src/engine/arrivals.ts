import { type Scenario, TRAFFIC_KINDS } from '../scenario/scenario.js';
import { exponential, hash } from './random.js';

/*
 * Arrivals of one traffic kind in one region. The stream runs at the highest rate that stages and bursts can
 * reach, for all rows of the region; an arrival is kept with the probability of the present load, and then
 * picks a row uniformly. So a kind's arrivals depend on nothing but its own rate, seed and region.
 */
export interface Stream {
  readonly kind: number;
  /** Arrivals per µs at the highest load; 0: none ever. */
  readonly rate: number;
}

/** Load over time: stages times bursts, as a share of their highest value. */
export class Load {
  private readonly ends: number[] = [];
  private readonly top: number;
  private readonly burst: { readonly high: number; readonly low: number } | null;
  /** Divides the time to the next arrival; above 1 only while someone steers a run to more than its load. */
  haste = 1;
  /** Share of the arrivals that are kept while someone steers a run to less than its load. */
  private kept = 1;

  constructor(
    private readonly scenario: Scenario,
    private readonly region: number,
  ) {
    let end = 0;
    let top = scenario.stages.length === 0 ? 1 : Math.max(1, ...scenario.stages.map((s) => s.factor));
    for (const stage of scenario.stages) {
      end += stage.duration * 1e6;
      this.ends.push(end);
    }
    const { process, burstFactor, burstOn, burstOff } = scenario.arrivals;
    this.burst = null;
    if (process === 'bursty') {
      // The mean rate is kept: what bursts have more, the time between them has less.
      const low = Math.max(0, (burstOn + burstOff - burstFactor * burstOn) / burstOff);
      this.burst = { high: burstFactor, low };
      top *= Math.max(burstFactor, low);
    }
    this.top = top;
  }

  /** Highest load over the mean load. */
  get highest(): number {
    return this.top;
  }

  /**
   * Puts a factor on all rates from now on. 1 leaves every arrival as it was, to the bit: more load than the scenario
   * has comes from shorter gaps, less from thinning, so that even 0 keeps the streams going.
   */
  steer(factor: number): void {
    this.haste = Math.max(1, factor);
    this.kept = Math.min(1, factor);
  }

  /** Load at time t (µs) over the highest load; `state` is the burst process's own memory. */
  share(t: number, state: BurstState): number {
    let factor = this.stage(t);
    if (this.burst !== null) {
      this.advance(t, state);
      factor *= state.on ? this.burst.high : this.burst.low;
    }
    return (factor * this.kept) / this.top;
  }

  private stage(t: number): number {
    const { stages } = this.scenario;
    let from = 1;
    let start = 0;
    for (let i = 0; i < stages.length; i++) {
      const { factor, ramp } = stages[i];
      if (t < this.ends[i]) {
        return ramp ? from + ((factor - from) * (t - start)) / (this.ends[i] - start) : factor;
      }
      from = factor;
      start = this.ends[i];
    }
    return from;
  }

  /** Two-state Markov modulation: the nth sojourn's length is a draw of its own. */
  private advance(t: number, state: BurstState): void {
    const { burstOn, burstOff } = this.scenario.arrivals;
    while (t >= state.until) {
      state.on = !state.on;
      state.sojourns++;
      const draw = exponential(hash(this.scenario.seed, this.region, 0x6275, state.sojourns));
      state.until += Math.max(1, (state.on ? burstOn : burstOff) * 1e6 * draw);
    }
  }
}

export interface BurstState {
  on: boolean;
  until: number;
  sojourns: number;
}

/** The streams of a region with `rows` rows, of which `ues` hold a UE at the start. */
export function streams(scenario: Scenario, rows: number, highest: number): Stream[] {
  return TRAFFIC_KINDS.map((name, kind) => ({
    kind,
    rate: (scenario.traffic[name] * rows * highest) / 3.6e9,
  }));
}

/** Time in µs from arrival n-1 to arrival n of a stream. */
export function gap(scenario: Scenario, region: number, stream: Stream, n: number): number {
  if (scenario.arrivals.process === 'constant') return 1 / stream.rate;
  return exponential(hash(scenario.seed, (region << 8) | stream.kind, 0x6172, n)) / stream.rate;
}
