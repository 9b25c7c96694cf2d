import { mkdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../../files.js';
import type { CheckpointsResult } from '../../results/parts.js';
import type { LiveRun } from '../control/live.js';
import type { CheckpointOptions } from '../control/options.js';
import { takenBy } from '../results/snapshots.js';
import { writeChecked } from './checked-file.js';
import { beingWritten, numbersIn, putInPlace, removeParts } from './folder.js';
import { formatManifest, MANIFEST_FILE, type Manifest } from './manifest.js';
import { MEASURED_FILE, measuredParts } from './measured.js';
import { regionFile } from './region-file.js';
import type { Saved, Writing } from './writing.js';

/**
 * The main thread's side of checkpoints. It asks for one now and then; the workers write their regions at the end of a
 * window, which is all that they stop for, and go on while the files are brought to the disk and put in their place.
 */
export class Checkpoints {
  private number: number;
  private timer: NodeJS.Timeout | undefined;
  /** The checkpoint that the workers are to write, or that is brought to the disk. */
  private present: Promise<void> | null = null;
  /** The workers have ended: what they have not written they never will. */
  private isOver = false;
  private written: number;
  private failed: number;
  private deaths: number;
  private lostSeconds: number;
  /** Pauses of workers that are gone. */
  private pauseBefore = 0;

  /**
   * @param writing has the regions written
   * @param times when snapshots are taken (µs)
   * @param before what became of the run in processes before this one
   */
  constructor(
    private readonly live: LiveRun,
    private readonly options: CheckpointOptions,
    private readonly writing: Writing,
    private readonly times: readonly number[],
    private readonly before: CheckpointsResult | undefined,
  ) {
    removeParts(options.folder);
    this.number = numbersIn(options.folder)[0] ?? 0;
    this.written = before?.written ?? 0;
    this.failed = before?.failed ?? 0;
    this.deaths = before?.deaths ?? 0;
    this.lostSeconds = before?.lostSeconds ?? 0;
  }

  /** What became of them so far. */
  get result(): CheckpointsResult {
    const { before } = this;
    return {
      written: this.written,
      failed: this.failed,
      pauseSeconds: (before?.pauseSeconds ?? 0) + this.pauseBefore + this.pauseNow,
      resumed: before === undefined ? 0 : before.resumed + 1,
      deaths: this.deaths,
      lostSeconds: this.lostSeconds,
    };
  }

  private get pauseNow(): number {
    return Math.max(...this.live.gauges.map((gauges) => gauges.get('checkpoint'))) / 1e3;
  }

  /** A worker has died, and the run goes back by so many simulated seconds. */
  goBack(seconds: number): void {
    this.deaths++;
    this.lostSeconds += seconds;
    this.pauseBefore += this.pauseNow;
  }

  /** Begins to ask for them; the workers begin, too. */
  begin(): void {
    this.isOver = false;
    this.wait();
  }

  /** The workers have ended: finishes what they have written. */
  async end(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.timer);
    await this.present;
  }

  /** Has one written where the run stops; resolves when the stop may be asked for: the one that was being written has been. */
  async askLast(): Promise<void> {
    await this.present;
    this.askNow(true);
  }

  /** Asks for one at once, if none is being written. */
  private askNow(isLast = false): void {
    if (this.present !== null || this.isOver || this.live.control.readyAt === 0) return;
    clearTimeout(this.timer);
    this.present = this.make(isLast).finally(() => {
      this.present = null;
      if (!this.isOver) this.wait();
    });
  }

  private wait(): void {
    const due = () => {
      if (this.live.control.readyAt === 0) this.wait();
      else this.askNow();
    };
    this.timer = setTimeout(due, this.options.everySeconds * 1e3);
    this.timer.unref();
  }

  private async make(isLast: boolean): Promise<void> {
    const { folder, onTrouble } = this.options;
    const number = ++this.number;
    const part = beingWritten(folder, number);
    try {
      mkdirSync(part);
      const saved = await this.writing.write(number, isLast, () => this.isOver);
      if (saved === null) return;
      await this.finish(number, part, saved);
      this.written++;
    } catch (error) {
      this.failed++;
      const at = (this.live.control.simulated / 1e6).toFixed(3);
      onTrouble?.(
        `the checkpoint at ${at} s of simulated time was not written: ${reasonOf(error)}; the run goes on`,
      );
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
  }

  /** The workers have written their regions: the rest of the files, and all of it to its place. */
  private async finish(number: number, part: string, saved: Saved): Promise<void> {
    const { live, times } = this;
    const { simulated, regions, gauges, snapshots } = saved;
    const taken = takenBy(times, simulated);
    const measured = writeChecked(join(part, MEASURED_FILE), measuredParts(gauges, snapshots, taken));
    const manifest: Manifest = {
      scenario: live.scenario,
      pieces: live.memory.pieces,
      simulated,
      speed: live.pace?.speed ?? null,
      maxLateness: live.pace?.maxLateness ?? null,
      loadFactor: live.control.loadFactor,
      steered: live.control.steered,
      everySeconds: this.options.everySeconds,
      past: { wallSeconds: live.wallSeconds, checkpoints: { ...this.result, written: this.written + 1 } },
      regions,
      measured,
      snapshots: { times, taken },
    };
    await writeFile(join(part, MANIFEST_FILE), formatManifest(manifest), { mode: 0o600 });
    const files = live.memory.plans.map((_, region) => regionFile(region));
    await putInPlace(this.options.folder, number, [...files, MEASURED_FILE, MANIFEST_FILE]);
  }
}
