import type { Keys } from './keys.js';

/**
 * All that procedures may ask of the world: send on a link, start or stop a timer, take an active block,
 * say what happened. Under load it is a region of the engine; the exhaustive explorer is another. No clock,
 * no I/O, no draws: the fate of a step comes with its event.
 */
export interface Env {
  /** All records of the region (layout.ts). */
  readonly w: Int32Array;
  readonly keys: Keys;
  /** Number of this region. */
  readonly region: number;
  /** Bit n: rule n is switched on. */
  readonly rules: number;
  /** Retries of a procedure that was rejected because of a handover or was not delivered. */
  readonly retries: number;
  readonly earfcn: number;
  /** What the eNBs do: bits of enb-kind.ts. */
  readonly enbKind: number;
  /** The pair of NAS algorithms (nas-algorithms.ts) that this region's MME prefers. */
  readonly preferred: number;
  /** Low 32 bits of the simulated time in µs: a stamp for durations, never a condition. */
  readonly stamp: number;

  /** Sends a message of a UE; returns its node, whose payload (payload.ts) and key (NODE_KEY) the caller may fill in. */
  send(u: number, kind: number, conn: number): number;
  /** ... that carries a NAS message. */
  sendNas(u: number, kind: number, conn: number, nas: number): number;
  /** (Re)starts the timer in a slot; its node carries `conn`. */
  start(u: number, timer: number, conn: number): void;
  stop(u: number, timer: number): void;
  /** Starts the inactivity timer of a connection, if the scenario has one. */
  inactivity(u: number, conn: number): void;
  /**
   * Starts T3346 of a UE; its node carries the queue code of what is tried again when it expires (0: nothing) and since
   * when that has been offered. False: there is no room, and nothing was started.
   */
  backOff(u: number, code: number, since: number): boolean;
  /** Gives the row an active block, if it has none; false if the pool is exhausted. */
  activate(u: number): boolean;
  /** Takes the row's active block back, if it has one: nothing is in progress. */
  deactivate(u: number): void;
  /** Frees a row that its UE is not in, and its active block. */
  dismiss(u: number): void;
  /** A handover's target: cell in the low 16 bits, region above. Measured by the UE, so not the model's. */
  neighbour(u: number, kind: number): number;
  /** Where a UE camps when it sets up a connection. */
  camp(u: number): number;
  /** Whether an idle UE that updates its tracking area has data to send. */
  hasData(u: number): boolean;

  /** A record for something that crosses to another region; the caller fills it in. */
  transfer(ue: number, kind: number, region: number, row: number): number;
  /** A free row for a UE that arrives, with its active block; 0: none. */
  admit(ue: number): number;
  /** Words of a transfer that arrived with message node m. */
  payload(m: number): number;

  /** PAGING goes to the eNBs of the UE's tracking area list, or to all of the MME's. */
  paged(toAll: boolean): void;
  trafficOffered(kind: number): void;
  /** A traffic event is refused because the queue of its UE has no room: a limit of ours, not the network's. */
  queueFull(): void;
  procedureOffered(procedure: number): void;
  procedureEnded(procedure: number, outcome: number, since: number): void;
  trafficEnded(kind: number, outcome: number): void;
  check(rule: number): void;
  verdict(u: number, rule: number, verdict: number): void;
  held(rule: number, since: number): void;
  violation(u: number, invariant: number): void;
  /** A message reached a party that no longer is what it was sent to, and was discarded. */
  discarded(): void;
  /** A frame of another epoch or for a row that is no longer that UE's. */
  stale(): void;
}
