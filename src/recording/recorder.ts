import type { Recorder } from '../engine/control/recorder.js';
import { Region } from '../engine/region/region.js';
import type { ShardTask } from '../engine/workers/shard.js';
import type { Scenario } from '../scenario/scenario.js';
import { isSelected } from '../trace/selection.js';
import { TracedCore } from './core.js';
import { TracedKeys } from './keys.js';
import { OrderedSink } from './ordered.js';
import { extraKeyWordsOf, partOf, type TraceTask } from './task.js';
import { WitnessCore } from './witness.js';
import { PartWriter } from './writer.js';

/** A worker's side of a traced run; null: its task is none. */
export function recorderFor({ recording, scenario, pieces }: ShardTask): Recorder | null {
  return recording === null ? null : recorder(recording as TraceTask, scenario, pieces.window);
}

function recorder(task: TraceTask, scenario: Scenario, window: number): Recorder {
  const extraKeyWords = extraKeyWordsOf(task, scenario);
  if (task.kind === 'witness') {
    const cores: WitnessCore[] = [];
    return {
      extraKeyWords,
      region: (shared, plan, r, keys, parts) =>
        new Region(shared, plan, r, scenario, keys, {
          ...parts,
          core(w, f, keys, host) {
            const core = new WitnessCore(w, f, keys, host);
            cores.push(core);
            return core;
          },
        }),
      end: () => ({ violators: cores.flatMap((core) => [...core.violators]), brokenOff: {} }),
    };
  }
  const isChosen = isSelected(task.ues, scenario.ues);
  const parts = new Map<string, PartWriter>();
  const sinks: OrderedSink[] = [];
  return {
    extraKeyWords,
    region(shared, plan, r, keys, others) {
      const file = partOf(task.file, r);
      const part = new PartWriter(file, task.reveal);
      parts.set(file, part);
      const sink = new OrderedSink(part, window);
      sinks.push(sink);
      const traced = new TracedKeys(keys, task.reveal);
      return new Region(shared, plan, r, scenario, traced, {
        ...others,
        core: (w, f, _keys, host) => new TracedCore(w, f, traced, traced, host, isChosen, sink),
      });
    },
    end() {
      for (const sink of sinks) sink.close();
      const brokenOff = [...parts].flatMap(([file, { failure }]) =>
        failure === null ? [] : [[file, failure]],
      );
      return { violators: [], brokenOff: Object.fromEntries(brokenOff) };
    },
  };
}
