import type { CheckpointTask } from '../checkpoint/words.js';
import { createAnnouncements } from '../exchange/exchange.js';
import { frameBytesMin } from '../exchange/frames.js';
import { createRing } from '../exchange/ring.js';
import { planRegion } from '../region/memory.js';
import type { RegionMemory } from '../results/result.js';
import { createSnapshots, type SnapshotTask, snapshotTimes } from '../results/snapshots.js';
import { createBarrier } from '../workers/barrier.js';
import type { ShardTask } from '../workers/shard.js';
import type { LiveRun } from './live.js';
import type { EngineOptions } from './run.js';

/** Rings together; each is as large as that allows, within its bounds. */
const RINGS_BYTES = 2 ** 25;
const RING_BYTES_MIN = 2 ** 13;
const RING_BYTES_MAX = 2 ** 18;

/** Room for the snapshots of each worker; null: none are wanted. Those of a run that goes on are where they were. */
export function snapshotTasks(
  { memory: { scenario, pieces }, workers }: LiveRun,
  { snapshots, resumed }: EngineOptions,
): readonly SnapshotTask[] | null {
  const times = resumed ? resumed.manifest.snapshots.times : snapshotTimes(scenario, snapshots ?? [], pieces);
  if (times.length === 0) return null;
  return Array.from({ length: workers }, () => createSnapshots(scenario, times));
}

/** What each worker gets to know, with a barrier and rings that nobody has used. */
export function shardTasks(
  live: LiveRun,
  options: EngineOptions,
  snapshots: readonly SnapshotTask[] | null,
  checkpoint: CheckpointTask | null,
  resumedAt: number | null,
): ShardTask[] {
  const { memory, control, workers, pace } = live;
  const { scenario } = memory;
  const { encodeAll = false, interpreted = false } = options;
  const placement = options.placement ?? Array.from({ length: scenario.regions }, (_, r) => r % workers);
  const barrier = createBarrier(workers);
  const announcements = createAnnouncements(workers);
  const ringBytes = options.ringBytes ?? bytesOfRings(memory, workers);
  const rings = Array.from({ length: workers }, (_, from) =>
    Array.from({ length: workers }, (_, to) => (from !== to || encodeAll ? createRing(ringBytes) : null)),
  );
  return Array.from({ length: workers }, (_, worker) => ({
    scenario,
    worker,
    placement,
    regions: placement.map((owner, region) => (owner === worker ? memory.of(region) : null)),
    barrier,
    pieces: memory.pieces,
    control: control.buffer,
    gauges: live.gaugesBuffer,
    pace,
    requests: live.requestBuffers,
    exchange: { announcements, to: rings[worker], from: rings.map((ring) => ring[worker]) },
    encodeAll,
    interpreted,
    recording: options.recording?.task ?? null,
    watch: live.watched?.taskOf(worker) ?? null,
    snapshots: snapshots === null ? null : snapshots[worker],
    checkpoint,
    resumedAt,
  }));
}

/** Capacity of each ring. A record may take an eighth of it, and the largest transfer must fit in one. */
function bytesOfRings({ scenario, extraKeyWords }: RegionMemory, workers: number): number {
  const share = 2 ** Math.floor(Math.log2(RINGS_BYTES / workers ** 2));
  const least = 8 * frameBytesMin(planRegion(scenario, 0, extraKeyWords).sizes);
  return Math.max(RING_BYTES_MIN, 2 ** Math.ceil(Math.log2(least)), Math.min(RING_BYTES_MAX, share));
}
