import { X_UE } from '../../model/layout.js';
import { newKeys } from '../../model/new-keys.js';
import type { Scenario } from '../../scenario/scenario.js';
import { Saver } from '../checkpoint/saver.js';
import type { CheckpointTask } from '../checkpoint/words.js';
import { Control } from '../control/control.js';
import type { Recorded, Recorder } from '../control/recorder.js';
import type { WatchTask } from '../control/watched.js';
import type { Watcher } from '../control/watcher.js';
import { Exchange, type ExchangeMemory } from '../exchange/exchange.js';
import { dueOf, isClock, type TransferHandler } from '../exchange/frames.js';
import { compiledCore } from '../region/compiled.js';
import type { Pieces } from '../region/config.js';
import { Host } from '../region/host.js';
import { planRegion } from '../region/memory.js';
import { populate } from '../region/population.js';
import { Region } from '../region/region.js';
import type { SharedMemory } from '../region/shared-memory.js';
import { Requests, SteeredHost } from '../requests/requests.js';
import { type SnapshotTask, SnapshotWriter } from '../results/snapshots.js';
import { FAR } from '../schedule/open.js';
import { Barrier } from './barrier.js';
import { Gauges } from './gauges.js';
import { type Pace, RealClock } from './real-clock.js';
import { leastLatency, runUs } from './windows.js';

/*
 * What one worker does. All workers go through the same windows of simulated time, and each window in turns:
 *
 *     begin, in all own regions ─> empty their outboxes ─> barrier: what is ─> take in frames ─> round, in all own regions
 *     UEs that nothing can disturb  own region: at once     due first?                           the others, a little
 *              ^                    other worker: a frame       │                                further
 *              └─────────── nothing in this window ─────────────┘
 *
 * Nothing that is sent at a time arrives anywhere else before the least latency between regions has passed, so a round
 * may go that far beyond what is due first of all. Rounds and windows in which nothing is due anywhere are skipped: each
 * worker brings to the barrier the time of the first thing it knows of, what it has just sent included.
 */

/** Brought to the barrier instead of a time: a frame found its ring full, all empty their rings and meet again. */
const AGAIN = -3;
/** ... the control plane asks for a stop at the end of the window. Weighs less than AGAIN: no frame is left behind. */
const STOP = -2;
/** ... it asks for a checkpoint there. */
const SAVE = -1;

/**
 * Looks at the barrier before a worker sleeps, where each has a core: some 3 ms, which nothing but a stall takes. To be
 * woken costs 20 µs, and what is worse, the scheduler may then put both workers on one core and leave them there:
 * measured on 1 M UEs, 2.4 million messages per second and at worst 0.8 with 20,000 looks, 3.9 to 4.2 with these.
 */
const SPINS = 300_000;

/** All that a worker needs to know; travels to it by structured clone, buffers shared. */
export interface ShardTask {
  readonly scenario: Scenario;
  /** Which of this machine's workers it is, and which of all, where other machines have part in the run. */
  readonly worker: number;
  readonly number: number;
  /** Which worker of all has each region. */
  readonly placement: readonly number[];
  /** The memory of each region; null where another worker has it. */
  readonly regions: readonly (SharedMemory | null)[];
  readonly barrier: SharedArrayBuffer;
  /** Whether threads that wait at it would take a core from others. */
  readonly isCrowded: boolean;
  readonly pieces: Pieces;
  readonly control: SharedArrayBuffer;
  readonly gauges: SharedArrayBuffer;
  /** How to follow the wall clock; null: as fast as possible. */
  readonly pace: Pace | null;
  /** Requests from outside, per region, with the real clock only. */
  readonly requests: readonly (SharedArrayBuffer | null)[];
  readonly exchange: ExchangeMemory;
  /** Sends frames to its own regions too, through a ring to itself. */
  readonly encodeAll: boolean;
  /** Works events off in JavaScript instead of the compiled core, with the same outcome. */
  readonly interpreted: boolean;
  /** What the run leaves behind besides its result, for the worker file that writes it; null: nothing. */
  readonly recording: unknown;
  /** Who is looked at; null: nobody can be. */
  readonly watch: WatchTask | null;
  /** When to copy what has been counted; null: never. */
  readonly snapshots: SnapshotTask | null;
  /** Where to write the regions' state when that is asked for; null: it never is. */
  readonly checkpoint: CheckpointTask | null;
  /** Simulated µs at which the regions stand already; null: they are to be filled with their UEs. */
  readonly resumedAt: number | null;
}

/** What a worker has to say at the end, about itself and not about what it simulated. Times in ms. */
export interface ShardReport {
  /** Whether another worker gave the run up. */
  readonly aborted: boolean;
  readonly windows: number;
  /** Working off events; emptying outboxes and encoding; waiting for the others; decoding and taking in. */
  readonly work: number;
  readonly encode: number;
  readonly wait: number;
  readonly decode: number;
  /** Frames sent to other workers, and how many of them found their ring full. */
  readonly frames: number;
  readonly spills: number;
  /** Null: it wrote nothing down. */
  readonly recorded: Recorded | null;
}

/** One worker's part of a run. */
export class Shard {
  /** The regions of this worker. */
  readonly regions: readonly Region[];
  private readonly byNumber: readonly (Region | null)[];
  private readonly barrier: Barrier;
  private readonly control: Control;
  private readonly exchange: Exchange;
  /** µs of a window, of the whole run, and how far a round may go. */
  private readonly window: number;
  private readonly end: number;
  private readonly ahead: number;
  private readonly leads: boolean;
  private readonly gauges: Gauges;
  private readonly clock: RealClock | null;
  private readonly snapshots: SnapshotWriter | null;
  private readonly saver: Saver | null;

  /** When in the present window something is due that stands open, by region (µs from its begin; FAR: nothing). */
  private readonly open: Int32Array;

  /** The present window, and where it ends (µs). */
  private present = 0;
  private reached = 0;
  /** When the first thing is due that was sent to another worker in this turn (µs). */
  private sentFirst = Number.POSITIVE_INFINITY;
  private isStopping = false;
  private isSaving = false;
  private windows = 0;
  private work = 0;
  private encode = 0;
  private wait = 0;
  private decode = 0;

  /**
   * @param recorder what takes the place of its regions, if the task is to write something down
   * @param watcher what looks at a UE, if the task is one in which that may be asked for
   */
  constructor(
    private readonly task: ShardTask,
    private readonly recorder: Recorder | null = null,
    private readonly watcher: Watcher | null = null,
  ) {
    const { scenario, worker, number } = task;
    const extra = recorder?.extraKeyWords ?? 0;
    this.byNumber = task.regions.map((memory, r) => {
      if (memory === null) return null;
      const plan = planRegion(scenario, r, extra);
      const keys = newKeys(scenario.keys, scenario.seed);
      const outside = task.requests[r];
      const requests = outside && new Requests(outside, plan.rowCount);
      const host = requests === null ? new Host() : new SteeredHost(plan, requests);
      if (recorder !== null) return recorder.region(memory.buffer, plan, r, keys, { host, requests });
      const runner = task.interpreted ? {} : { runner: compiledCore(memory, keys, host) };
      return new Region(memory.buffer, plan, r, scenario, keys, { host, requests, ...runner });
    });
    this.regions = this.byNumber.filter((region) => region !== null);
    this.open = new Int32Array(task.regions.length).fill(FAR);
    this.barrier = new Barrier(task.barrier, worker, { spins: task.isCrowded ? 0 : SPINS });
    this.control = new Control(task.control);
    this.exchange = new Exchange(task.exchange, number, planRegion(scenario, 0, extra).sizes);
    this.window = task.pieces.window;
    this.end = runUs(scenario);
    this.ahead = leastLatency(scenario);
    this.leads = worker === 0;
    this.gauges = new Gauges(task.gauges, worker);
    this.clock = task.pace && new RealClock(task.pace, this.window, this.control, this.gauges);
    this.windows = this.gauges.get('windows');
    this.snapshots = task.snapshots && new SnapshotWriter(task.snapshots, this.regions);
    this.saver = task.checkpoint && new Saver(task.checkpoint, this.regions, this.gauges);
  }

  /** Fills the regions with their UEs and runs them to the end, until a stop, or until another worker gives up. */
  run(): ShardReport {
    const begun = this.barrier.waitMin(this.setUp() ? 0 : STOP);
    const completed = begun === STOP || (begun === 0 && this.runWindows());
    const { windows, work, encode, wait, decode } = this;
    const { frames, spills } = this.exchange;
    const recorded = this.recorder?.end() ?? null;
    return { aborted: !completed, windows, work, encode, wait, decode, frames, spills, recorded };
  }

  /** False: the run is stopped before all of its UEs are there. */
  private setUp(): boolean {
    const { scenario, resumedAt } = this.task;
    this.reached = resumedAt ?? 0;
    // What is touched first in a window makes it late, and a run whose memory grows by each snapshot looks like one with a leak.
    if (this.clock !== null) this.snapshots?.touch();
    if (resumedAt !== null) return true;
    return this.regions.every((region) => populate(region, scenario, () => this.control.stopped));
  }

  /** False: another worker gave up. */
  private runWindows(): boolean {
    const { control, end, leads, clock } = this;
    if (leads) control.markReady(this.reached);
    // Before the first window nothing has begun, and what is due in it is still to come.
    let next = this.reached === 0 ? 0 : this.firstDue();
    for (;;) {
      const first = this.meet(clock === null ? next : Math.min(next, clock.nextLook(this.reached)));
      if (Number.isNaN(first)) return false;
      if (first === STOP) this.stop();
      else if (first === SAVE) this.isSaving = true;
      else if (first < this.reached) next = this.round(first);
      else {
        if (first >= end) {
          this.reached = end;
          clock?.sleepUntil(end);
        }
        this.watcher?.tell();
        if (leads) control.simulated = this.reached;
        if (this.isSaving) this.save();
        if (this.isStopping) break;
        this.present = Math.floor(first / this.window);
        const start = this.present * this.window;
        this.snapshots?.upTo(first >= end ? end : start);
        if (first >= end) break;
        if (clock !== null) this.beginOnTime(clock, start);
        this.reached = Math.min(end, start + this.window);
        this.windows++;
        this.gauges.set('window', this.present);
        next = this.turn(this.regions, (region) => region.begin(this.present, this.reached - start));
        this.show();
      }
    }
    if (leads) control.markDone();
    return true;
  }

  /** At the end of the window, where the run is written down if it may go on later. */
  private stop(): void {
    this.isStopping = true;
    this.isSaving ||= this.saver?.isDueAtStop ?? false;
  }

  /** All until the end of the window has been worked off, nothing is on its way, and nobody works on the own regions. */
  private save(): void {
    this.isSaving = false;
    this.snapshots?.upTo(this.reached);
    this.saver?.save(this.reached);
  }

  /** Waits for the wall clock, then takes in what was asked for from outside. */
  private beginOnTime(clock: RealClock, start: number): void {
    clock.begin(start);
    for (const region of this.regions) region.steer(this.present, this.window, this.control.loadFactor);
    this.watcher?.look(this.regions);
  }

  /** Nothing is due before `first` (µs), in the present window: works on as far as nothing can come from elsewhere. */
  private round(first: number): number {
    const until = Math.min(this.reached, first + this.ahead) - this.present * this.window;
    const due = this.regions.filter((region) => this.open[region.region] < until || region.isReady());
    return this.turn(due, (region) => region.round(until));
  }

  /** Works on some regions; returns when the first thing is due that this worker knows of (µs). */
  private turn(regions: readonly Region[], work: (region: Region) => void): number {
    this.sentFirst = Number.POSITIVE_INFINITY;
    this.workOn(regions, work);
    // What the own regions tell each other needs no other worker.
    for (;;) {
      const ready = this.regions.filter((region) => region.isReady());
      if (ready.length === 0) break;
      this.workOn(ready, (region) => region.round(0));
    }
    return Math.min(this.sentFirst, this.firstDue());
  }

  private workOn(regions: readonly Region[], work: (region: Region) => void): void {
    const from = performance.now();
    for (const region of regions) {
      this.gauges.set('region', region.region);
      work(region);
    }
    const worked = performance.now();
    for (const region of regions) this.open[region.region] = region.openDue();
    for (const region of regions) region.emptyOutbox(this.deliver);
    this.work += worked - from;
    this.encode += performance.now() - worked;
  }

  /**
   * Exchanges frames with the other workers until none is left.
   *
   * @param next when the first thing is due that this worker knows of (µs)
   * @returns when the first thing is due anywhere, STOP, or NaN if another worker gave up
   */
  private meet(next: number): number {
    for (;;) {
      const from = performance.now();
      const left = this.exchange.publish();
      const published = performance.now();
      const agreed = this.barrier.waitMin(left ? AGAIN : (this.wish() ?? next));
      const met = performance.now();
      this.encode += published - from;
      this.wait += met - published;
      if (Number.isNaN(agreed)) return agreed;
      this.exchange.receive(this.accept);
      this.decode += performance.now() - met;
      if (agreed !== AGAIN) return agreed;
    }
  }

  /** What the control plane asks for that all have to agree on. */
  private wish(): number | null {
    if (!this.leads) return null;
    const { control, saver } = this;
    if (!this.isSaving && saver?.isAsked) return SAVE;
    return !this.isStopping && control.stopped ? STOP : null;
  }

  /** Shows who watches what this worker has done so far. */
  private show(): void {
    const { gauges, exchange } = this;
    gauges.set('windows', this.windows);
    gauges.set('work', this.work);
    gauges.set('encode', this.encode);
    gauges.set('wait', this.wait);
    gauges.set('decode', this.decode);
    gauges.set('frames', exchange.frames);
    gauges.set('spills', exchange.spills);
  }

  /** When the first thing is due in the own regions: in the present window, or in one that comes. */
  private firstDue(): number {
    let first = FAR;
    for (const due of this.open) if (due < first) first = due;
    if (first < FAR) return this.present * this.window + first;
    const last = Math.ceil(this.end / this.window);
    let window = last;
    for (const region of this.regions) window = region.nextWindow(window);
    return window === last ? this.end : window * this.window;
  }

  private readonly deliver = (words: Int32Array, x: number, to: number): void => {
    const { encodeAll, placement } = this.task;
    const region = this.byNumber[to];
    if (region !== null && !encodeAll) {
      this.take(region, words, x);
      return;
    }
    this.exchange.send(words, x, placement[to]);
    if (!isClock(words, x)) this.sentFirst = Math.min(this.sentFirst, dueOf(words, x));
  };

  private readonly accept: TransferHandler = (words, to) => {
    const region = this.byNumber[to];
    if (region === null)
      throw new Error(`shard ${this.task.worker}: got a frame for region ${to} of another`);
    this.take(region, words, 0);
  };

  private take(region: Region, words: Int32Array, x: number): void {
    region.accept(words, x);
    this.open[region.region] = region.openDue();
    if (!isClock(words, x)) this.watcher?.arrived(region, words[x + X_UE]);
  }
}
