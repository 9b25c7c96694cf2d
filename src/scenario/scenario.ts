import type { Enb } from '../model/enb-choices.js';
import type { FaultKind } from '../model/faults.js';
import type { DelayName, FailureName, LinkName } from '../model/links.js';
import type { NasAlgorithms } from '../model/nas-algorithms.js';
import type { TrafficKind } from '../model/traffic.js';

/**
 * The effective scenario: what is left of a preset or a YAML file after defaults, `--set` and the command
 * line's options have been applied and everything has been validated. All times are seconds, all rates are
 * per UE and hour, all probabilities and shares lie in [0, 1].
 */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** UEs in the whole simulated network. */
  readonly ues: number;
  /** Simulated seconds. */
  readonly duration: number;
  readonly seed: number;
  readonly clock: 'virtual' | 'real';
  readonly keys: 'symbolic' | 'hmac';
  /** Regions; one region is one MME, its eNBs and the UEs that camp there (1 to 255). */
  readonly regions: number;
  /** eNBs per region (at least 2, so that there is somewhere to hand over to). */
  readonly enbs: number;
  /** Cells per eNB. */
  readonly cells: number;
  /** EARFCN-DL of the cells; above 65535 it is coded in three octets (TS 33.401 A.5). */
  readonly earfcn: number;
  /** What the eNBs are free to do. */
  readonly enb: Enb;
  /** What the MMEs prefer. */
  readonly nasAlgorithms: NasAlgorithms;
  readonly population: Population;
  /** Time from the last activity until the eNB asks for the release of a connected UE; null: never. */
  readonly inactivity: Distribution | null;
  /** Share of an MME's eNBs in the tracking area list of a UE, above 0: they are paged first. */
  readonly pagingArea: number;
  /** Share of the tracking area updates from idle that ask for bearers (TS 24.301 5.5.3.2.2: active flag). */
  readonly activeFlag: number;
  /** Offered events per UE and hour. */
  readonly traffic: Readonly<Record<TrafficKind, number>>;
  /** Classes of UEs with rates of their own; none: all UEs are alike. Their shares add up to 1. */
  readonly subscribers: readonly Subscribers[];
  readonly arrivals: Arrivals;
  /** Load over time, as a factor on all arrival rates; after the last stage its factor stays. */
  readonly stages: readonly Stage[];
  /** Traffic of exact amounts, beside the rates. */
  readonly bursts: readonly Burst[];
  readonly links: Readonly<Record<LinkName, Distribution>>;
  readonly delays: Readonly<Record<DelayName, Distribution>>;
  readonly failures: Readonly<Record<FailureName, number>>;
  /** What goes wrong from outside, at times of its own. */
  readonly faults: readonly Fault[];
  readonly limits: Limits;
  /** What all MMEs can do; null: they are infinitely fast. */
  readonly mme: Mme | null;
  /** Rules (1 to 10, and 11 for the guard handover_key) that are switched off. */
  readonly withoutRules: readonly number[];
  /** Guards beyond the clause that are switched off, by name. */
  readonly withoutGuards: readonly string[];
  /** Goals such as `rules.6.hold.p99 < 50ms`; one that is missed or never measured gives exit status 3. */
  readonly thresholds: readonly string[];
}

export interface Population {
  /** Share of the UEs that are EMM-REGISTERED at the start. */
  readonly registered: number;
  /** Share of the registered UEs that are ECM-CONNECTED at the start. */
  readonly connected: number;
}

/** As many classes as an arrival can name, one bit each (engine/arrivals/candidates.ts). */
export const MAX_CLASSES = 8;

/** So many bursts, and times that they are set for, all together. */
export const BURSTS_MAX = 32;
export const BURST_TIMES_MAX = 127;

/** A traffic event for each of some UEs, once or again and again. */
export interface Burst {
  /** Seconds at which the first UE has it. */
  readonly at: readonly number[];
  readonly traffic: TrafficKind;
  /** The first and the last of the UEs, by number; null: all. */
  readonly ues: readonly [number, number] | null;
  /** Only those of a class of subscribers; null: of any. */
  readonly class: string | null;
  /** UEs per second, in the order of their numbers; null: all at once. */
  readonly rate: number | null;
  /** Seconds after which all comes again; null: it does not. */
  readonly every: number | null;
  /** How often it comes from each of its times on; null: until the end of the run. */
  readonly times: number | null;
}

/** So many faults, and times that they are set for, all together. */
export const FAULTS_MAX = 32;
export const FAULT_TIMES_MAX = 127;

/** A fault, once or again and again. */
export interface Fault {
  readonly kind: FaultKind;
  /** Seconds at which it comes. */
  readonly at: readonly number[];
  /** Seconds that it lasts; null: a restart. */
  readonly for: number | null;
  /** Seconds after which it comes again; null: it does not. */
  readonly every: number | null;
  /** How often it comes from each of its times on; null: until the end of the run. */
  readonly times: number | null;
  /** Probability that it comes, each time and for each eNB, MME or pair of MMEs of its own. */
  readonly chance: number;
  /** First and last of the regions; null: all. */
  readonly regions: readonly [number, number] | null;
  /** Partition: first and last of the other group; null: all that are not in `regions`. */
  readonly against: readonly [number, number] | null;
  /** Radio and eNBs: first and last of the eNBs in each region; null: all. */
  readonly enbs: readonly [number, number] | null;
  /** Radio loss and S10 delay: probability that it meets a message. */
  readonly probability: number;
  /** S10 delay: by how much later a message comes. */
  readonly delay: Distribution | null;
}

/** A class of UEs; a UE's class is a draw of its own, so the class's number of UEs is near its share of them. */
export interface Subscribers {
  readonly name: string;
  readonly share: number;
  /** Offered events per UE of the class and hour, in place of the scenario's; a kind that is not named keeps that. */
  readonly traffic: Readonly<Partial<Record<TrafficKind, number>>>;
  /** Load over time of this class, as a factor on top of the scenario's. */
  readonly stages: readonly Stage[];
}

/** The capacity of an MME: servers that share one input queue, first come, first served. */
export interface Mme {
  readonly servers: number;
  /** Service time of a message. */
  readonly service: Distribution;
  /** Service times of messages that have one of their own, by name (docs/messages.md). */
  readonly kinds: Readonly<Record<string, Distribution>>;
  /** Messages that may wait for a server; when so many do, new work is refused. */
  readonly queue: number;
  /** T3346: how long a UE backs off that was refused. */
  readonly backoff: Distribution;
}

/** A latency or delay: `min` is never undercut, `max` never exceeded, both and `mean` in seconds. */
export interface Distribution {
  readonly shape: 'constant' | 'uniform' | 'exponential' | 'lognormal';
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Log-normal only: standard deviation over mean. */
  readonly cv?: number;
}

export interface Arrivals {
  readonly process: 'constant' | 'poisson' | 'bursty';
  /** Bursty only (two-state Markov-modulated Poisson process): rate in a burst over the mean rate. */
  readonly burstFactor: number;
  /** Bursty only: mean seconds of a burst, and between two bursts. */
  readonly burstOn: number;
  readonly burstOff: number;
}

export interface Stage {
  /** Seconds. */
  readonly duration: number;
  /** Load factor at the end of the stage; it is reached linearly if `ramp`, at once if not. */
  readonly factor: number;
  readonly ramp: boolean;
}

export interface Limits {
  /** Retries of a procedure that was rejected because of a handover or not delivered. */
  readonly retries: number;
  /** Share of the UEs that may be active (have something in progress) at the same time, (0, 1]. */
  readonly active: number;
  /** Share of rows that each region keeps free for UEs that arrive from others. */
  readonly spareRows: number;
}
