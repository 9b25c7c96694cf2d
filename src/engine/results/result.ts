import { CONSERVATION, INVARIANT_NAMES, type InvariantName } from '../../model/invariants.js';
import type { ProcedureName } from '../../model/procedures.js';
import { VERDICT_HOLD } from '../../model/verdicts.js';
import type { Result } from '../../report/result.js';
import type { CheckpointsResult, ProcedureResult, RealTimeResult } from '../../results/parts.js';
import { evaluateThresholds } from '../../results/thresholds.js';
import type { Scenario } from '../../scenario/scenario.js';
import { VERSION } from '../../version.js';
import { machine } from '../control/machine.js';
import { memoryRefused } from '../control/memory-refused.js';
import type { Progress } from '../control/options.js';
import { closeMme, type MmeMemory } from '../mme/mme-result.js';
import { configure, type Pieces } from '../region/config.js';
import * as C from '../region/counters.js';
import { bytesPerUe, planRegion, type RegionPlan } from '../region/memory.js';
import { parameters } from '../region/parameters.js';
import { regionMemory, type SharedMemory } from '../region/shared-memory.js';
import { S_DIGEST_HIGH, S_DIGEST_LOW } from '../region/state.js';
import { piecesOf } from '../workers/windows.js';
import { countRegion, newCensus } from './census.js';
import { histogramArea } from './histograms.js';
import { pagingResult } from './paging.js';
import { named, Tally } from './tally.js';

/** Seconds in what the histogram of decisions counts. */
const NS = 1e-9;

/** What is known of a run besides the memory of its regions. */
export interface RunFacts {
  readonly status: Result['status'];
  readonly workers: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly setupSeconds: number;
  /** Whether all UEs have been there. */
  readonly isSetUp: boolean;
  /** Of a run with the real clock. */
  readonly realTime?: RealTimeResult;
  /** Of one that writes checkpoints. */
  readonly checkpoints?: CheckpointsResult;
  /** What it has to keep beside the thresholds of its scenario. */
  readonly goals?: readonly string[];
}

/** The memory of all regions of a run, as who only reads wants it: cheap counters, and all of them at the end. */
export class RegionMemory {
  readonly plans: readonly RegionPlan[];
  private readonly memories: readonly SharedMemory[];
  readonly words: readonly Int32Array[];
  readonly counters: readonly Float64Array[];
  private readonly tally: Tally;

  /** Allocates it, all 0. @throws UsageError if the system does not give so much */
  constructor(
    readonly scenario: Scenario,
    readonly extraKeyWords = 0,
    readonly pieces: Pieces = piecesOf(scenario),
  ) {
    this.plans = Array.from({ length: scenario.regions }, (_, r) => planRegion(scenario, r, extraKeyWords));
    this.memories = allocate(this.plans, scenario);
    this.words = this.memories.map(({ buffer }) => new Int32Array(buffer));
    const p = parameters(scenario);
    this.plans.forEach((plan, r) => {
      configure(this.memories[r].buffer, plan, r, scenario, p, pieces);
    });
    this.counters = this.words.map(
      ({ buffer }, r) => new Float64Array(buffer, this.plans[r].counters * 4, C.COUNTERS),
    );
    this.tally = new Tally(scenario, this.counters, (n) =>
      this.plans.map((plan, r) => histogramArea(this.words[r], plan, n)),
    );
  }

  /** The memory of one region, as its worker gets it. */
  of(region: number): SharedMemory {
    return this.memories[region];
  }

  /** What one can see while the run goes on. */
  progress(simulatedSeconds: number, wallSeconds: number): Progress {
    const messages = this.tally.sum(C.C_MESSAGES);
    let holds = 0;
    for (let rule = 1; rule < C.RULE_ROWS; rule++) holds += this.tally.ruleCount(rule, VERDICT_HOLD);
    let violations = 0;
    for (let i = 0; i < INVARIANT_NAMES.length; i++) violations += this.tally.sum(C.C_INVARIANTS + i);
    return {
      simulatedSeconds,
      durationSeconds: this.scenario.duration,
      wallSeconds,
      messages,
      messagesPerSecond: perSecond(messages, wallSeconds),
      holds,
      violations,
    };
  }

  /** The result; nobody may write any more. */
  result(facts: RunFacts): Result {
    const { scenario } = this;
    const {
      status,
      workers,
      simulatedSeconds,
      wallSeconds,
      setupSeconds,
      isSetUp,
      realTime,
      checkpoints,
      goals = [],
    } = facts;
    const census = newCensus();
    this.plans.forEach((plan, r) => {
      countRegion(this.words[r], plan, census);
    });
    const procedures = this.tally.procedures(census);
    const messages = this.tally.sum(C.C_MESSAGES);
    const offered = this.tally.offered();
    const result: Omit<Result, 'thresholds'> = {
      version: 1,
      status,
      uestorm: VERSION,
      machine: machine(),
      scenario,
      seed: scenario.seed,
      digest: this.digest(),
      engine: {
        workers,
        regions: scenario.regions,
        ues: scenario.ues,
        clock: scenario.clock,
        keys: scenario.keys,
        simulatedSeconds,
        wallSeconds,
        setupSeconds,
        messages,
        messagesPerSecond: perSecond(messages, wallSeconds),
        procedures: offered,
        proceduresPerSecond: perSecond(offered, wallSeconds),
        derivations: this.tally.sum(C.C_DERIVATIONS),
        bytesPerUe: bytesPerUe(scenario, this.extraKeyWords),
        peakRssBytes: process.resourceUsage().maxRSS * 1024,
      },
      traffic: this.tally.traffic(),
      load: this.tally.load(),
      ...(scenario.subscribers.length > 0 && { subscribers: this.tally.subscribers() }),
      ...(scenario.bursts.length > 0 && { bursts: this.tally.bursts() }),
      procedures,
      paging: pagingResult(scenario, simulatedSeconds, (counter) => this.tally.sum(counter)),
      rules: this.tally.rules(),
      invariants: this.invariants(procedures, isSetUp ? census.ues : scenario.ues),
      decision: this.tally.histogram(C.H_DECISION, NS),
      ...this.mme(simulatedSeconds),
      ...(realTime !== undefined && { realTime }),
      ...(checkpoints !== undefined && { checkpoints }),
    };
    return { ...result, thresholds: evaluateThresholds([...scenario.thresholds, ...goals], result) };
  }

  private mme(simulatedSeconds: number): Pick<Result, 'mme'> {
    this.plans.forEach((plan, r) => {
      closeMme(this.words[r], plan, simulatedSeconds);
    });
    return this.tally.mme();
  }

  /** Where the input queues of the MMEs lie, if they have any. */
  get mmes(): MmeMemory[] {
    return this.plans.map((plan, r) => ({ words: this.words[r], mme: plan.mme }));
  }

  private invariants(
    procedures: Record<ProcedureName, ProcedureResult>,
    ues: number,
  ): Record<InvariantName, number> {
    let lost = Object.values(procedures).filter((procedure) => !isConserved(procedure)).length;
    if (ues !== this.scenario.ues) lost++;
    return named(
      INVARIANT_NAMES,
      (invariant) => this.tally.sum(C.C_INVARIANTS + invariant) + (invariant === CONSERVATION ? lost : 0),
    );
  }

  /** The mixes of all events added up, lane by lane: 16 hexadecimal digits. */
  private digest(): string {
    return [S_DIGEST_HIGH, S_DIGEST_LOW]
      .map((lane) => this.plans.reduce((sum, { state }, r) => (sum + this.words[r][state + lane]) | 0, 0))
      .map((lane) => (lane >>> 0).toString(16).padStart(8, '0'))
      .join('');
  }
}

function allocate(plans: readonly RegionPlan[], scenario: Scenario): SharedMemory[] {
  const memories: SharedMemory[] = [];
  try {
    for (const { words } of plans) memories.push(regionMemory(words));
    return memories;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw memoryRefused(scenario, bytesOf(plans), bytesOf(plans.slice(0, memories.length)), error);
  }
}

const bytesOf = (plans: readonly RegionPlan[]): number =>
  plans.reduce((sum, { words }) => sum + 4 * words, 0);

function isConserved({ offered, duration: _, ...counts }: ProcedureResult): boolean {
  return offered === Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? count / seconds : 0;
}
