import { CONSERVATION, INVARIANT_NAMES, type InvariantName } from '../../model/invariants.js';
import type { ProcedureName } from '../../model/procedures.js';
import { VERDICT_HOLD } from '../../model/verdicts.js';
import type { Result } from '../../report/result.js';
import type { CheckpointsResult, MachinePart, ProcedureResult, RealTimeResult } from '../../results/parts.js';
import { evaluateThresholds } from '../../results/thresholds.js';
import type { Scenario } from '../../scenario/scenario.js';
import { VERSION } from '../../version.js';
import { machine } from '../control/machine.js';
import type { Progress } from '../control/options.js';
import type { MmeMemory } from '../mme/mme-result.js';
import type { Pieces } from '../region/config.js';
import * as C from '../region/counters.js';
import { bytesPerUe, type RegionPlan } from '../region/memory.js';
import type { Census } from './census.js';
import { histogramArea } from './histograms.js';
import { pagingResult } from './paging.js';
import { named, Tally } from './tally.js';

/** Seconds in what the histogram of decisions counts. */
const NS = 1e-9;

/** What is known of a run besides what its regions counted. */
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
  /** Of one that several machines had part in. */
  readonly machines?: readonly MachinePart[];
  /** What it has to keep beside the thresholds of its scenario. */
  readonly goals?: readonly string[];
}

/** What regions show when a run has ended, and do not count while it goes on. */
export interface Ended {
  readonly census: Census;
  /** The mixes of all events, added up lane by lane. */
  readonly digest: readonly [high: number, low: number];
}

/** Where a region's counters and histograms lie, in words that may hold nothing else of it. */
export type CountedPlan = Pick<
  RegionPlan,
  'counters' | 'histograms' | 'mme' | 'rows' | 'rowCount' | 'blockCount' | 'nodeCount' | 'sizes'
>;

/** What the regions of a run count, wherever that lies, as results and who watches want it. */
export class Counted {
  /** By region. */
  readonly counters: readonly Float64Array[];
  private readonly tally: Tally;

  /** @param plans where in the words of each region its counters and histograms lie */
  constructor(
    readonly scenario: Scenario,
    readonly extraKeyWords: number,
    readonly pieces: Pieces,
    readonly plans: readonly CountedPlan[],
    readonly words: readonly Int32Array[],
  ) {
    this.counters = words.map(({ buffer }, r) => new Float64Array(buffer, plans[r].counters * 4, C.COUNTERS));
    this.tally = new Tally(scenario, this.counters, (n) =>
      plans.map((plan, r) => histogramArea(words[r], plan, n)),
    );
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

  /** The result of a run that has ended. */
  resultOf(facts: RunFacts, { census, digest }: Ended): Result {
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
      machines,
      goals = [],
    } = facts;
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
      digest: digestText(digest),
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
        peakRssBytes:
          machines?.reduce((sum, machine) => sum + machine.peakRssBytes, 0) ??
          process.resourceUsage().maxRSS * 1024,
      },
      traffic: this.tally.traffic(),
      load: this.tally.load(),
      ...(scenario.subscribers.length > 0 && { subscribers: this.tally.subscribers() }),
      ...(scenario.bursts.length > 0 && { bursts: this.tally.bursts() }),
      ...this.tally.faults(),
      procedures,
      paging: pagingResult(scenario, simulatedSeconds, (counter) => this.tally.sum(counter)),
      rules: this.tally.rules(),
      invariants: this.invariants(procedures, isSetUp ? census.ues : scenario.ues),
      decision: this.tally.histogram(C.H_DECISION, NS),
      ...this.tally.mme(),
      ...(realTime !== undefined && { realTime }),
      ...(checkpoints !== undefined && { checkpoints }),
      ...(machines !== undefined && { machines }),
    };
    return { ...result, thresholds: evaluateThresholds([...scenario.thresholds, ...goals], result) };
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
}

/** 16 hexadecimal digits. */
function digestText(lanes: Ended['digest']): string {
  return lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

function isConserved({ offered, duration: _, ...counts }: ProcedureResult): boolean {
  return offered === Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? count / seconds : 0;
}
