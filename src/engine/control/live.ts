import { statistic } from '../../measure/histogram.js';
import type { Result } from '../../report/result.js';
import type { MachinePart, MachineResult, RealTimeResult } from '../../results/parts.js';
import type { Scenario } from '../../scenario/scenario.js';
import { createRequests, type RequestOutcome, Requests } from '../requests/requests.js';
import type { Counted, RunFacts } from '../results/counted.js';
import { createGauges, type GaugeName, Gauges } from '../workers/gauges.js';
import type { Pace } from '../workers/real-clock.js';
import { type Control, monotonicSeconds } from './control.js';
import { Injections } from './injections.js';
import type { Progress } from './options.js';
import type { Asked } from './paced.js';
import { Suspension } from './suspension.js';
import { Watched } from './watched.js';
import { Whereabouts } from './whereabouts.js';

export const RUN_STATES = ['starting', 'running', 'completed', 'interrupted', 'partial'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What became of a request: it waits for its UE's region, that UE has too many, or it is between two regions. */
export type Injection = 'accepted' | 'full' | 'moving';

/** Looks for a UE that is on the move again and again; each takes as long as a look at every row. */
const LOOKS = 3;

/** The room that a region has for the arrivals of a tick bears twice as much (memory.ts). */
export const LOAD_FACTOR_MAX = 5;

const US = 1e-6;

/** A machine that has part in a run beside others, as who watches sees it. */
export interface LiveMachine extends Omit<MachinePart, keyof MachineResult | 'peakRssBytes'> {
  /** Seconds since it was heard of. */
  readonly silentSeconds: number;
}

/** What there is of a run besides its workers' memory. */
export interface Surroundings {
  /** Whether the workers can look at a UE. */
  readonly isWatchable?: boolean;
  /** Whether load and traffic can be steered. Where other machines have part in the run they cannot. */
  readonly isSteerable?: boolean;
  /** As they are now; none: the run is on this machine alone. */
  readonly machines?: () => readonly LiveMachine[];
}

/**
 * A run as the main thread sees it while it goes on and after it, and what may be asked of it. All of it reads and
 * writes shared words; nothing here waits for a worker, and no worker waits for it.
 */
export class LiveRun {
  readonly scenario: Scenario;
  readonly gaugesBuffer: SharedArrayBuffer;
  /** By worker. */
  readonly gauges: readonly Gauges[];
  /** By region; null where the run cannot be steered, as with the virtual clock, which nothing from outside may touch. */
  readonly requestBuffers: readonly (SharedArrayBuffer | null)[];
  private readonly requests: readonly Requests[];
  private readonly whereabouts: Whereabouts;
  private readonly injections: Injections;
  private readonly suspension = new Suspension();
  /** Null: no UE can be watched; the clock is virtual, or the workers' file is one that does not look. */
  readonly watched: Watched | null;
  /** What the run came to; null while it goes on. */
  result: Result | null = null;
  /** Workers that died. */
  lostWorkers = 0;
  /** Wall seconds that the run had gone for when its present workers began. */
  wallBefore = 0;
  /** Requests that were refused because their UE had too many. */
  refusedRequests = 0;

  readonly isSteerable: boolean;
  private readonly machinesNow: () => readonly LiveMachine[];

  /** @param pace how it follows the wall clock; null: it does not */
  constructor(
    readonly memory: Counted,
    readonly control: Control,
    readonly workers: number,
    readonly pace: Pace | null,
    { isWatchable = false, isSteerable = true, machines = () => [] }: Surroundings = {},
  ) {
    this.scenario = memory.scenario;
    this.isSteerable = isSteerable && pace !== null;
    this.machinesNow = machines;
    this.watched = isWatchable && pace !== null ? new Watched(workers) : null;
    this.gaugesBuffer = createGauges(workers);
    this.gauges = Array.from({ length: workers }, (_, worker) => new Gauges(this.gaugesBuffer, worker));
    this.requestBuffers = memory.plans.map(({ rowCount }) =>
      this.isSteerable ? createRequests(rowCount) : null,
    );
    this.requests = this.requestBuffers.flatMap((buffer, region) =>
      buffer === null ? [] : [new Requests(buffer, memory.plans[region].rowCount)],
    );
    this.whereabouts = new Whereabouts(memory, this.requests);
    this.injections = new Injections(this);
  }

  /** Wall seconds from the end of set-up until now, or until the run's end; before a checkpoint that it goes on from, too. */
  get wallSeconds(): number {
    const { readyAt, doneAt } = this.control;
    return this.wallBefore + (readyAt === 0 ? 0 : (doneAt || monotonicSeconds()) - readyAt);
  }

  get simulatedSeconds(): number {
    return Math.min(this.control.simulated / 1e6, this.scenario.duration);
  }

  get state(): RunState {
    if (this.result !== null) return this.result.status;
    return this.control.readyAt === 0 ? 'starting' : 'running';
  }

  /** Those that have part in the run; none: it is on this machine alone. */
  get machines(): readonly LiveMachine[] {
    return this.machinesNow();
  }

  /** Over all workers. */
  gauge(name: GaugeName): number {
    return this.gauges.reduce((sum, gauges) => sum + gauges.get(name), 0);
  }

  progress(): Progress {
    const progress = this.memory.progress(this.simulatedSeconds, this.wallSeconds);
    return this.pace === null ? progress : { ...progress, latenessSeconds: this.latenessNow };
  }

  /** Seconds that the last window began after its time, at the worker that is worst. */
  get latenessNow(): number {
    return Math.max(...this.gauges.map((gauges) => gauges.get('lateness')));
  }

  /** What a result says of a run with the real clock. */
  timekeeping(): Pick<RunFacts, 'realTime' | 'goals'> {
    const { pace, control } = this;
    if (pace === null) return {};
    const realTime: RealTimeResult = {
      speed: pace.speed,
      windows: this.gauge('windows'),
      lateWindows: this.gauge('lateWindows'),
      lateness: statistic(
        this.gauges.map(({ latenessArea }) => latenessArea),
        US,
      ),
      tooLate: control.stopReason === 'late',
      suspendedSeconds: this.suspension.seconds,
      steered: control.steered,
    };
    if (pace.maxLateness === null) return { realTime };
    return { realTime, goals: [`realTime.lateness.max <= ${pace.maxLateness}s`] };
  }

  /**
   * Puts a factor on all arrival rates from the next window on.
   *
   * @param factor from 0 to LOAD_FACTOR_MAX; 1 is the scenario's own load
   * @throws RangeError
   */
  steerLoad(factor: number): void {
    if (!(factor >= 0 && factor <= LOAD_FACTOR_MAX)) {
      throw new RangeError(`load factor: expected a number from 0 to ${LOAD_FACTOR_MAX}, got ${factor}`);
    }
    this.control.markSteered();
    this.control.loadFactor = factor;
  }

  /**
   * Asks for a traffic event at a UE, at the begin of the next window. Only with the real clock.
   *
   * @param ue from 0 to the scenario's number of UEs, which is excluded
   * @param kind number of a traffic kind
   */
  inject(ue: number, kind: number): Injection {
    for (let look = 0; look < LOOKS; look++) {
      const at = this.whereabouts.find(ue);
      if (at === null) continue;
      const { region, row, generation } = at;
      const outcome = this.requests[region].ask(row, generation, kind);
      if (outcome === 'stale') continue;
      if (outcome === 'full') {
        this.refusedRequests++;
        return 'full';
      }
      this.control.markSteered();
      return 'accepted';
    }
    return 'moving';
  }

  /**
   * The same for each UE of a range, all at once or paced by simulated time, from now on: who is on the move, or has too
   * many requests, is asked again until it takes it. Returns false if too many ranges are under way.
   */
  injectRange(asked: Asked): boolean {
    return this.injections.begin(asked);
  }

  /** Events of ranges that are still to be asked for. */
  get injectionsLeft(): number {
    return this.injections.left;
  }

  get isRunning(): boolean {
    return this.state === 'running';
  }

  /** Asks for a traffic event of a kind at each UE; returns those that cannot be asked now. */
  askAll(ues: readonly number[], kind: number): readonly number[] {
    const places = this.whereabouts.findAll(ues);
    this.control.markSteered();
    return ues.filter((ue) => {
      const at = places.get(ue);
      return at === undefined || this.requests[at.region].ask(at.row, at.generation, kind) !== 'ok';
    });
  }

  /**
   * Looks at what happens to a UE from the next window on, and at nobody else any more. Nothing of the outcome depends on
   * it. Only of a run that can be watched.
   */
  watchUe(ue: number): 'accepted' | 'moving' {
    for (let look = 0; look < LOOKS; look++) {
      const at = this.whereabouts.find(ue);
      if (at === null) continue;
      this.watched?.begin({ ue, region: at.region, rule: 0 });
      return 'accepted';
    }
    return 'moving';
  }

  /** The same of the next UE that a rule acts on. */
  watchRule(rule: number): void {
    this.watched?.begin({ ue: null, region: 0, rule });
  }

  /** Looks at nobody any more. */
  unwatch(): void {
    this.watchRule(0);
  }

  /** The run goes back to where it was: what is asked for now was asked of other rows. */
  forgetRequests(): void {
    for (const requests of this.requests) requests.forget();
  }

  /** Accepted requests that have ended in this way. */
  injected(outcome: RequestOutcome): number {
    return this.requests.reduce((sum, requests) => sum + requests.counted(outcome), 0);
  }
}
