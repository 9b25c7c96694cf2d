import { usableCores } from '../engine/control/cores.js';
import { abortBarrier, createBarrier } from '../engine/workers/barrier.js';
import { Threads } from '../engine/workers/threads.js';
import { DEFAULT_ENB, type Enb } from '../model/enb-choices.js';
import { INVARIANT_NAMES, type InvariantName } from '../model/invariants.js';
import type { NasAlgorithms } from '../model/nas-algorithms.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../model/traffic.js';
import { numbersOff } from '../rules/table.js';
import { choicesOf, multisets } from './choices.js';
import type { Counterexample } from './counterexample/replay.js';
import { type Exploration, type ExploreOptions, ruleBits } from './explorer/explore.js';
import { STOP, SURVEY_WORDS, type SurveyPart, type SurveyPlan } from './explorer/survey.js';
import { DEFAULT_KINDS } from './kinds.js';
import { memoryBytes } from './memory.js';
import { ALL_REDUCTIONS } from './reduction/reduction.js';
import { CHUNK_BYTES, CHUNKS_MAX, createFrontier, Frontier } from './states/frontier.js';
import { classesBelow, createSeen, Seen, SLOT_BYTES } from './states/seen.js';
import type { StartState } from './world/begin.js';

/** States after which a single exploration gives up: about 2 GiB. */
const STATES_MAX = 4_000_000;

/** Violations after which an exploration ends, with all rules on. */
const VIOLATIONS_MAX = 5;

/** How often progress is told, in ms. */
const PROGRESS_MS = 250;

export interface VerifyOptions {
  /** Most traffic events on a path. */
  readonly events: number;
  /** Most losses, refusals and cancels on a path. */
  readonly faults: number;
  /** Kinds of traffic events. Default: DEFAULT_KINDS. */
  readonly kinds?: readonly TrafficKind[];
  /** Rules that are switched off, 11 for the guard handover_key. */
  readonly withoutRules: readonly number[];
  /** Guards beyond the clause that are switched off, by name. */
  readonly withoutGuards?: readonly string[];
  /** Tracking area updates from idle ask for bearers. Default: they do not. */
  readonly activeFlag?: boolean;
  /** Restarts of eNBs and MMEs are among the faults; no reductions then. Default: they are not. */
  readonly restarts?: boolean;
  /** What the eNBs do; what is left out is as in DEFAULT_ENB. */
  readonly enb?: Partial<Enb>;
  /** What the MMEs prefer. Default: all the same. */
  readonly nasAlgorithms?: NasAlgorithms;
  /** Rule 3 ends when UE CONTEXT MODIFICATION REQUEST is sent; only in the search for a shortest counterexample. */
  readonly endsAtRequest?: boolean;
  /** States to begin from. Default: connected and idle. */
  readonly starts?: readonly StartState[];
  /** Worker threads; default: one per core. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface VerifyProgress {
  /** What goes on: surveys of all states, or explorations in search of a shortest counterexample. */
  readonly phase: 'survey' | 'search';
  readonly states: number;
  /** States, at most, that the survey has not looked at. */
  readonly waiting: number;
  /** Surveys that are done; of a search, explorations with as many events and faults. */
  readonly done: number;
  /** How many there are. */
  readonly of: number;
  readonly wallSeconds: number;
}

/** A violation, and the exploration that found it. */
export interface Finding extends Counterexample {
  /** Explorations that found one with the same invariants and the same last step; this is a shortest of them. */
  readonly seen: number;
  readonly events: readonly TrafficKind[];
  readonly start: StartState;
  readonly faults: number;
}

/** What a verification found; `verify.json`. */
export interface Verification {
  /** `interrupted`: not everything was looked at. `incomplete`: there were more states than fit. */
  readonly status: 'complete' | 'incomplete' | 'interrupted';
  readonly events: number;
  readonly faults: number;
  readonly kinds: readonly TrafficKind[];
  readonly withoutRules: readonly number[];
  readonly withoutGuards: readonly string[];
  readonly activeFlag: boolean;
  readonly restarts: boolean;
  readonly enb: Enb;
  readonly nasAlgorithms: NasAlgorithms;
  /** Surveys that were made: one for each choice of as many kinds as there may be events. */
  readonly surveys: number;
  /** States that differ, survey by survey; with a violation, those that were seen until it was found. */
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state farthest from its start. */
  readonly depth: number;
  readonly wallSeconds: number;
  /** Invariants that a survey found violated; of others nothing is known then, since it is the last one. */
  readonly invariants: readonly InvariantName[];
  /** Kinds of the survey that found them, if one did. */
  readonly violatedWith: readonly TrafficKind[];
  /** With all rules on, one for each way to end; else one shortest counterexample, or none. */
  readonly violations: readonly Finding[];
}

/**
 * Explores every interleaving of the procedures that traffic events of one UE lead to, from idle and from
 * connected, over the very code that runs under load.
 *
 * Surveys say whether any state within the bound is bad: as no path has more kinds of events than events, there is one
 * for each choice of so many kinds, and each fits into memory where one of all kinds would not. If a state is bad, a counterexample is looked for in separate
 * explorations, without reductions: of fewest events, then of fewest faults, then of fewest steps.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  return withRun(options, async (run) => {
    await run.survey();
    if (run.broken !== 0) await run.search();
    return run.result();
  });
}

/** Looks for a shortest counterexample at once, without a survey. Undefined: there is none within the bound. */
export async function findShortest(options: VerifyOptions): Promise<Finding | undefined> {
  return withRun(options, async (run) => {
    await run.search();
    return run.result().violations[0];
  });
}

async function withRun<T>(options: VerifyOptions, work: (run: Run) => Promise<T>): Promise<T> {
  const workers = options.workers ?? usableCores();
  const pool: Pool = new Threads({
    filename: new URL('./explorer/worker.bundle.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  const run = new Run(pool, workers, options);
  const stop = () => void run.stop();
  options.signal?.addEventListener('abort', stop);
  try {
    return await work(run);
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await pool.destroy();
  }
}

type Pool = Threads<ExploreOptions | { plan: SurveyPlan; party: number }, Exploration | SurveyPart>;

/** One verification: what has been found so far. */
class Run {
  private readonly began = performance.now();
  private readonly kinds: readonly TrafficKind[];
  /** Numbers of the rules and guards that are off. */
  private readonly off: readonly number[];
  private readonly enb: Enb;
  private readonly findings: Finding[] = [];
  private plan: SurveyPlan | undefined;
  /** Kinds of the survey that found something. */
  private brokenWith: readonly TrafficKind[] = [];
  private surveys = 0;
  private states = 0;
  private transitions = 0;
  private depth = 0;
  private status: Verification['status'] = 'complete';
  /** Bit n: the survey found invariant n violated. */
  broken = 0;

  constructor(
    private readonly pool: Pool,
    private readonly workers: number,
    private readonly options: VerifyOptions,
  ) {
    // In the order of TRAFFIC_KINDS, whatever order they were named in.
    const kinds = options.kinds ?? DEFAULT_KINDS;
    this.kinds = TRAFFIC_KINDS.filter((kind) => kinds.includes(kind));
    this.enb = { ...DEFAULT_ENB, ...options.enb };
    this.off = numbersOff({ withoutGuards: [], ...options });
  }

  private get starts(): readonly StartState[] {
    return this.options.starts ?? ['connected', 'idle'];
  }

  private get isInterrupted(): boolean {
    return this.options.signal?.aborted === true;
  }

  private get wallSeconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  /** Ends at once: those that look for a counterexample cannot be asked, and need not be. */
  async stop(): Promise<void> {
    if (this.plan === undefined) return this.pool.destroy();
    Atomics.store(new Int32Array(this.plan.words), STOP, 1);
    abortBarrier(this.plan.barrier, 1);
  }

  /** Looks at all states within the bound, until one is bad. */
  async survey(): Promise<void> {
    const choices = choicesOf(this.kinds, this.options.events);
    const room = roomForStates(memoryBytes());
    for (const kinds of choices) {
      await this.surveyOf(kinds, room, choices.length);
      if (this.broken !== 0 || this.isInterrupted) return;
    }
  }

  /** @param of how many surveys there are */
  private async surveyOf(kinds: readonly TrafficKind[], room: Room, of: number): Promise<void> {
    const { workers, options, states } = this;
    const plan = this.planSurvey(kinds, room);
    this.plan = plan;
    const seen = new Seen(plan.seen, classesBelow(options.events, options.faults));
    const frontier = new Frontier(plan.frontier);
    seen.clear();
    frontier.clear();
    const tell = () =>
      this.tell({
        phase: 'survey',
        states: states + seen.count,
        waiting: frontier.waiting,
        done: this.surveys,
        of,
      });
    const timer = setInterval(tell, PROGRESS_MS);
    try {
      const parts = await Promise.all(
        Array.from({ length: workers }, (_, party) => this.runPart({ plan, party })),
      );
      this.take(parts, seen.count);
      if (this.broken !== 0) this.brokenWith = kinds;
    } finally {
      clearInterval(timer);
      this.plan = undefined;
    }
    this.tell({ phase: 'survey', states: this.states, waiting: 0, done: this.surveys, of });
  }

  /** What the threads of a survey saw, together. */
  private take(parts: readonly SurveyPart[], states: number): void {
    const [{ depth, broken, status }] = parts;
    this.surveys++;
    this.states += states;
    for (const { transitions } of parts) this.transitions += transitions;
    this.depth = Math.max(this.depth, depth);
    this.broken = broken;
    // One that did not fit is no reason not to look at the others.
    if (status !== 'complete') this.status = status;
  }

  private async runPart(task: { plan: SurveyPlan; party: number }): Promise<SurveyPart> {
    try {
      return (await this.pool.run(task, { name: 'runSurvey' })) as SurveyPart;
    } catch (error) {
      // The others would wait for it for ever.
      abortBarrier(task.plan.barrier, 1);
      throw error;
    }
  }

  private planSurvey(kinds: readonly TrafficKind[], room: Room): SurveyPlan {
    const { events, faults, nasAlgorithms = 'same' } = this.options;
    return {
      starts: this.starts,
      kinds: kinds.map((kind) => TRAFFIC_KINDS.indexOf(kind)),
      events,
      faults,
      rules: ruleBits(this.off),
      activeFlag: this.options.activeFlag ?? false,
      restarts: this.options.restarts ?? false,
      enb: this.enb,
      nasAlgorithms,
      // A node may restart at any moment: nothing may be done without.
      reductions: this.options.restarts ? 0 : ALL_REDUCTIONS,
      isCompiled: true,
      toTheEnd: false,
      ...room,
      barrier: createBarrier(this.workers),
      words: new SharedArrayBuffer(SURVEY_WORDS * 4),
    };
  }

  /** Looks for shortest counterexamples: with more and more events and faults, until there is one. */
  async search(): Promise<void> {
    const { events, faults } = this.options;
    const violationsMax = this.off.length === 0 ? VIOLATIONS_MAX : 1;
    this.states = 0;
    this.transitions = 0;
    this.depth = 0;
    for (let n = 1; n <= events; n++) {
      for (let f = 0; f <= faults; f++) {
        if (this.findings.length > 0 || this.isInterrupted) return;
        await this.round(n, f, violationsMax);
      }
    }
  }

  /** Explores all choices of n events. */
  private async round(n: number, faults: number, violationsMax: number): Promise<void> {
    const {
      activeFlag = false,
      restarts = false,
      endsAtRequest = false,
      nasAlgorithms = 'same',
    } = this.options;
    const choices = { activeFlag, restarts, enb: this.enb, nasAlgorithms, endsAtRequest };
    const common = { faults, withoutRules: this.off, ...choices };
    const tasks = multisets(this.kinds, n).flatMap((events) =>
      this.starts.map((start) => ({ ...common, events, start })),
    );
    let done = 0;
    await Promise.all(
      tasks.map(async (task) => {
        const found = await this.explore({ ...task, violationsMax, statesMax: STATES_MAX });
        if (found === null) return;
        this.add(task, found);
        done++;
        this.tell({ phase: 'search', states: this.states, waiting: 0, done, of: tasks.length });
      }),
    );
  }

  /** Null: interrupted. */
  private async explore(task: ExploreOptions): Promise<Exploration | null> {
    if (this.isInterrupted) return null;
    try {
      return (await this.pool.run(task)) as Exploration;
    } catch (error) {
      if (this.isInterrupted) return null;
      throw error;
    }
  }

  private add(
    { events, start, faults }: Pick<ExploreOptions, 'events' | 'start' | 'faults'>,
    found: Exploration,
  ): void {
    this.states += found.states;
    this.transitions += found.transitions;
    this.depth = Math.max(this.depth, found.depth);
    for (const violation of found.violations)
      this.findings.push({ ...violation, seen: 1, events, start, faults });
  }

  private tell(progress: Omit<VerifyProgress, 'wallSeconds'>): void {
    this.options.onProgress?.({ ...progress, wallSeconds: this.wallSeconds });
  }

  result(): Verification {
    const { events, faults, withoutRules, withoutGuards = [] } = this.options;
    const sorted = distinct(this.findings);
    // A violation that the survey saw and the search did not reach, in an exploration that did not fit.
    const isMissing = this.broken !== 0 && sorted.length === 0;
    return {
      status: this.isInterrupted ? 'interrupted' : isMissing ? 'incomplete' : this.status,
      events,
      faults,
      kinds: this.kinds,
      withoutRules,
      withoutGuards,
      activeFlag: this.options.activeFlag ?? false,
      restarts: this.options.restarts ?? false,
      enb: this.enb,
      nasAlgorithms: this.options.nasAlgorithms ?? 'same',
      surveys: this.surveys,
      states: this.states,
      transitions: this.transitions,
      depth: this.depth,
      wallSeconds: this.wallSeconds,
      invariants: INVARIANT_NAMES.filter((_, i) => (this.broken & (1 << i)) !== 0),
      violatedWith: this.brokenWith,
      violations: this.off.length === 0 ? sorted : sorted.slice(0, 1),
    };
  }
}

/** One of each way to end, shortest first. Tasks end in any order: the outcome must not depend on it. */
function distinct(findings: readonly Finding[]): Finding[] {
  const text = (f: Finding): string => `${f.events} ${f.start} ${f.steps.map(({ name }) => name)}`;
  const sorted = [...findings].sort(
    (a, b) => a.steps.length - b.steps.length || (text(a) < text(b) ? -1 : 1),
  );
  const ways = new Map<string, Finding>();
  for (const finding of sorted) {
    const last = finding.steps.at(-1);
    const end = `${finding.invariants} ${last?.name} ${last?.nas} ${last?.fate}`;
    const known = ways.get(end);
    ways.set(end, known === undefined ? finding : { ...known, seen: known.seen + 1 });
  }
  return [...ways.values()];
}

/** Less than this holds no survey worth the name. */
const ROOM_MIN_BYTES = 2 ** 26;

type Room = Pick<SurveyPlan, 'seen' | 'frontier'>;

/** Where states go, one survey after the other: a third of the memory each for those seen and those to come, or of the half of it that can be had. */
function roomForStates(bytes: number): Room {
  const logMax = Math.min(28, Math.floor(Math.log2(bytes / 3 / SLOT_BYTES)));
  const chunks = Math.min(CHUNKS_MAX, Math.floor(bytes / 3 / CHUNK_BYTES));
  try {
    return { seen: createSeen(Math.min(16, logMax), logMax), frontier: createFrontier(chunks) };
  } catch (error) {
    if (!(error instanceof RangeError) || bytes < ROOM_MIN_BYTES) throw error;
    return roomForStates(bytes / 2);
  }
}
