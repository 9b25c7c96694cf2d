import type { Scenario } from '../../scenario/scenario.js';
import type { CheckpointTask } from '../checkpoint/words.js';
import type { Pieces } from '../region/config.js';
import type { RegionMemory } from '../results/result.js';
import { createSnapshots, type SnapshotTask, snapshotTimes } from '../results/snapshots.js';
import type { ShardTask } from '../workers/shard.js';
import type { LiveRun } from './live.js';
import { exchangeOf, type Meeting, type Part } from './meeting.js';
import type { EngineOptions } from './run.js';

/** When the workers of a run take snapshots, in µs. Those of a run that goes on are where they were. */
export function timesOfSnapshots(
  scenario: Scenario,
  pieces: Pieces,
  { snapshots, resumed }: Pick<EngineOptions, 'snapshots' | 'resumed'>,
): readonly number[] {
  return resumed ? resumed.manifest.snapshots.times : snapshotTimes(scenario, snapshots ?? [], pieces);
}

/** Room for the snapshots of each worker; null: none are wanted. */
export function snapshotTasks(
  scenario: Scenario,
  workers: number,
  times: readonly number[],
): readonly SnapshotTask[] | null {
  if (times.length === 0) return null;
  return Array.from({ length: workers }, () => createSnapshots(scenario, times));
}

/** What each worker gets to know. */
export interface Asked {
  /** Nobody has met there yet. */
  readonly meeting: Meeting;
  readonly part: Part | null;
  /** Which worker of all has each region. */
  readonly placement: readonly number[];
  readonly encodeAll: boolean;
  readonly interpreted: boolean;
  /** For the worker file; null: nothing is written down. */
  readonly recording: unknown;
  readonly snapshots: readonly SnapshotTask[] | null;
  readonly checkpoint: CheckpointTask | null;
  readonly resumedAt: number | null;
}

export function shardTasks(live: LiveRun, memory: RegionMemory, asked: Asked): ShardTask[] {
  const { control, workers, pace } = live;
  const { meeting, part, placement, snapshots, ...others } = asked;
  const { barrier, isCrowded } = meeting;
  return Array.from({ length: workers }, (_, worker) => {
    const number = worker + (part?.first ?? 0);
    return {
      scenario: memory.scenario,
      worker,
      number,
      placement,
      regions: placement.map((owner, region) => (owner === number ? memory.of(region) : null)),
      barrier,
      isCrowded,
      pieces: memory.pieces,
      control: control.buffer,
      gauges: live.gaugesBuffer,
      pace,
      requests: live.requestBuffers,
      exchange: exchangeOf(meeting, number),
      watch: live.watched?.taskOf(worker) ?? null,
      snapshots: snapshots === null ? null : snapshots[worker],
      encodeAll: others.encodeAll,
      interpreted: others.interpreted,
      recording: others.recording,
      checkpoint: others.checkpoint,
      resumedAt: others.resumedAt,
    };
  });
}
