import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { readChecked } from '../../engine/checkpoint/checked-file.js';
import { beingWritten } from '../../engine/checkpoint/folder.js';
import { MEASURED_FILE, partsToFill } from '../../engine/checkpoint/measured.js';
import { restoreRegion } from '../../engine/checkpoint/region-file.js';
import { type Saved, WorkersWriting } from '../../engine/checkpoint/writing.js';
import { Control } from '../../engine/control/control.js';
import type { Failure } from '../../engine/control/error.js';
import { LiveRun } from '../../engine/control/live.js';
import { createMeeting, type Meeting, type Part as PartOfWorkers } from '../../engine/control/meeting.js';
import { runShards } from '../../engine/control/pool.js';
import { paceOf } from '../../engine/control/run.js';
import { shardTasks, snapshotTasks } from '../../engine/control/tasks.js';
import { RegionMemory } from '../../engine/results/result.js';
import type { SnapshotTask } from '../../engine/results/snapshots.js';
import { abortReason } from '../../engine/workers/barrier.js';
import type { ShardReport } from '../../engine/workers/shard.js';
import { partOf, type TraceTask } from '../../recording/task.js';
import type { Access } from '../connection/access.js';
import { tellCounts } from '../counts.js';
import type { Begin, PartFailure } from '../protocol.js';
import { GatewayThread } from '../rounds/thread.js';

/** Runs on the workers where something is written down. */
const RECORDING_WORKER = new URL('../../recording/worker.js', import.meta.url).href;

/** What of a run a machine works on in one leg: some regions, with workers, and a gateway to the other machines. */
export class Part {
  readonly live: LiveRun;
  readonly memory: RegionMemory;
  readonly writing: WorkersWriting | null;
  readonly snapshots: readonly SnapshotTask[] | null;
  private readonly meeting: Meeting;
  private readonly workers: PartOfWorkers;
  private gateway: GatewayThread | null = null;
  private failure: Failure | null = null;
  private gatewayFailure: unknown = null;
  private isOver = false;

  /**
   * Allocates its memory.
   *
   * @param folder its own folder, where the files of a checkpoint lie that it goes on from
   * @throws UsageError if there is not enough memory
   */
  constructor(
    private readonly begin: Begin,
    private readonly folder: string,
    private readonly workerFile?: string,
  ) {
    const { me, scenario, pieces, machineOf, placement, encodeAll } = begin;
    const workers = machineOf.filter((machine) => machine === me).length;
    this.workers = { first: machineOf.indexOf(me), all: machineOf.length };
    this.memory = new RegionMemory(
      scenario,
      begin.extraKeyWords,
      pieces,
      (region) => machineOf[placement[region]] === me,
    );
    const { speed, maxLateness } = begin;
    const pace = paceOf(scenario, { speed, ...(maxLateness !== null && { maxLateness }) });
    this.live = new LiveRun(this.memory, new Control(), workers, pace, { isSteerable: false });
    this.snapshots = snapshotTasks(scenario, workers, begin.snapshots);
    this.writing = begin.writesCheckpoints
      ? new WorkersWriting(this.live, folder, this.snapshots ?? [])
      : null;
    this.meeting = createMeeting(this.memory, {
      ...{ workers, encodeAll, part: this.workers },
      ringBytes: begin.ringBytes ?? undefined,
    });
  }

  /** Brings it to where it goes on, region by region: so it is heard of meanwhile. */
  async restore(): Promise<void> {
    const { live, memory, folder, snapshots, begin } = this;
    if (begin.resumed === null) return;
    const { simulated, ahead, taken, loadFactor, measures } = begin.resumed;
    for (const region of memory.here) {
      restoreRegion(memory, region, folder, { simulated, ahead });
      await setImmediate();
    }
    const parts = partsToFill(live.gaugesBuffer, snapshots ?? [], taken);
    if (measures) readChecked(join(folder, MEASURED_FILE), parts);
    live.control.simulated = simulated;
    live.control.loadFactor = loadFactor;
  }

  /** Resolves when it hears the other machines. */
  async meetOthers(access: Access, run: string, leg: number): Promise<void> {
    const { machineOf, me } = this.begin;
    const { barrier, announcements, rings } = this.meeting;
    const machines = Math.max(...machineOf) + 1;
    this.gateway = await GatewayThread.start(
      { access, run, leg, memory: { barrier, announcements, rings, machineOf, machines, me } },
      (cause) => {
        this.gatewayFailure ??= cause;
      },
    );
  }

  /** To the end of the run, or until it is given up. */
  async run(): Promise<readonly ShardReport[]> {
    const { begin, live, memory, meeting, writing, snapshots, workerFile } = this;
    const { placement, encodeAll, interpreted, resumed } = begin;
    const tasks = shardTasks(live, memory, {
      ...{ meeting, placement, encodeAll, interpreted, snapshots },
      part: this.workers,
      recording: this.recording,
      checkpoint: writing?.task ?? null,
      resumedAt: resumed?.simulated ?? null,
    });
    const files = {
      ...(workerFile !== undefined && { workerFile }),
      ...(begin.recording !== null && { recording: { workerFile: RECORDING_WORKER } }),
    };
    try {
      return await runShards(live, tasks, files, (failure) => {
        this.failure ??= failure;
      });
    } finally {
      this.isOver = true;
    }
  }

  /** Why it did not come to its end; null: it did, or was given up. */
  get failed(): PartFailure | null {
    const { failure, gatewayFailure } = this;
    if (failure !== null) {
      const { reason, worker, region, window } = failure;
      return { reason, at: { worker, region, window }, isUsage: false };
    }
    if (gatewayFailure === null) return null;
    return { reason: `the gateway died: ${(gatewayFailure as Error).message}`, at: null, isUsage: false };
  }

  get isGivenUp(): boolean {
    return abortReason(this.meeting.barrier) !== 0;
  }

  get statistics() {
    return this.gateway?.statistics ?? null;
  }

  /** The workers are on their way. */
  get isReady(): boolean {
    return this.live.control.readyAt !== 0;
  }

  /** What it has counted; of a part that has ended all there is to say. */
  counts(): Uint8Array {
    const { live, memory, isOver } = this;
    return tellCounts(live, memory, isOver ? memory.ended(live.simulatedSeconds) : null);
  }

  /** Makes ready for a checkpoint, in a folder of its own. */
  makeReady(number: number, isLast: boolean): void {
    mkdirSync(beingWritten(this.folder, number), { recursive: true });
    this.writing?.makeReady(number, isLast);
  }

  /** The checkpoint made ready for, when it has been written; null: the run ended before. */
  saved(): Promise<Saved | null> {
    if (this.writing === null) throw new Error('a checkpoint was asked for in a run that writes none');
    return this.writing.saved(() => this.isOver);
  }

  /** Gives it up; `run` ends. */
  async end(): Promise<void> {
    await this.gateway?.end();
  }

  /** Files that its regions were written down in, by region. */
  get traces(): readonly (readonly [region: number, file: string])[] {
    const { recording } = this;
    if (recording === null || recording.kind !== 'record') return [];
    return this.memory.here.map(({ region }) => [region, partOf(recording.file, region)]);
  }

  /** What is to be written down, into files of this machine. */
  private get recording(): TraceTask | null {
    const task = this.begin.recording as TraceTask | null;
    return task?.kind === 'record' ? { ...task, file: join(this.folder, 'trace') } : task;
  }
}
