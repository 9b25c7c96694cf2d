import type { Checksum } from '../engine/checkpoint/checked-file.js';
import type { Pieces } from '../engine/region/config.js';
import type { ShardReport } from '../engine/workers/shard.js';
import type { Scenario } from '../scenario/scenario.js';

/*
 * What machines and whoever runs a scenario on them say to each other, as JSON. A run goes in legs: each begins anew, from
 * a checkpoint or from the beginning, on the machines that are left.
 */

/** Told to a machine; it answers with an Answer, and does the same when it is told twice. */
export type Order = { readonly run: string } & (
  | { readonly order: 'take' }
  /** Begins a leg, with what came in the parcel. */
  | { readonly order: 'begin'; readonly leg: number }
  /** All machines are ready. */
  | { readonly order: 'go'; readonly leg: number }
  /** Stops all machines at the end of a window. */
  | { readonly order: 'stop'; readonly leg: number }
  /** Makes ready for a checkpoint; `checkpoint` has one machine ask for it, and all write it. The last one is written at the stop. */
  | { readonly order: 'ready'; readonly leg: number; readonly number: number; readonly isLast: boolean }
  | { readonly order: 'checkpoint'; readonly leg: number; readonly number: number }
  /** Gives the leg up. */
  | { readonly order: 'end'; readonly leg: number }
  /** Takes trials out of the run's queue, as many at a time as it has workers. */
  | { readonly order: 'trials' }
  | { readonly order: 'leave' }
);

export interface Answer {
  /** Why it does not; null: it does. */
  readonly refused: string | null;
}

/** How a machine's part of a leg goes, in the parcel that comes before the order. */
export interface Begin {
  /** Number of this machine. */
  readonly me: number;
  readonly scenario: Scenario;
  readonly pieces: Pieces;
  /** By number of a worker, its machine. */
  readonly machineOf: readonly number[];
  /** By region, the number of its worker. */
  readonly placement: readonly number[];
  readonly speed: number;
  readonly maxLateness: number | null;
  readonly encodeAll: boolean;
  readonly interpreted: boolean;
  readonly ringBytes: number | null;
  readonly extraKeyWords: number;
  /** What is to be written down (recording/task.ts); null: nothing. */
  readonly recording: unknown;
  /** When snapshots are taken, in µs. */
  readonly snapshots: readonly number[];
  readonly writesCheckpoints: boolean;
  /** Null: from the beginning. */
  readonly resumed: {
    readonly simulated: number;
    readonly ahead: number;
    readonly taken: number;
    readonly loadFactor: number;
    /** Whether this machine goes on with what was measured. */
    readonly measures: boolean;
  } | null;
}

/** Why a part could not go on. */
export interface PartFailure {
  readonly reason: string;
  /** Where a worker was; null: it was none. */
  readonly at: { readonly worker: number; readonly region: number; readonly window: number } | null;
  /** The machine lacks what it takes, and nothing is wrong with uestorm. */
  readonly isUsage: boolean;
}

/** What a machine says of its part. */
export type News = { readonly machine: number; readonly leg: number } & (
  | { readonly news: 'ready' }
  | {
      readonly news: 'ended';
      readonly reports: readonly ShardReport[];
      readonly failure: PartFailure | null;
      readonly stopReason: 'asked' | 'late' | null;
      readonly peakRssBytes: number;
      readonly statistics: RoundStatistics;
    }
  | {
      readonly news: 'saved';
      readonly number: number;
      /** Null: the run ended before. */
      readonly saved: {
        readonly simulated: number;
        readonly regions: readonly (readonly [region: number, Checksum])[];
      } | null;
      readonly failure: string | null;
    }
  | { readonly news: 'leaving' }
);

/** Header of the message with what a machine says now and then; what it has counted follows. */
export const BEAT = 'Beat';

/** What a machine says now and then. */
export interface Beat {
  readonly machine: number;
  readonly leg: number;
  readonly isReady: boolean;
  readonly statistics: RoundStatistics;
}

/** Rounds of a leg until now: messages to other machines, those sent again, and the time in which workers waited for others. */
export interface RoundStatistics {
  readonly rounds: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly sentAgain: number;
  readonly waitSeconds: number;
}

/** What whoever runs the scenario says now and then. */
export interface Alive {
  /** Ids of the machines that have part in the run. */
  readonly machines: readonly string[];
}
