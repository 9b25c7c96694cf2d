import type { Statistic } from '../../src/measure/statistic.js';
import { DEFAULT_ENB } from '../../src/model/enb-choices.js';
import { INVARIANT_NAMES } from '../../src/model/invariants.js';
import { DELAY_NAMES, FAILURE_NAMES, LINK_NAMES } from '../../src/model/links.js';
import { PROCEDURE_NAMES, type ProcedureName } from '../../src/model/procedures.js';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import type { Result } from '../../src/report/result.js';
import type { ProcedureResult, RuleResult } from '../../src/results/parts.js';
import { labelOfRule, numbersOff, RULE_NUMBERS } from '../../src/rules/table.js';
import type { Scenario } from '../../src/scenario/scenario.js';

function record<K extends string, V>(names: readonly K[], value: V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value])) as Record<K, V>;
}

export const NOTHING: Statistic = {
  count: 0,
  mean: null,
  p50: null,
  p90: null,
  p99: null,
  p999: null,
  max: null,
};

const latency = { shape: 'exponential', min: 0.001, mean: 0.005, max: 0.05 } as const;

/** A valid effective scenario of no particular meaning. */
export function scenarioFixture(changes: Partial<Scenario> = {}): Scenario {
  return {
    name: 'busy-hour',
    description: 'a scenario for tests',
    ues: 1_000_000,
    duration: 3600,
    seed: 7,
    clock: 'virtual',
    keys: 'symbolic',
    regions: 32,
    enbs: 8,
    cells: 3,
    earfcn: 1850,
    enb: DEFAULT_ENB,
    nasAlgorithms: 'same',
    population: { registered: 1, connected: 0.2 },
    inactivity: null,
    pagingArea: 0.25,
    activeFlag: 0,
    traffic: record(TRAFFIC_KINDS, 1),
    subscribers: [],
    arrivals: { process: 'poisson', burstFactor: 1, burstOn: 1, burstOff: 1 },
    stages: [],
    bursts: [],
    links: record(LINK_NAMES, latency),
    delays: record(DELAY_NAMES, latency),
    failures: record(FAILURE_NAMES, 0),
    faults: [],
    limits: { retries: 3, active: 1, spareRows: 0.1 },
    mme: null,
    withoutRules: [],
    withoutGuards: [],
    thresholds: [],
    ...changes,
  };
}

export const NO_PROCEDURE: ProcedureResult = {
  offered: 0,
  completed: 0,
  failed: 0,
  rejected: 0,
  cancelled: 0,
  superseded: 0,
  refused: 0,
  inFlight: 0,
  queued: 0,
  duration: NOTHING,
};

export const NO_RULE: RuleResult = {
  enabled: true,
  checks: 0,
  holds: 0,
  rejects: 0,
  selections: 0,
  hold: NOTHING,
};

/** A busy hour of 1 M UEs in which two procedures ran and rule 6 held work. */
export function resultFixture(changes: Partial<Result> = {}): Result {
  const scenario = changes.scenario ?? scenarioFixture();
  const procedures: Record<ProcedureName, ProcedureResult> = {
    ...record(PROCEDURE_NAMES, NO_PROCEDURE),
    initial_context_setup: { ...NO_PROCEDURE, offered: 25_000_123, completed: 25_000_003, inFlight: 120 },
    x2_handover: { ...NO_PROCEDURE, offered: 1000, completed: 980, failed: 15, queued: 5 },
  };
  const rules: Record<string, RuleResult> = {};
  for (const number of RULE_NUMBERS) {
    rules[labelOfRule(number)] = { ...NO_RULE, enabled: !numbersOff(scenario).includes(number) };
  }
  const hold = { count: 42, mean: 0.02, p50: 0.018, p90: 0.03, p99: 0.0421, p999: 0.05, max: 0.0512 };
  rules['6'] = { ...rules['6'], checks: 12_345, holds: 42, hold };
  return {
    version: 1,
    status: 'completed',
    uestorm: '0.1.0',
    machine: {
      cpu: 'a processor',
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      hugePages: 'always',
      node: 'v20.20.2',
      platform: 'linux x64',
    },
    scenario,
    seed: scenario.seed,
    digest: '0123456789abcdef',
    engine: {
      workers: 2,
      regions: scenario.regions,
      ues: scenario.ues,
      clock: scenario.clock,
      keys: scenario.keys,
      simulatedSeconds: 3600,
      wallSeconds: 22.5,
      setupSeconds: 0.912,
      messages: 302_000_000,
      messagesPerSecond: 13_422_222.2,
      procedures: 25_001_123,
      proceduresPerSecond: 1_111_161,
      derivations: 5_000_000,
      bytesPerUe: 180,
      peakRssBytes: 412 * 2 ** 20,
    },
    load: { offered: 25_001_123, refused: 0, registered: 1, missing: 0 },
    traffic: record(TRAFFIC_KINDS, { offered: 0, completed: 0, failed: 0 }),
    procedures,
    paging: { attempts: 0, repeated: 0, messages: 0, messagesPerEnbSecond: 0 },
    rules,
    invariants: record(INVARIANT_NAMES, 0),
    thresholds: [],
    decision: NOTHING,
    ...changes,
  };
}
