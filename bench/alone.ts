import { compiledCore } from '../src/engine/region/compiled.js';
import { Host } from '../src/engine/region/host.js';
import { planRegion } from '../src/engine/region/memory.js';
import { populate } from '../src/engine/region/population.js';
import { Region } from '../src/engine/region/region.js';
import { TICK_US } from '../src/engine/region/wheel.js';
import { RegionMemory } from '../src/engine/results/result.js';
import { windowTicks } from '../src/engine/workers/windows.js';
import type { Keys } from '../src/model/keys.js';
import { newKeys } from '../src/model/new-keys.js';
import type { Result } from '../src/report/result.js';
import type { Scenario } from '../src/scenario/scenario.js';

/** A tick behind the end of any run. */
const NEVER = 0x7fffffff;

/**
 * The engine on this thread alone, window after window as a worker does it (shard.ts), with the compiled core: what it
 * does can then be told apart from set-up, and from what other threads do.
 */
export class Alone {
  private readonly memory: RegionMemory;
  readonly regions: readonly Region[];
  private tick = 0;

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
    for (const region of this.regions) populate(region, scenario);
  }

  /** Runs to this simulated time; `between` is called after each window. */
  runTo(seconds: number, between: () => void = () => undefined): void {
    const { regions } = this;
    const end = Math.ceil((seconds * 1e6) / TICK_US);
    while (this.tick < end) {
      const start = this.tick;
      const next = Math.min(end, start + windowTicks(this.scenario));
      this.tick = next;
      for (const region of regions) region.prepare(start, next);
      for (const region of regions) if (region.due < next) region.runUntil(next);
      for (const region of regions) if (region.due < next) region.emptyOutbox(this.deliver);
      for (const region of regions) if (region.due < next) region.findDue(NEVER);
      between();
    }
  }

  private readonly deliver = (words: Int32Array, x: number, to: number): void => {
    this.regions[to].accept(words, x);
  };

  /** What has happened so far; `wallSeconds` is all that it says of the time it took. */
  result(wallSeconds: number): Result {
    const simulatedSeconds = (this.tick * TICK_US) / 1e6;
    return this.memory.result({
      status: 'completed',
      workers: 1,
      simulatedSeconds,
      wallSeconds,
      setupSeconds: 0,
    });
  }

  /** Messages handled so far. */
  get messages(): number {
    return this.memory.progress(0, 0).messages;
  }
}
