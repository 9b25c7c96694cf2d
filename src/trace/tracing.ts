import type { RegionPlan } from '../engine/memory.js';
import type { Parameters } from '../engine/parameters.js';
import type { Region } from '../engine/region.js';
import type { Keys } from '../model/keys.js';
import type { Scenario } from '../scenario/scenario.js';
import { TracedKeys } from './keys.js';
import { TracedRegion } from './region.js';
import { isSelected } from './selection.js';
import { extraKeyWordsOf, partOf, type TraceTask } from './task.js';
import { WitnessRegion } from './violators.js';
import { TraceWriter } from './writer.js';

/** A worker's side of it. */
export interface Tracing {
  /** Words that the run's keys have beyond those of their kind. */
  readonly extraKeyWords: number;
  region(shared: SharedArrayBuffer, plan: RegionPlan, r: number, p: Parameters, keys: Keys): Region;
  /** After the run: closes the parts, tells who suffered a violation. */
  end(): readonly number[];
}

export function tracing(task: TraceTask, scenario: Scenario): Tracing {
  const extraKeyWords = extraKeyWordsOf(task);
  if (task.kind === 'witness') {
    const regions: WitnessRegion[] = [];
    return {
      extraKeyWords,
      region(shared, plan, r, p, keys) {
        const region = new WitnessRegion(shared, plan, r, scenario, p, keys);
        regions.push(region);
        return region;
      },
      end: () => regions.flatMap((region) => [...region.violators]),
    };
  }
  const isChosen = isSelected(task.ues, scenario.ues);
  const regions: TracedRegion[] = [];
  return {
    extraKeyWords,
    region(shared, plan, r, p, keys) {
      const sink = new TraceWriter(partOf(task.file, r));
      const region = new TracedRegion(shared, plan, r, scenario, p, new TracedKeys(keys), isChosen, sink);
      regions.push(region);
      return region;
    },
    end() {
      for (const region of regions) region.close();
      return [];
    },
  };
}
