import type { Statistic } from '../measure/statistic.js';
import type { FaultKind } from '../model/faults.js';
import type { OutcomeName } from '../model/outcomes.js';
import type { TrafficKind, TrafficOutcomeName } from '../model/traffic.js';
import type { VerdictCount } from '../model/verdicts.js';

/*
 * What result.json is made of, as far as it is measured; report/result.ts puts it together. All durations in seconds.
 */

/** What a run took place on. */
export interface MachineResult {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Transparent huge pages of Linux: always, madvise or never; null where nobody says. */
  readonly hugePages: string | null;
  readonly node: string;
  readonly platform: string;
}

/** What a machine did, where several had part in a run. */
export interface MachinePart extends MachineResult {
  readonly name: string;
  readonly workers: number;
  readonly regions: readonly number[];
  /** Simulated seconds at which it was gone; null: it stayed to the end. */
  readonly lostAt: number | null;
  /** Messages about rounds that it sent, their octets, and how many of them it had to send again. */
  readonly rounds: number;
  readonly sent: number;
  readonly sentBytes: number;
  readonly sentAgain: number;
  /** Wall time in which its workers waited for other machines. */
  readonly waitSeconds: number;
  readonly peakRssBytes: number;
}

/** How large a run was, and how fast. */
export interface EngineResult {
  readonly workers: number;
  readonly regions: number;
  readonly ues: number;
  readonly clock: 'virtual' | 'real';
  readonly keys: 'symbolic' | 'hmac';
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly setupSeconds: number;
  readonly messages: number;
  readonly messagesPerSecond: number;
  readonly procedures: number;
  readonly proceduresPerSecond: number;
  readonly derivations: number;
  /** Shared memory allocated for rows, active blocks and messages, over the number of UEs. */
  readonly bytesPerUe: number;
  readonly peakRssBytes: number;
}

/** Checkpoints of a run, and what it went on from them for; over all processes that had part in it. */
export interface CheckpointsResult {
  readonly written: number;
  /** Those that could not be written, as to a full disk. */
  readonly failed: number;
  /** Wall time in which nothing was simulated because they were written. */
  readonly pauseSeconds: number;
  /** Processes that went on with the run. */
  readonly resumed: number;
  /** Times that it went back because a worker had died, and simulated time that had to be worked off again. */
  readonly deaths: number;
  readonly lostSeconds: number;
}

/** Offered, how many ended in each outcome, and how many were open at the end. */
export interface ProcedureResult extends Readonly<Record<OutcomeName, number>> {
  readonly offered: number;
  readonly inFlight: number;
  readonly queued: number;
  /** From the offer to the end, holds included. */
  readonly duration: Statistic;
}

/** `holds`, `rejects` and `selections` count verdicts. */
export interface RuleResult extends Readonly<Record<VerdictCount, number>> {
  readonly enabled: boolean;
  /** How often the rule was asked about a piece of work (a held one is asked for once). */
  readonly checks: number;
  /** Simulated time that work waited because of this rule. */
  readonly hold: Statistic;
}

export interface TrafficResult extends Readonly<Record<TrafficOutcomeName, number>> {
  readonly offered: number;
}

/** Whether what was offered is what the scenario says. */
export interface LoadResult {
  /** Traffic events of all kinds that were offered. */
  readonly offered: number;
  /** Those of them that were refused because the queue of their UE was full. */
  readonly refused: number;
  /** Share of the traffic for registered UEs, as the rates had it come, that found one; null: none came. */
  readonly registered: number | null;
  /**
   * Share of the scenario's load that is missing because fewer UEs were registered than it says, beyond what chance does
   * to so few; 0: none.
   */
  readonly missing: number;
}

/** What the UEs of a class of subscribers did. */
export interface SubscribersResult {
  /** UEs of the class. */
  readonly ues: number;
  /** Only what was offered: how traffic ended is counted for all classes together. */
  readonly traffic: Readonly<Record<TrafficKind, Pick<TrafficResult, 'offered'>>>;
}

/** What came of a burst of the scenario. */
export interface BurstResult {
  readonly traffic: TrafficKind;
  /** Events that came, one per UE and time. */
  readonly events: number;
  /** Those of them that made sense in the state of their UE; the others are no offers. */
  readonly offered: number;
}

/** What came of the faults of a kind: messages that were lost or came later, or what restarts took along (docs/faults.md). */
export type FaultsResult = Readonly<Partial<Record<FaultKind, number>>>;

/** A level over many samples, without a unit; null where nothing was measured. */
export interface Levels {
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** How busy the MMEs were, all of them together. */
export interface MmeResult {
  /** Of each MME. */
  readonly servers: number;
  /** Messages taken in, and messages refused because the input queue was full. */
  readonly messages: number;
  readonly refused: number;
  /** Share of the servers' time in use, from 0 to 1: one sample per MME and whole simulated second. */
  readonly utilisation: Levels;
  /** From the arrival of a message until a server takes it. */
  readonly waiting: Statistic;
  /** From the arrival of a message until it is done. */
  readonly sojourn: Statistic;
  /** Messages that wait for a server, as found by a message that arrives and is taken in. */
  readonly queue: Levels;
}

/** How MMEs paged idle UEs; the outcomes are those of the procedure paging. */
export interface PagingResult {
  /** Times that a UE was paged. */
  readonly attempts: number;
  /** Those of them after T3413 had expired, which went to all eNBs of the MME. */
  readonly repeated: number;
  /** PAGING messages, one for each eNB (engine.messages counts one per attempt), and their mean rate at an eNB. */
  readonly messages: number;
  readonly messagesPerEnbSecond: number;
}

export interface ThresholdResult {
  readonly expression: string;
  readonly value: number | null;
  /** Null: not measured. */
  readonly ok: boolean | null;
}

/** How a run with the real clock kept time. */
export interface RealTimeResult {
  /** Simulated seconds in a wall second, as asked for. */
  readonly speed: number;
  /** Windows of all workers, and those that began when they should have been over. */
  readonly windows: number;
  readonly lateWindows: number;
  /** Wall time from when a window was due until it began. */
  readonly lateness: Statistic;
  /** Whether the run was ended because it fell farther behind than it may. */
  readonly tooLate: boolean;
  /** Wall seconds for which the machine was suspended: nothing happened then, and no window was late for it. */
  readonly suspendedSeconds: number;
  /** Whether load or traffic was steered from outside: then no other run has a comparable digest. */
  readonly steered: boolean;
}
