import type { RuleVerdict } from '../../rules/table.js';
import type { TraceEvent } from '../../trace/event.js';

/*
 * What the live page is told: `/api/events` sends one `run` with what does not change, then a `tick` for each look at the
 * run, with the number of the tick as the event's id. Who comes back with the id of the last one it saw (Last-Event-ID)
 * gets those that it missed; who is new gets all that are kept. A `watch` tells what is seen of the UE that is watched.
 * Types alone: the page in the browser has them too.
 */

export interface RuleFacts {
  readonly label: string;
  readonly name: string;
  readonly title: string;
  readonly on: boolean;
  readonly verdict: RuleVerdict;
}

/** What does not change. */
export interface RunFacts {
  /** Of this server's run: a page that finds another one after a reconnect begins anew. */
  readonly id: string;
  readonly scenario: string;
  readonly clock: 'virtual' | 'real';
  readonly keys: string;
  readonly seed: number;
  readonly ues: number;
  readonly workers: number;
  readonly regions: number;
  /** Simulated seconds. */
  readonly duration: number;
  /** Simulated seconds in a wall second that the real clock keeps to; null with the virtual clock. */
  readonly speed: number | null;
  /** In the order of the ticks: `6` and `rule 6`, `key_chain` and `guard key_chain`. */
  readonly rules: readonly RuleFacts[];
  readonly procedures: readonly string[];
  /** What the counts of a procedure are: offered, then the outcomes. */
  readonly outcomes: readonly string[];
  readonly invariants: readonly string[];
  readonly traffic: readonly string[];
  readonly loadFactorMax: number;
  /** Upper bounds in seconds of the classes of holds in a tick's `heat`; the last class has none. */
  readonly heatBounds: readonly number[];
  /** Servers of each MME; null where MMEs are infinitely fast. */
  readonly servers: number | null;
  /** A UE can be watched. */
  readonly watchable: boolean;
  /** Calls that steer need a token. */
  readonly needsToken: boolean;
}

/** Percentiles in seconds, of what ended since the tick before; null where nothing did. */
export type Percentiles = readonly [p50: number, p99: number, p999: number] | null;

/** One look at a run. Counts are those of the run so far. */
export interface Tick {
  readonly n: number;
  readonly state: string;
  readonly wall: number;
  readonly simulated: number;
  readonly messages: number;
  /** By procedure, in the order of `outcomes`. */
  readonly procedures: readonly (readonly number[])[];
  readonly durations: readonly Percentiles[];
  /** By rule: checks, holds, rejects, selections. */
  readonly rules: readonly (readonly number[])[];
  readonly holds: readonly Percentiles[];
  /** By rule: holds that ended since the tick before, by class of `heatBounds`; null where none did. */
  readonly heat: readonly (readonly number[] | null)[];
  readonly invariants: readonly number[];
  /** By MME: messages that it has, being served or waiting; null where MMEs are infinitely fast. */
  readonly inside: readonly number[] | null;
  readonly refused: number;
  /** By region: messages. */
  readonly regions: readonly number[];
  /** By worker, wall ms: at work (with what it exchanges), waiting for the others, ahead of the clock. */
  readonly workers: readonly (readonly [work: number, wait: number, pause: number])[];
  /** With the real clock: windows, late ones, and seconds that the last one was late. */
  readonly lateness: readonly [windows: number, late: number, seconds: number] | null;
  readonly loadFactor: number;
  readonly steered: boolean;
}

/** What is seen of the UE that is watched, one at a time for all pages. */
export interface WatchNews {
  /** Null: nobody is watched, or who is sought has not been found. */
  readonly ue: number | null;
  /** Label of the rule that is, or was, waited for; null: the UE was named, or nobody is watched. */
  readonly rule: string | null;
  /** Those that are new, or with `isNew` all that are kept. */
  readonly events: readonly TraceEvent[];
  /** What came before is of another watch, or is here again. */
  readonly isNew: boolean;
  /** Events of this watch that came too fast to be told. */
  readonly leftOut: number;
}
