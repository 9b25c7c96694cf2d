import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { TRAFFIC_KINDS, type TrafficKind } from '../scenario/scenario.js';
import type { Exploration, ExploreOptions } from './explore.js';
import type { Counterexample } from './replay.js';
import type { StartState } from './world.js';

/** States after which a single exploration gives up: about 2 GiB. */
const STATES_MAX = 4_000_000;

/** Violations after which an exploration ends, with all rules on. */
const VIOLATIONS_MAX = 5;

export interface VerifyOptions {
  /** Most traffic events on a path. */
  readonly events: number;
  /** Most losses, refusals and cancels on a path. */
  readonly faults: number;
  /** Rules that are switched off. */
  readonly withoutRules: readonly number[];
  /** Worker threads; default: one per core. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface VerifyProgress {
  /** Explorations that have ended, of how many in this round. */
  readonly done: number;
  readonly of: number;
  readonly states: number;
  readonly transitions: number;
  readonly violations: number;
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
  /** `interrupted`: not everything was looked at. `incomplete`: an exploration had more states than fit. */
  readonly status: 'complete' | 'incomplete' | 'interrupted';
  readonly events: number;
  readonly faults: number;
  readonly withoutRules: readonly number[];
  readonly explorations: number;
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state farthest from its start. */
  readonly depth: number;
  readonly wallSeconds: number;
  /** With all rules on, one for each way to end; else one shortest counterexample, or none. */
  readonly violations: readonly Finding[];
}

/** All ways to choose `n` of the kinds, repeats allowed, order without meaning. */
export function multisets(kinds: readonly TrafficKind[], n: number): TrafficKind[][] {
  if (n === 0) return [[]];
  return kinds.flatMap((kind, i) => multisets(kinds.slice(i), n - 1).map((rest) => [kind, ...rest]));
}

/**
 * Explores every interleaving of the procedures that traffic events of one UE lead to, from idle and from
 * connected, over the very code that runs under load.
 *
 * Every event may come at any moment or never, so the explorations of N events hold those of fewer. With a rule
 * switched off one counterexample is looked for: of fewest events, then of fewest faults, then of fewest steps.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { events, faults, withoutRules, signal } = options;
  const workers = options.workers ?? availableParallelism();
  const pool = new Piscina<ExploreOptions, Exploration>({
    filename: new URL('./worker.bundle.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    // Waiting for the next task on a shared word would keep an idle worker's core busy.
    atomics: 'disabled',
    recordTiming: false,
  });
  const survey = new Survey(pool, options);
  const stop = () => void pool.destroy();
  signal?.addEventListener('abort', stop);
  try {
    if (withoutRules.length === 0) await survey.round(events, faults, VIOLATIONS_MAX);
    else {
      for (let n = 1; n <= events; n++) {
        for (let f = 0; f <= faults && !survey.isOver; f++) await survey.round(n, f, 1);
      }
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.destroy();
  }
  return survey.result();
}

/** What has been found so far. */
class Survey {
  private readonly began = performance.now();
  private readonly findings: Finding[] = [];
  private explorations = 0;
  private states = 0;
  private transitions = 0;
  private depth = 0;
  private incomplete = 0;

  constructor(
    private readonly pool: Piscina<ExploreOptions, Exploration>,
    private readonly options: VerifyOptions,
  ) {}

  get isOver(): boolean {
    return this.findings.length > 0 || this.options.signal?.aborted === true;
  }

  private get wallSeconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  /** Explores all choices of n events. */
  async round(n: number, faults: number, violationsMax: number): Promise<void> {
    const { withoutRules } = this.options;
    const tasks = multisets(TRAFFIC_KINDS, n).flatMap((events) =>
      (['connected', 'idle'] as const).map((start) => ({ events, start, faults, withoutRules })),
    );
    let done = 0;
    await Promise.all(
      tasks.map(async (task) => {
        const found = await this.explore({ ...task, violationsMax, statesMax: STATES_MAX });
        if (found === null) return;
        this.add(task, found);
        this.report(++done, tasks.length);
      }),
    );
  }

  /** Null: interrupted. */
  private async explore(task: ExploreOptions): Promise<Exploration | null> {
    const { signal } = this.options;
    if (signal?.aborted) return null;
    try {
      return await this.pool.run(task);
    } catch (error) {
      if (signal?.aborted) return null;
      throw error;
    }
  }

  private add({ events, start, faults }: Omit<ExploreOptions, 'withoutRules'>, found: Exploration): void {
    this.explorations++;
    this.states += found.states;
    this.transitions += found.transitions;
    this.depth = Math.max(this.depth, found.depth);
    if (!found.complete && found.violations.length === 0) this.incomplete++;
    for (const violation of found.violations)
      this.findings.push({ ...violation, seen: 1, events, start, faults });
  }

  private report(done: number, of: number): void {
    const { states, transitions, findings, wallSeconds } = this;
    this.options.onProgress?.({ done, of, states, transitions, violations: findings.length, wallSeconds });
  }

  result(): Verification {
    const { events, faults, withoutRules, signal } = this.options;
    const sorted = distinct(this.findings);
    const interrupted = signal?.aborted === true;
    return {
      status: interrupted ? 'interrupted' : this.incomplete > 0 ? 'incomplete' : 'complete',
      events,
      faults,
      withoutRules,
      explorations: this.explorations,
      states: this.states,
      transitions: this.transitions,
      depth: this.depth,
      wallSeconds: this.wallSeconds,
      violations: withoutRules.length === 0 ? sorted : sorted.slice(0, 1),
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
