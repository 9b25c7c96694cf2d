import type { Statistic } from '../measure/statistic.js';
import type { InvariantName } from '../model/invariants.js';
import type { ProcedureName } from '../model/procedures.js';
import type { TrafficKind } from '../model/traffic.js';
import type {
  BurstResult,
  CheckpointsResult,
  EngineResult,
  FaultsResult,
  LoadResult,
  MachinePart,
  MachineResult,
  MmeResult,
  PagingResult,
  ProcedureResult,
  RealTimeResult,
  RuleResult,
  SubscribersResult,
  ThresholdResult,
  TrafficResult,
} from '../results/parts.js';
import type { Scenario } from '../scenario/scenario.js';

/** What `result.json` holds and `run()` resolves to. */
export interface Result {
  readonly version: 1;
  readonly status: 'completed' | 'interrupted' | 'partial';
  readonly uestorm: string;
  readonly machine: MachineResult;
  readonly scenario: Scenario;
  readonly seed: number;
  /** 16 hexadecimal digits. */
  readonly digest: string;
  readonly engine: EngineResult;
  readonly traffic: Readonly<Record<TrafficKind, TrafficResult>>;
  readonly load: LoadResult;
  /** By class; only where the scenario has classes. */
  readonly subscribers?: Readonly<Record<string, SubscribersResult>>;
  /** In the scenario's order; only where it has bursts. */
  readonly bursts?: readonly BurstResult[];
  /** By kind; only where the scenario has faults. */
  readonly faults?: FaultsResult;
  readonly procedures: Readonly<Record<ProcedureName, ProcedureResult>>;
  readonly paging: PagingResult;
  /** By rule number, `1` to `10`, and `11` for the guard beyond the clause. */
  readonly rules: Readonly<Record<string, RuleResult>>;
  readonly invariants: Readonly<Record<InvariantName, number>>;
  readonly thresholds: readonly ThresholdResult[];
  /** Sampled wall time of one rule evaluation. */
  readonly decision: Statistic;
  /** With `mme` in the scenario only. */
  readonly mme?: MmeResult;
  /** With the real clock only. */
  readonly realTime?: RealTimeResult;
  /** Of a run that writes checkpoints. */
  readonly checkpoints?: CheckpointsResult;
  /** Of a run that several machines had part in. */
  readonly machines?: readonly MachinePart[];
}
