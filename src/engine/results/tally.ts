import { statistic } from '../../measure/histogram.js';
import type { Statistic } from '../../measure/statistic.js';
import { FAULT_KINDS, FAULTS } from '../../model/faults.js';
import { OUTCOME_NAMES } from '../../model/outcomes.js';
import { PROCEDURE_NAMES, type ProcedureName } from '../../model/procedures.js';
import { TRAFFIC_KINDS, TRAFFIC_OUTCOME_NAMES, type TrafficKind } from '../../model/traffic.js';
import { VERDICT_COUNTS } from '../../model/verdicts.js';
import type { Result } from '../../report/result.js';
import type {
  BurstResult,
  LoadResult,
  ProcedureResult,
  RuleResult,
  SubscribersResult,
  TrafficResult,
} from '../../results/parts.js';
import { labelOfRule, numbersOff, RULE_NUMBERS } from '../../rules/table.js';
import type { Scenario } from '../../scenario/scenario.js';
import { mmeResult } from '../mme/mme-result.js';
import * as C from '../region/counters.js';
import type { Census } from './census.js';
import { H_MME } from './histograms.js';
import { loadResult } from './load.js';

/** Seconds in what the histograms count of simulated time, in µs. */
const US = 1e-6;

/** Counters and histograms, by region or of several together, as a result wants them. */
export class Tally {
  /** @param areasOf the areas of the histogram with this number */
  constructor(
    private readonly scenario: Scenario,
    private readonly counters: readonly Float64Array[],
    private readonly areasOf: (histogram: number) => readonly Int32Array[],
  ) {}

  sum(counter: number): number {
    let sum = 0;
    for (const counters of this.counters) sum += counters[counter];
    return sum;
  }

  ruleCount(rule: number, verdict: number): number {
    return this.sum(C.C_RULES + rule * C.RULE_STRIDE + verdict);
  }

  histogram(n: number, unitSeconds: number): Statistic {
    return statistic(this.areasOf(n), unitSeconds);
  }

  /** Procedures of all kinds that were offered. */
  offered(): number {
    return PROCEDURE_NAMES.reduce((sum, _, n) => sum + this.sum(C.C_PROCEDURES + n * C.PROCEDURE_STRIDE), 0);
  }

  /** @param open what is open at the end: counters do not say */
  procedures(open: Pick<Census, 'inFlight' | 'queued'>): Record<ProcedureName, ProcedureResult> {
    return named(PROCEDURE_NAMES, (procedure) => {
      const at = C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE;
      return {
        offered: this.sum(at),
        ...named(OUTCOME_NAMES, (outcome) => this.sum(at + 1 + outcome)),
        inFlight: open.inFlight[procedure],
        queued: open.queued[procedure],
        duration: this.histogram(C.H_DURATION + procedure, US),
      };
    });
  }

  traffic(): Record<TrafficKind, TrafficResult> {
    return named(TRAFFIC_KINDS, (kind) => {
      const at = C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE;
      return {
        offered: this.sum(at),
        ...named(TRAFFIC_OUTCOME_NAMES, (outcome) => this.sum(at + 1 + outcome)),
      };
    });
  }

  /** What was offered, held against the scenario. */
  load(): LoadResult {
    return loadResult(this.scenario, (counter) => this.sum(counter));
  }

  /** Nothing where MMEs are infinitely fast. */
  mme(): Pick<Result, 'mme'> {
    const { mme } = this.scenario;
    if (mme === null) return {};
    return {
      mme: mmeResult(
        mme,
        (n) => this.areasOf(H_MME + n),
        (counter) => this.sum(counter),
      ),
    };
  }

  /** By class; none: all UEs are alike. */
  subscribers(): Record<string, SubscribersResult> {
    const classes = this.scenario.subscribers.map(({ name }, i): [string, SubscribersResult] => {
      const at = C.C_CLASSES + i * C.CLASS_STRIDE;
      const traffic = named(TRAFFIC_KINDS, (kind) => ({ offered: this.sum(at + 1 + kind) }));
      return [name, { ues: this.sum(at), traffic }];
    });
    return Object.fromEntries(classes);
  }

  bursts(): BurstResult[] {
    return this.scenario.bursts.map(({ traffic }, n) => {
      const at = C.C_BURSTS + n * C.BURST_STRIDE;
      return { traffic, events: this.sum(at), offered: this.sum(at + 1) };
    });
  }

  /** Nothing where the scenario has no faults. */
  faults(): Pick<Result, 'faults'> {
    const kinds = FAULT_KINDS.filter((kind) => this.scenario.faults.some((fault) => fault.kind === kind));
    if (kinds.length === 0) return {};
    return { faults: named(kinds, (n) => this.sum(C.C_FAULTS + FAULTS[kinds[n]].number)) };
  }

  rules(): Record<string, RuleResult> {
    const rules: Record<string, RuleResult> = {};
    const off = numbersOff(this.scenario);
    for (const rule of RULE_NUMBERS) {
      rules[labelOfRule(rule)] = {
        enabled: !off.includes(rule),
        checks: this.ruleCount(rule, 0),
        ...named(VERDICT_COUNTS, (n) => this.ruleCount(rule, 1 + n)),
        hold: this.histogram(C.H_HOLD + rule, US),
      };
    }
    return rules;
  }
}

/** A record of these names, each with what its number gives. */
export function named<Name extends string, Value>(
  names: readonly Name[],
  value: (number: number) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name, number) => [name, value(number)])) as Record<Name, Value>;
}
