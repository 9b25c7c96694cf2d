import { planRegion } from '../../src/engine/region/memory.js';
import { populate } from '../../src/engine/region/population.js';
import { Region } from '../../src/engine/region/region.js';
import { RegionMemory } from '../../src/engine/results/result.js';
import { newKeys } from '../../src/model/new-keys.js';
import { TracedCore } from '../../src/recording/core.js';
import { TracedKeys } from '../../src/recording/keys.js';
import { NAMES } from '../../src/recording/names.js';
import { OrderedSink } from '../../src/recording/ordered.js';
import type { EventFields } from '../../src/recording/writer.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { eventOf } from '../../src/trace/records.js';
import { runWindows } from '../engine/alone.js';

/** Runs a small scenario in this thread, and returns the trace of all its UEs. */
export function traceOf(scenario: Scenario): TraceEvent[] {
  const inner = newKeys(scenario.keys, scenario.seed);
  const extra = new TracedKeys(inner).words - inner.words;
  const memory = new RegionMemory(scenario, extra);
  const parts: EventFields[][] = [];
  const sinks: OrderedSink[] = [];
  const regions = Array.from({ length: scenario.regions }, (_, r) => {
    const part: EventFields[] = [];
    parts.push(part);
    const sink = new OrderedSink(
      { write: (event) => void part.push(event), close: () => undefined },
      memory.pieces.window,
    );
    sinks.push(sink);
    const keys = new TracedKeys(newKeys(scenario.keys, scenario.seed));
    return new Region(memory.of(r).buffer, planRegion(scenario, r, extra), r, scenario, keys, {
      core: (w, f, _keys, host) => new TracedCore(w, f, keys, keys, host, () => true, sink),
    });
  });
  for (const region of regions) populate(region, scenario);
  runWindows(regions, scenario, memory.pieces);
  for (const sink of sinks) sink.close();
  const all = parts.flat().map((event) => eventOf(event, NAMES));
  return all.sort((a, b) => a.t_seconds - b.t_seconds);
}
