import { exponential, hash } from '../../src/engine/draws/random.js';

/*
 * The work of a gate, for whoever builds one: procedures are requested for UEs, and a UE runs one at a time. Those that
 * come meanwhile are held, six at most, first come first served; more are refused. A procedure has five steps. Times are whole µs of simulated time. Every draw is keyed, so all gates meet the same requests and delays.
 */

/** As many as a procedure of busy-hour has messages: 4.9. */
export const STEPS = 5;
export const HELD_MAX = 6;

/** Mean time of a step, and how much of it is certain, µs. */
const STEP_US = 8000;
const STEP_MIN_US = 4000;

/** One request in four is for the UE of the one before, so that gates have something to hold. */
const BUNCHED = 0x40000000;

export interface Work {
  readonly ues: number;
  /** Simulated time in which procedures are requested; those that have begun then end. */
  readonly seconds: number;
  /** Procedures per UE and hour. */
  readonly perUeHour: number;
}

export interface Request {
  /** From 0 on, in the order of time. */
  readonly number: number;
  readonly ue: number;
  /** Even; steps end at odd times, so that nothing of a UE happens at the same time as a request. */
  readonly at: number;
}

/** All requests, in the order of time. */
export function requestsOf({ ues, seconds, perUeHour }: Work): Request[] {
  const gapUs = 3.6e9 / (perUeHour * ues);
  const requests: Request[] = [];
  let time = 0;
  let ue = 0;
  for (let number = 0; ; number++) {
    time += gapUs * exponential(hash(1, number, 0, 0));
    if (time >= seconds * 1e6) return requests;
    if (number === 0 || hash(1, number, 1, 0) >>> 0 >= BUNCHED) ue = (hash(1, number, 2, 0) >>> 0) % ues;
    requests.push({ number, ue, at: 2 * Math.floor(time / 2) });
  }
}

/** When a step (from 0 on) of request `number`, starting now, ends, µs. */
export function endOfStep(number: number, step: number, now: number): number {
  const span = 2 * (STEP_US - STEP_MIN_US);
  return (now + STEP_MIN_US + ((hash(2, number, step, 0) >>> 0) % span)) | 1;
}

/** What a gate decided; the same for all gates, whichever order they report it in. */
export class Ledger {
  started = 0;
  held = 0;
  refused = 0;
  completed = 0;
  steps = 0;
  private sum = 0;

  start(request: Request): void {
    this.started++;
    this.add(request, 1, request.at);
  }

  hold(request: Request): void {
    this.held++;
    this.add(request, 2, request.at);
  }

  refuse(request: Request): void {
    this.refused++;
    this.add(request, 3, request.at);
  }

  complete(request: Request, now: number): void {
    this.completed++;
    this.add(request, 4, now);
  }

  /** Of all verdicts and completions with their times. */
  get checksum(): number {
    return this.sum >>> 0;
  }

  private add(request: Request, what: number, time: number): void {
    this.sum = (this.sum + hash(request.number, request.ue, what, time)) | 0;
  }
}

/** A gate with all its UEs in place. */
export interface Gate {
  /** Works all requests off. */
  run(requests: readonly Request[], ledger: Ledger): Promise<void> | void;
}
