import { planRegion } from '../../src/engine/region/memory.js';
import { populate } from '../../src/engine/region/population.js';
import { Region } from '../../src/engine/region/region.js';
import { TICK_US } from '../../src/engine/region/wheel.js';
import { RegionMemory } from '../../src/engine/results/result.js';
import { windowTicks } from '../../src/engine/workers/windows.js';
import { newKeys } from '../../src/model/new-keys.js';
import { TracedCore } from '../../src/recording/core.js';
import { TracedKeys } from '../../src/recording/keys.js';
import { NAMES } from '../../src/recording/names.js';
import type { EventFields } from '../../src/recording/writer.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { eventOf } from '../../src/trace/records.js';

/** Runs a small scenario in this thread, and returns the trace of all its UEs. */
export function traceOf(scenario: Scenario): TraceEvent[] {
  const inner = newKeys(scenario.keys, scenario.seed);
  const extra = new TracedKeys(inner).words - inner.words;
  const memory = new RegionMemory(scenario, extra);
  const parts: EventFields[][] = [];
  const regions = Array.from({ length: scenario.regions }, (_, r) => {
    const part: EventFields[] = [];
    parts.push(part);
    const sink = { write: (event: EventFields) => void part.push(event) };
    const keys = new TracedKeys(newKeys(scenario.keys, scenario.seed));
    return new Region(memory.of(r).buffer, planRegion(scenario, r, extra), r, scenario, keys, {
      core: (w, f, _keys, host) => new TracedCore(w, f, keys, keys, host, () => true, sink),
    });
  });
  for (const region of regions) populate(region, scenario);
  const end = Math.ceil((scenario.duration * 1e6) / TICK_US);
  const window = windowTicks(scenario);
  for (let reached = 0; reached < end; ) {
    reached = Math.min(end, reached + window);
    for (const region of regions) region.runUntil(reached);
    for (const region of regions) region.emptyOutbox((words, x, to) => regions[to].accept(words, x));
  }
  const all = parts.flat().map((event) => eventOf(event, NAMES));
  return all.sort((a, b) => a.t_seconds - b.t_seconds);
}
