import {
  createSnapshots,
  type SnapshotTask,
  setTaken,
  snapshotWords,
} from '../../engine/results/snapshots.js';
import type { ShardReport } from '../../engine/workers/shard.js';
import { partOf, type TraceTask } from '../../recording/task.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Sink } from '../connection/parcels.js';
import { fileSink } from '../files.js';
import { FormError } from '../forms.js';
import { Unpacked } from '../packed.js';

/** What a run leaves behind besides its counts, as machines hand it over at its end. */
export class Leavings {
  private readonly taken = new Map<number, SnapshotTask>();

  /**
   * @param recording what is written down (recording/task.ts); null: nothing
   * @param times when snapshots are taken, µs
   */
  constructor(
    private readonly scenario: Scenario,
    private readonly recording: TraceTask | null,
    private readonly times: readonly number[],
  ) {}

  /** A leg begins. */
  forget(): void {
    this.taken.clear();
  }

  /** What machines took, by machine; null: nothing was asked for. */
  get snapshots(): readonly SnapshotTask[] | null {
    return this.times.length === 0 ? null : [...this.taken.values()];
  }

  /** Where the trace of a region goes; null: nobody wants it. */
  sinkOf(region: number): Sink | null {
    const { recording } = this;
    return recording?.kind === 'record' ? fileSink(partOf(recording.file, region), recording.reveal) : null;
  }

  /** @throws FormError if it is something else */
  takeSnapshots(machine: number, bytes: Uint8Array): void {
    const unpacked = new Unpacked<{ readonly taken: number }>(bytes);
    const { taken } = unpacked.json;
    checkTaken(taken, this.times);
    const task = createSnapshots(this.scenario, this.times);
    setTaken(task, taken);
    if (taken > 0) unpacked.read(snapshotWords(task, taken));
    this.taken.set(machine, task);
  }

  /** Names of files that broke off are those of another machine: what they are called here. */
  named(reports: readonly ShardReport[]): ShardReport[] {
    const { recording } = this;
    if (recording?.kind !== 'record') return [...reports];
    return reports.map((report) => {
      if (report.recorded === null) return report;
      const brokenOff = Object.entries(report.recorded.brokenOff).map(([file, why]) => {
        const region = /\.region-(\d+)$/.exec(file)?.[1];
        return [region === undefined ? file : partOf(recording.file, Number(region)), why];
      });
      return { ...report, recorded: { ...report.recorded, brokenOff: Object.fromEntries(brokenOff) } };
    });
  }
}

/** @throws FormError unless so many snapshots may have been taken */
export function checkTaken(taken: unknown, times: readonly number[]): void {
  if (!Number.isSafeInteger(taken) || (taken as number) < 0 || (taken as number) > times.length) {
    throw new FormError('another number of snapshots than this run takes');
  }
}
