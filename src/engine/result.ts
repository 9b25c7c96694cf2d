import { availableParallelism, cpus, totalmem } from 'node:os';
import { areaOf, HISTOGRAM_WORDS, statistic } from '../measure/histogram.js';
import { CONSERVATION, OUTCOMES, VERDICT_HOLD, VERDICT_REJECT, VERDICT_SELECT } from '../model/env.js';
import {
  INVARIANT_NAMES,
  type InvariantName,
  PROCEDURE_NAMES,
  type ProcedureName,
  type ProcedureResult,
  type RealTimeResult,
  type Result,
  type RuleResult,
  type Statistic,
  type SubscribersResult,
  type TrafficResult,
} from '../report/result.js';
import { evaluateThresholds } from '../report/thresholds.js';
import { type Scenario, TRAFFIC_KINDS, type TrafficKind } from '../scenario/scenario.js';
import { VERSION } from '../version.js';
import { type Census, countRegion, newCensus } from './census.js';
import { configure } from './config.js';
import { S_DIGEST_HIGH, S_DIGEST_LOW } from './core.js';
import * as C from './counters.js';
import { bytesPerUe, planRegion, type RegionPlan } from './memory.js';
import type { Progress } from './options.js';
import { parameters } from './parameters.js';
import { regionMemory, type SharedMemory } from './shared-memory.js';

/** Seconds in what the histograms count: simulated time in µs, decisions in ns. */
const US = 1e-6;
const NS = 1e-9;

/** What is known of a run besides the memory of its regions. */
export interface RunFacts {
  readonly status: Result['status'];
  readonly workers: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly setupSeconds: number;
  /** Of a run with the real clock. */
  readonly realTime?: RealTimeResult;
  /** What it has to keep beside the thresholds of its scenario. */
  readonly goals?: readonly string[];
}

/** The memory of all regions of a run, as who only reads wants it: cheap counters, and all of them at the end. */
export class RegionMemory {
  readonly plans: readonly RegionPlan[];
  private readonly memories: readonly SharedMemory[];
  readonly words: readonly Int32Array[];
  readonly counters: readonly Float64Array[];

  /** Allocates it, all 0. */
  constructor(
    readonly scenario: Scenario,
    readonly extraKeyWords = 0,
  ) {
    this.plans = Array.from({ length: scenario.regions }, (_, r) => planRegion(scenario, r, extraKeyWords));
    this.memories = this.plans.map(({ words }) => regionMemory(words));
    this.words = this.memories.map(({ buffer }) => new Int32Array(buffer));
    const p = parameters(scenario);
    this.plans.forEach((plan, r) => {
      configure(this.memories[r].buffer, plan, r, scenario, p);
    });
    this.counters = this.words.map(
      ({ buffer }, r) => new Float64Array(buffer, this.plans[r].counters * 4, C.COUNTERS),
    );
  }

  /** The memory of one region, as its worker gets it. */
  of(region: number): SharedMemory {
    return this.memories[region];
  }

  /** What one can see while the run goes on. */
  progress(simulatedSeconds: number, wallSeconds: number): Progress {
    const messages = this.sum(C.C_MESSAGES);
    let holds = 0;
    for (let rule = 1; rule < C.RULE_ROWS; rule++) holds += this.ruleCount(rule, VERDICT_HOLD);
    let violations = 0;
    for (let i = 0; i < C.INVARIANTS; i++) violations += this.sum(C.C_INVARIANTS + i);
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
    const { status, workers, simulatedSeconds, wallSeconds, setupSeconds, realTime, goals } = facts;
    const census = newCensus();
    this.plans.forEach((plan, r) => {
      countRegion(this.words[r], plan, census);
    });
    const procedures = this.procedures(census);
    const messages = this.sum(C.C_MESSAGES);
    const offered = Object.values(procedures).reduce((sum, procedure) => sum + procedure.offered, 0);
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
        derivations: this.sum(C.C_DERIVATIONS),
        bytesPerUe: bytesPerUe(scenario, this.extraKeyWords),
        peakRssBytes: process.resourceUsage().maxRSS * 1024,
      },
      traffic: named(TRAFFIC_KINDS, (kind) => this.traffic(kind)),
      ...(scenario.subscribers.length > 0 && { subscribers: this.subscribers() }),
      procedures,
      rules: this.rules(),
      invariants: this.invariants(procedures, census),
      decision: this.histogram(C.H_DECISION, NS),
      ...(realTime !== undefined && { realTime }),
    };
    return { ...result, thresholds: evaluateThresholds(result, goals) };
  }

  private sum(counter: number): number {
    let sum = 0;
    for (const counters of this.counters) sum += counters[counter];
    return sum;
  }

  private ruleCount(rule: number, verdict: number): number {
    return this.sum(C.C_RULES + rule * C.RULE_STRIDE + verdict);
  }

  private histogram(n: number, unitSeconds: number): Statistic {
    const areas = this.plans.map((plan, r) => areaOf(this.words[r], plan.histograms + n * HISTOGRAM_WORDS));
    return statistic(areas, unitSeconds);
  }

  private procedures(census: Census): Record<ProcedureName, ProcedureResult> {
    return named(PROCEDURE_NAMES, (procedure) => {
      const at = C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE;
      const [completed, failed, rejected, cancelled, superseded, refused] = Array.from(
        { length: OUTCOMES },
        (_, outcome) => this.sum(at + 1 + outcome),
      );
      return {
        offered: this.sum(at),
        ...{ completed, failed, rejected, cancelled, superseded, refused },
        inFlight: census.inFlight[procedure],
        queued: census.queued[procedure],
        duration: this.histogram(C.H_DURATION + procedure, US),
      };
    });
  }

  private traffic(kind: number): TrafficResult {
    const at = C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE;
    return { offered: this.sum(at), completed: this.sum(at + 1), failed: this.sum(at + 2) };
  }

  private subscribers(): Record<string, SubscribersResult> {
    const classes = this.scenario.subscribers.map(({ name }, i): [string, SubscribersResult] => {
      const at = C.C_CLASSES + i * C.CLASS_STRIDE;
      const traffic = named(TRAFFIC_KINDS, (kind) => ({ offered: this.sum(at + 1 + kind) }));
      return [name, { ues: this.sum(at), traffic }];
    });
    return Object.fromEntries(classes);
  }

  private rules(): Record<string, RuleResult> {
    const rules: Record<string, RuleResult> = {};
    for (let rule = 1; rule < C.RULE_ROWS; rule++) {
      rules[rule] = {
        enabled: !this.scenario.withoutRules.includes(rule),
        checks: this.ruleCount(rule, 0),
        holds: this.ruleCount(rule, VERDICT_HOLD),
        rejects: this.ruleCount(rule, VERDICT_REJECT),
        selections: this.ruleCount(rule, VERDICT_SELECT),
        hold: this.histogram(C.H_HOLD + rule, US),
      };
    }
    return rules;
  }

  private invariants(
    procedures: Record<ProcedureName, ProcedureResult>,
    census: Census,
  ): Record<InvariantName, number> {
    let lost = Object.values(procedures).filter((procedure) => !isConserved(procedure)).length;
    if (census.ues !== this.scenario.ues) lost++;
    return named(
      INVARIANT_NAMES,
      (invariant) => this.sum(C.C_INVARIANTS + invariant) + (invariant === CONSERVATION ? lost : 0),
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

function isConserved({ offered, duration: _, ...counts }: ProcedureResult): boolean {
  return offered === Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? count / seconds : 0;
}

function named<Name extends TrafficKind | ProcedureName | InvariantName, Value>(
  names: readonly Name[],
  value: (number: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, number) => [name, value(number)])) as Record<Name, Value>;
}

function machine(): Result['machine'] {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}
