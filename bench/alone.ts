import { compiledCore } from '../src/engine/region/compiled.js';
import { Host } from '../src/engine/region/host.js';
import { planRegion } from '../src/engine/region/memory.js';
import { populate } from '../src/engine/region/population.js';
import { Region } from '../src/engine/region/region.js';
import { RegionMemory } from '../src/engine/results/result.js';
import { FAR } from '../src/engine/schedule/open.js';
import { leastLatency } from '../src/engine/workers/windows.js';
import type { Keys } from '../src/model/keys.js';
import { newKeys } from '../src/model/new-keys.js';
import type { Result } from '../src/report/result.js';
import type { Scenario } from '../src/scenario/scenario.js';

/**
 * The engine on this thread alone, window after window as a worker does it (shard.ts), with the compiled core: what it
 * does can then be told apart from set-up, and from what other threads do.
 */
export class Alone {
  private readonly memory: RegionMemory;
  readonly regions: readonly Region[];
  /** When something is due that stands open, by region. */
  private readonly open: Int32Array;
  /** The next window. */
  private window = 0;

  /**
   * Sets all UEs up.
   *
   * @param keysOf makes the arithmetic of a region's keys; symbolic ones are compiled into the core
   * @param code another build of the core than the one that runs use
   */
  constructor(
    readonly scenario: Scenario,
    keysOf: () => Keys = () => newKeys(scenario.keys, scenario.seed),
    code?: object,
  ) {
    this.memory = new RegionMemory(scenario);
    this.regions = Array.from({ length: scenario.regions }, (_, r) => {
      const memory = this.memory.of(r);
      const keys = keysOf();
      const host = new Host();
      const parts = { host, runner: compiledCore(memory, keys, host, code) };
      return new Region(memory.buffer, planRegion(scenario, r), r, scenario, keys, parts);
    });
    this.open = new Int32Array(scenario.regions).fill(FAR);
    for (const region of this.regions) populate(region, scenario);
  }

  /** Simulated seconds of a window: what runs at least. */
  get windowSeconds(): number {
    return this.memory.pieces.window / 1e6;
  }

  /** Runs to this simulated time, or the end of the window that it lies in; `between` is called after each window. */
  runTo(seconds: number, between: () => void = () => undefined): void {
    const { regions, scenario } = this;
    const { window: width } = this.memory.pieces;
    const ahead = leastLatency(scenario);
    for (; this.window * width < seconds * 1e6; this.window++) {
      this.turn(regions, (region) => region.begin(this.window, width));
      for (let first = this.firstOpen(); first < width; first = this.firstOpen()) {
        const until = Math.min(width, first + ahead);
        const due = regions.filter((region) => this.open[region.region] < until || region.isReady());
        this.turn(due, (region) => region.round(until));
      }
      between();
    }
  }

  private turn(regions: readonly Region[], work: (region: Region) => void): void {
    for (const region of regions) work(region);
    for (const region of regions) this.open[region.region] = region.openDue();
    for (const region of regions) region.emptyOutbox(this.deliver);
  }

  private firstOpen(): number {
    let first = FAR;
    for (const due of this.open) if (due < first) first = due;
    return first;
  }

  private readonly deliver = (words: Int32Array, x: number, to: number): void => {
    const region = this.regions[to];
    region.accept(words, x);
    this.open[to] = region.openDue();
  };

  /** What has happened so far; `wallSeconds` is all that it says of the time it took. */
  result(wallSeconds: number): Result {
    const simulatedSeconds = (this.window * this.memory.pieces.window) / 1e6;
    return this.memory.result({
      status: 'completed',
      workers: 1,
      simulatedSeconds,
      wallSeconds,
      setupSeconds: 0,
      isSetUp: true,
    });
  }

  /** Messages handled so far. */
  get messages(): number {
    return this.memory.progress(0, 0).messages;
  }
}
