import * as C from '../engine/counters.js';
import type { GaugeName } from '../engine/gauges.js';
import { RUN_STATES } from '../engine/live.js';
import { H_SOJOURN, H_UTILISATION, H_WAITING } from '../engine/mme-queue.js';
import { REQUEST_OUTCOMES } from '../engine/requests.js';
import { INVARIANT_NAMES } from '../model/invariants.js';
import { OUTCOME_NAMES } from '../model/outcomes.js';
import { PROCEDURE_NAMES } from '../model/procedures.js';
import { TRAFFIC_KINDS, TRAFFIC_OUTCOME_NAMES } from '../model/traffic.js';
import { VERDICT_NAMES, VERDICTS } from '../model/verdicts.js';
import { RULE_NUMBERS } from '../rules/table.js';
import { VERSION } from '../version.js';
import type { HistogramReader } from './histogram-reader.js';
import { POOL_NAMES, type Reading } from './reading.js';
import { UE_STATES } from './ue-states.js';

/*
 * Every metric of uestorm, in the order of the text that a scrape gets. Names, units and labels are what people
 * script against; docs/metrics.md is generated from this list.
 */

export type Labels = Readonly<Record<string, string>>;

interface Common {
  readonly name: string;
  /** What it says, in a sentence without its full stop. */
  readonly help: string;
  /** What it is measured in. */
  readonly unit: string;
  /** Per label its values, or what they are. */
  readonly labels: Readonly<Record<string, readonly string[] | string>>;
}

/** What a run shows under one name with one set of labels; which there are does not change in a run. */
export interface Series {
  readonly labels: Labels;
  /** As of the last refresh of the reading; null: not known yet. */
  readonly value: () => number | null;
}

export interface PlainMetric extends Common {
  readonly type: 'counter' | 'gauge';
  readonly series: (reading: Reading) => readonly Series[];
}

export interface HistogramSeries {
  readonly labels: Labels;
  readonly histogram: HistogramReader;
}

export interface HistogramMetric extends Common {
  readonly type: 'histogram';
  /** Upper bounds in seconds, ascending, +Inf left out. */
  readonly bounds: readonly number[];
  readonly series: (reading: Reading, bounds: readonly number[]) => readonly HistogramSeries[];
}

export type Metric = PlainMetric | HistogramMetric;

/** Rules of the clause and the guard beyond it, as labels. */
const RULES = RULE_NUMBERS.map(String);

const ACTIVITIES = ['work', 'encode', 'wait', 'decode', 'pause'] as const satisfies GaugeName[];

/** From a tenth of a millisecond, below any link's latency, to a minute, above any timer of the procedures. */
const SIMULATED_BOUNDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
/** One evaluation takes some ten ns; what takes µs was interrupted. */
const DECISION_BOUNDS = [1e-8, 2e-8, 3e-8, 5e-8, 1e-7, 2e-7, 5e-7, 1e-6, 1e-5, 1e-4, 1e-3];
/** To be woken takes 0.1 ms; what is late by a window (5 ms in most scenarios) and more is falling behind. */
const LATENESS_BOUNDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30,
];

const US = 1e-6;
const NS = 1e-9;

const one = (value: () => number | null, labels: Labels = {}): Series[] => [{ labels, value }];
const oneHistogram = (histogram: HistogramReader): HistogramSeries[] => [{ labels: {}, histogram }];

/** A series per value of a label. */
function each<T extends string>(
  label: string,
  values: readonly T[],
  read: (value: T, n: number) => number | null,
): Series[] {
  return values.map((value, n) => ({ labels: { [label]: value }, value: () => read(value, n) }));
}

const perWorker = ({ run }: Reading, gauge: GaugeName): Series[] =>
  run.gauges.map((gauges, worker) => ({
    labels: { worker: String(worker) },
    value: () => gauges.get(gauge),
  }));

const ruleCounter = (rule: number, verdict: number): number => C.C_RULES + rule * C.RULE_STRIDE + verdict;
const procedureCounter = (procedure: number, outcome: number): number =>
  C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE + outcome;
const trafficCounter = (kind: number, outcome: number): number =>
  C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE + outcome;

export const METRICS: readonly Metric[] = [
  {
    name: 'uestorm_build_info',
    help: 'Always 1; which uestorm this is',
    type: 'gauge',
    unit: '',
    labels: { version: 'of uestorm', node: 'version of Node.js' },
    series: () => one(() => 1, { version: VERSION, node: process.version }),
  },
  {
    name: 'uestorm_run_info',
    help: 'Always 1; which run this is',
    type: 'gauge',
    unit: '',
    labels: {
      scenario: "the scenario's name",
      clock: ['virtual', 'real'],
      keys: ['symbolic', 'hmac'],
      seed: 'of everything random',
      without_rules: 'rules that are switched off, such as `6,11`, or nothing',
    },
    series: ({ run: { scenario } }) =>
      one(() => 1, {
        scenario: scenario.name,
        clock: scenario.clock,
        keys: scenario.keys,
        seed: String(scenario.seed),
        without_rules: scenario.withoutRules.join(','),
      }),
  },
  {
    name: 'uestorm_run_state',
    help: '1 for the state that the run is in, 0 for the others',
    type: 'gauge',
    unit: '',
    labels: { state: RUN_STATES },
    series: ({ run }) => each('state', RUN_STATES, (state) => (run.state === state ? 1 : 0)),
  },
  {
    name: 'uestorm_run_duration_seconds',
    help: 'Simulated time that the run is to last',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.scenario.duration),
  },
  {
    name: 'uestorm_run_progress_ratio',
    help: "Share of the run's simulated time that is over",
    type: 'gauge',
    unit: 'ratio',
    labels: {},
    series: ({ run }) => one(() => run.simulatedSeconds / run.scenario.duration),
  },
  {
    name: 'uestorm_simulated_seconds_total',
    help: 'Simulated time that all regions have completed',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.simulatedSeconds),
  },
  {
    name: 'uestorm_wall_seconds_total',
    help: 'Wall time since the end of set-up',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.wallSeconds),
  },
  {
    name: 'uestorm_target_speed_ratio',
    help: 'Simulated seconds in a wall second that the real clock keeps to; absent with the virtual clock',
    type: 'gauge',
    unit: 'ratio',
    labels: {},
    series: ({ run: { pace } }) => (pace === null ? [] : one(() => pace.speed)),
  },
  {
    name: 'uestorm_load_factor_ratio',
    help: 'Factor on all arrival rates; 1 unless the run is steered',
    type: 'gauge',
    unit: 'ratio',
    labels: {},
    series: ({ run }) => one(() => run.control.loadFactor),
  },
  {
    name: 'uestorm_run_steered',
    help: '1 once load or traffic was steered from outside: then no other run has a comparable digest',
    type: 'gauge',
    unit: '',
    labels: {},
    series: ({ run }) => one(() => (run.control.steered ? 1 : 0)),
  },
  {
    name: 'uestorm_injections_total',
    help: 'Traffic events that were injected, by what became of them: taken in as an arrival at the UE, stale because the UE had moved on, or refused because too many waited',
    type: 'counter',
    unit: 'events',
    labels: { outcome: [...REQUEST_OUTCOMES, 'full'] },
    series: ({ run }) => [
      ...each('outcome', REQUEST_OUTCOMES, (outcome) => run.injected(outcome)),
      ...one(() => run.refusedRequests, { outcome: 'full' }),
    ],
  },

  {
    name: 'uestorm_ues',
    help: 'UEs by state, those on the move between two regions left out; of more than 60,000, counted in turn over several scrapes',
    type: 'gauge',
    unit: 'UEs',
    labels: { state: UE_STATES },
    series: ({ ueStates }) => each('state', UE_STATES, (state) => ueStates.inState(state)),
  },
  {
    name: 'uestorm_queue_entries',
    help: 'Procedures and steps that wait in the queues of UEs; counted as uestorm_ues',
    type: 'gauge',
    unit: 'entries',
    labels: {},
    series: ({ ueStates }) => one(() => ueStates.queued()),
  },
  {
    name: 'uestorm_traffic_offered_total',
    help: 'Traffic events that were offered',
    type: 'counter',
    unit: 'events',
    labels: { traffic: TRAFFIC_KINDS },
    series: (reading) => each('traffic', TRAFFIC_KINDS, (_, kind) => reading.sum(trafficCounter(kind, 0))),
  },
  {
    name: 'uestorm_traffic_total',
    help: 'Traffic events that have ended, by outcome',
    type: 'counter',
    unit: 'events',
    labels: { traffic: TRAFFIC_KINDS, outcome: TRAFFIC_OUTCOME_NAMES },
    series: (reading) =>
      TRAFFIC_KINDS.flatMap((traffic, kind) =>
        TRAFFIC_OUTCOME_NAMES.map((outcome, k) => ({
          labels: { traffic, outcome },
          value: () => reading.sum(trafficCounter(kind, 1 + k)),
        })),
      ),
  },

  {
    name: 'uestorm_procedures_offered_total',
    help: 'Procedures that were offered',
    type: 'counter',
    unit: 'procedures',
    labels: { procedure: PROCEDURE_NAMES },
    series: (reading) => each('procedure', PROCEDURE_NAMES, (_, n) => reading.sum(procedureCounter(n, 0))),
  },
  {
    name: 'uestorm_procedures_total',
    help: 'Procedures that have ended, by outcome',
    type: 'counter',
    unit: 'procedures',
    labels: { procedure: PROCEDURE_NAMES, outcome: OUTCOME_NAMES },
    series: (reading) =>
      PROCEDURE_NAMES.flatMap((procedure, n) =>
        OUTCOME_NAMES.map((outcome, k) => ({
          labels: { procedure, outcome },
          value: () => reading.sum(procedureCounter(n, 1 + k)),
        })),
      ),
  },
  {
    name: 'uestorm_procedures_open',
    help: 'Procedures that were offered and have not ended: in flight or queued',
    type: 'gauge',
    unit: 'procedures',
    labels: { procedure: PROCEDURE_NAMES },
    series: (reading) =>
      each('procedure', PROCEDURE_NAMES, (_, n) => {
        let ended = 0;
        for (let k = 0; k < OUTCOME_NAMES.length; k++) ended += reading.sum(procedureCounter(n, 1 + k));
        // While workers count on, an end may be seen of which the offer was not.
        return Math.max(0, reading.sum(procedureCounter(n, 0)) - ended);
      }),
  },
  {
    name: 'uestorm_procedure_duration_seconds',
    help: 'Simulated time from the offer of a procedure to its end, holds included',
    type: 'histogram',
    unit: 'seconds',
    labels: { procedure: PROCEDURE_NAMES },
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) =>
      PROCEDURE_NAMES.map((procedure, n) => ({
        labels: { procedure },
        histogram: reading.histogram(C.H_DURATION + n, US, bounds),
      })),
  },

  {
    name: 'uestorm_rule_enabled',
    help: '1 if the rule is on, 0 if the run is without it',
    type: 'gauge',
    unit: '',
    labels: { rule: RULES },
    series: ({ run }) => each('rule', RULES, (_, n) => (run.scenario.withoutRules.includes(n + 1) ? 0 : 1)),
  },
  {
    name: 'uestorm_rule_checks_total',
    help: 'How often a rule was asked about a piece of work; a held one is asked for once',
    type: 'counter',
    unit: 'checks',
    labels: { rule: RULES },
    series: (reading) => each('rule', RULES, (_, n) => reading.sum(ruleCounter(n + 1, 0))),
  },
  {
    name: 'uestorm_rule_verdicts_total',
    help: 'Verdicts of a rule: work is held, rejected, or an older key chain selected',
    type: 'counter',
    unit: 'verdicts',
    labels: { rule: RULES, verdict: VERDICT_NAMES },
    series: (reading) =>
      RULES.flatMap((rule, n) =>
        VERDICT_NAMES.map((verdict) => ({
          labels: { rule, verdict },
          value: () => reading.sum(ruleCounter(n + 1, VERDICTS[verdict].number)),
        })),
      ),
  },
  {
    name: 'uestorm_rule_hold_seconds',
    help: 'Simulated time that work waited because of a rule',
    type: 'histogram',
    unit: 'seconds',
    labels: { rule: RULES },
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) =>
      RULES.map((rule, n) => ({
        labels: { rule },
        histogram: reading.histogram(C.H_HOLD + n + 1, US, bounds),
      })),
  },
  {
    name: 'uestorm_rule_decision_seconds',
    help: 'Wall time of one evaluation of a rule, sampled',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: DECISION_BOUNDS,
    series: (reading, bounds) => oneHistogram(reading.histogram(C.H_DECISION, NS, bounds)),
  },
  {
    name: 'uestorm_invariant_violations_total',
    help: 'Violations of an invariant, each counted at its onset; conservation is judged at the end of the run',
    type: 'counter',
    unit: 'violations',
    labels: { invariant: INVARIANT_NAMES },
    series: (reading) =>
      each('invariant', INVARIANT_NAMES, (invariant, n) => {
        const { result } = reading.run;
        return result !== null ? result.invariants[invariant] : reading.sum(C.C_INVARIANTS + n);
      }),
  },

  {
    name: 'uestorm_mme_servers',
    help: 'Servers of all MMEs; absent if MMEs are infinitely fast',
    type: 'gauge',
    unit: 'servers',
    labels: {},
    series: ({ run: { scenario } }) => {
      const { mme, regions } = scenario;
      return mme === null ? [] : one(() => mme.servers * regions);
    },
  },
  {
    name: 'uestorm_mme_messages_total',
    help: 'Messages that MMEs with servers have taken in',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_MME_MESSAGES)),
  },
  {
    name: 'uestorm_mme_refused_total',
    help: 'Messages that MMEs refused because too many waited',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_MME_REFUSED)),
  },
  {
    name: 'uestorm_mme_waiting_messages',
    help: 'Messages that wait for a server now',
    type: 'gauge',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.mmeWaiting()),
  },
  {
    name: 'uestorm_mme_busy_seconds_total',
    help: 'Simulated time that servers were busy, as soon as a simulated second is known',
    type: 'counter',
    unit: 'seconds',
    labels: {},
    series: (reading) =>
      reading.mmeHistogram(H_UTILISATION, US, []).flatMap((histogram) =>
        one(() => {
          histogram.read();
          return histogram.sum * (reading.run.scenario.mme?.servers ?? 0);
        }),
      ),
  },
  {
    name: 'uestorm_mme_waiting_seconds',
    help: 'Simulated time from the arrival of a message at an MME until a server takes it',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) => reading.mmeHistogram(H_WAITING, US, bounds).flatMap(oneHistogram),
  },
  {
    name: 'uestorm_mme_sojourn_seconds',
    help: 'Simulated time from the arrival of a message at an MME until it is done',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: SIMULATED_BOUNDS,
    series: (reading, bounds) => reading.mmeHistogram(H_SOJOURN, US, bounds).flatMap(oneHistogram),
  },
  {
    name: 'uestorm_messages_total',
    help: 'Protocol messages handled at a party',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_MESSAGES)),
  },
  {
    name: 'uestorm_messages_lost_total',
    help: 'Messages lost on the radio or on S10',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_LOST)),
  },
  {
    name: 'uestorm_messages_discarded_total',
    help: 'Messages that reached a party which was no longer there for them',
    type: 'counter',
    unit: 'messages',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_DISCARDED)),
  },
  {
    name: 'uestorm_stale_frames_total',
    help: 'Frames between regions for a row or an epoch that was gone',
    type: 'counter',
    unit: 'frames',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_STALE)),
  },
  {
    name: 'uestorm_events_total',
    help: 'Events worked off: messages, timers, arrivals',
    type: 'counter',
    unit: 'events',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_EVENTS)),
  },
  {
    name: 'uestorm_key_derivations_total',
    help: 'Key derivations of all parties',
    type: 'counter',
    unit: 'derivations',
    labels: {},
    series: (reading) => one(() => reading.sum(C.C_DERIVATIONS)),
  },

  {
    name: 'uestorm_pool_used',
    help: 'Records in use: rows of UEs, blocks of UEs with something in progress, messages in flight and timers',
    type: 'gauge',
    unit: 'records',
    labels: { pool: POOL_NAMES },
    series: (reading) => each('pool', POOL_NAMES, (pool) => reading.pool(pool).inUse),
  },
  {
    name: 'uestorm_pool_size',
    help: 'Records that there are',
    type: 'gauge',
    unit: 'records',
    labels: { pool: POOL_NAMES },
    series: (reading) => each('pool', POOL_NAMES, (pool) => reading.pool(pool).all),
  },
  {
    name: 'uestorm_pool_fullest_ratio',
    help: 'Share of the records in use in the region where it is highest; near 1 work is refused',
    type: 'gauge',
    unit: 'ratio',
    labels: { pool: POOL_NAMES },
    series: (reading) => each('pool', POOL_NAMES, (pool) => reading.pool(pool).fullest),
  },
  {
    name: 'uestorm_region_memory_bytes',
    help: 'Shared memory of all regions',
    type: 'gauge',
    unit: 'bytes',
    labels: {},
    series: ({ run }) => one(() => run.memory.words.reduce((bytes, words) => bytes + words.byteLength, 0)),
  },

  {
    name: 'uestorm_workers',
    help: 'Worker threads that the run began with',
    type: 'gauge',
    unit: 'workers',
    labels: {},
    series: ({ run }) => one(() => run.workers),
  },
  {
    name: 'uestorm_workers_lost_total',
    help: 'Worker threads that died; the first one ends the run',
    type: 'counter',
    unit: 'workers',
    labels: {},
    series: ({ run }) => one(() => run.lostWorkers),
  },
  {
    name: 'uestorm_worker_seconds_total',
    help: 'Wall time of a worker by what it did: work off events, encode frames, wait for the other workers, decode frames, pause for the real clock',
    type: 'counter',
    unit: 'seconds',
    labels: { worker: 'its number, from 0', activity: ACTIVITIES },
    series: ({ run }) =>
      run.gauges.flatMap((gauges, worker) =>
        ACTIVITIES.map((activity) => ({
          labels: { worker: String(worker), activity },
          value: () => gauges.get(activity) / 1e3,
        })),
      ),
  },
  {
    name: 'uestorm_windows_total',
    help: 'Windows of simulated time that a worker has worked through',
    type: 'counter',
    unit: 'windows',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'windows'),
  },
  {
    name: 'uestorm_late_windows_total',
    help: 'Windows that began when they should have been over; 0 with the virtual clock',
    type: 'counter',
    unit: 'windows',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'lateWindows'),
  },
  {
    name: 'uestorm_window_lateness_seconds',
    help: 'Wall time from when a window was due until a worker began it; empty with the virtual clock',
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    bounds: LATENESS_BOUNDS,
    series: (reading, bounds) => oneHistogram(reading.lateness(bounds)),
  },
  {
    name: 'uestorm_lateness_seconds',
    help: 'Wall time that the last window began after it was due, at the worker that was last; 0 with the virtual clock',
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    series: ({ run }) => one(() => run.latenessNow),
  },
  {
    name: 'uestorm_frames_total',
    help: 'Frames that a worker sent to other workers',
    type: 'counter',
    unit: 'frames',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'frames'),
  },
  {
    name: 'uestorm_frames_spilled_total',
    help: 'Frames that found their ring full and went in another round',
    type: 'counter',
    unit: 'frames',
    labels: { worker: 'its number, from 0' },
    series: (reading) => perWorker(reading, 'spills'),
  },
];
