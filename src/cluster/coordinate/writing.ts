import { join } from 'node:path';
import type { Checksum } from '../../engine/checkpoint/checked-file.js';
import { beingWritten } from '../../engine/checkpoint/folder.js';
import { partsToFill } from '../../engine/checkpoint/measured.js';
import { regionFile } from '../../engine/checkpoint/region-file.js';
import type { Saved, Writing } from '../../engine/checkpoint/writing.js';
import { createSnapshots, type SnapshotTask } from '../../engine/results/snapshots.js';
import { createGauges, Gauges } from '../../engine/workers/gauges.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Sink } from '../connection/parcels.js';
import { fileSink } from '../files.js';
import { Unpacked } from '../packed.js';
import type { News } from '../protocol.js';
import type { Hub } from './hub.js';
import { checkTaken } from './leavings.js';
import type { Leg } from './leg.js';

type SavedNews = Extract<News, { news: 'saved' }>;

/** What a machine measured by a checkpoint. */
interface Measured {
  readonly gauges: Gauges;
  readonly snapshots: SnapshotTask | null;
}

/**
 * Has machines write the files of a checkpoint, and puts those of all together in the folder of the run: whatever becomes
 * of a machine then, its regions can go on elsewhere.
 */
export class MachinesWriting implements Writing {
  private leg: Leg | null = null;
  private number = 0;
  private readonly saved = new Map<number, SavedNews>();
  private readonly measured = new Map<number, Measured>();
  private failure: unknown = null;
  private wake: () => void = () => undefined;
  /** Resolves when the present checkpoint has been asked for. */
  asked: Promise<void> = Promise.resolve();

  /** @param times when snapshots are taken, µs */
  constructor(
    private readonly hub: Hub,
    private readonly folder: string,
    private readonly scenario: Scenario,
    private readonly times: readonly number[],
  ) {}

  begin(leg: Leg): void {
    this.leg = leg;
  }

  /** The leg is over, whatever has come. */
  end(): void {
    this.leg = null;
    this.wake();
  }

  async write(number: number, isLast: boolean): Promise<Saved | null> {
    const { leg, saved, measured } = this;
    if (leg === null) return null;
    this.number = number;
    this.failure = null;
    saved.clear();
    measured.clear();
    this.asked = this.ask(leg, number, isLast);
    await this.asked;
    while (this.leg === leg && saved.size < leg.machines.length) {
      await new Promise<void>((come) => {
        this.wake = come;
      });
    }
    if (this.failure !== null) throw this.failure;
    const all = [...saved.values()];
    if (all.length < leg.machines.length || all.some((one) => one.saved === null)) return null;
    return this.together(all);
  }

  /** All make ready before one asks for all; or before the run stops, which asks for the last one. */
  private async ask(leg: Leg, number: number, isLast: boolean): Promise<void> {
    try {
      await this.hub.tell(leg.machines, { order: 'ready', leg: leg.number, number, isLast });
      if (isLast) return;
      await this.hub.tell(leg.machines.slice(0, 1), { order: 'checkpoint', leg: leg.number, number });
    } catch (error) {
      // One is gone: the leg ends of that.
      if (leg.trouble === null) throw error;
    }
  }

  private together(all: readonly SavedNews[]): Saved {
    const regions: Checksum[] = [];
    for (const { saved } of all)
      for (const [region, checksum] of saved?.regions ?? []) regions[region] = checksum;
    const measured = [...this.measured.values()];
    return {
      simulated: all[0].saved?.simulated ?? 0,
      regions,
      gauges: measured.map(({ gauges }) => gauges),
      snapshots: measured.flatMap(({ snapshots }) => snapshots ?? []),
    };
  }

  hear(news: SavedNews): void {
    if (news.number !== this.number || news.leg !== this.leg?.number) return;
    if (news.failure !== null) this.failure ??= new Error(news.failure);
    this.saved.set(news.machine, news);
    this.wake();
  }

  /** Where a region of a checkpoint goes. */
  sinkOf(number: number, region: number): Sink | null {
    if (number !== this.number) return null;
    try {
      const path = join(beingWritten(this.folder, number), regionFile(region));
      return this.guarded(fileSink(path, true));
    } catch (error) {
      this.failure ??= error;
      return null;
    }
  }

  /** What cannot be written ends the checkpoint, and not the run. */
  private guarded(sink: Sink): Sink {
    const attempt = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        this.failure ??= error;
      }
    };
    return { write: (piece) => attempt(() => sink.write(piece)), end: () => attempt(() => sink.end()) };
  }

  /** What a machine has measured by a checkpoint. @throws FormError if it is something else */
  takeMeasured(machine: number, number: number, bytes: Uint8Array): void {
    if (number !== this.number) return;
    const unpacked = new Unpacked<{ readonly taken: number }>(bytes);
    checkTaken(unpacked.json.taken, this.times);
    const buffer = createGauges(1);
    const snapshots = this.times.length === 0 ? null : createSnapshots(this.scenario, this.times);
    const tasks = snapshots === null ? [] : [snapshots];
    for (const part of partsToFill(buffer, tasks, unpacked.json.taken)) unpacked.read(part);
    this.measured.set(machine, { gauges: new Gauges(buffer, 0), snapshots });
  }
}
