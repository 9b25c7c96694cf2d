import { runEngine } from '../../engine/control/run.js';
import type { Scenario } from '../../scenario/scenario.js';
import { fitUsl, type ScalingPoint, type UslFit } from '../statistics/usl.js';
import { freeMemory } from './free-memory.js';

/** Throughput over numbers of workers, and what the Universal Scalability Law makes of it. */
export interface Scaling {
  /** UEs and simulated seconds of each run. */
  readonly ues: number;
  readonly duration: number;
  /** All runs in the order in which they were made; throughput in messages per second of wall time. */
  readonly points: readonly ScalingPoint[];
  /** Messages per UE and second of simulated time. */
  readonly messagesPerUe: number;
  readonly fit: UslFit;
}

export interface ScalingOptions {
  /** Numbers of workers. */
  readonly counts: readonly number[];
  /** Runs for each of them. */
  readonly rounds: number;
  /** Wall seconds that a run with one worker should take. */
  readonly seconds: number;
  readonly signal?: AbortSignal;
  /** Called before each run; round 0 is the run that shows how long the others should be. */
  readonly onRun?: (workers: number, round: number) => void;
}

/** UEs of a run: more than any cache holds, and quickly set up. */
const UES_MAX = 1_000_000;
/** Simulated seconds of the run that shows how long the others should be. */
const FIRST_S = 5;
const DURATION_MAX_S = 3600;

/**
 * Runs a scenario with the virtual clock, as fast as it can, with each number of workers in turn, forwards and then
 * backwards: a machine that becomes slower meanwhile is slower for all of them alike.
 */
export async function measureScaling(scenario: Scenario, options: ScalingOptions): Promise<Scaling | null> {
  const { counts, rounds, seconds, signal, onRun } = options;
  const ues = Math.min(scenario.ues, UES_MAX);
  const run = async (workers: number, duration: number) => {
    const { result } = await runEngine(
      { ...scenario, ues, duration, clock: 'virtual' },
      { workers, ...(signal && { signal }) },
    );
    await freeMemory();
    return result.engine;
  };
  onRun?.(1, 0);
  const first = await run(1, FIRST_S);
  const duration = Math.min(
    DURATION_MAX_S,
    Math.max(FIRST_S, Math.ceil((FIRST_S * seconds) / first.wallSeconds)),
  );
  const points: ScalingPoint[] = [];
  let messages = 0;
  for (let round = 0; round < rounds; round++) {
    for (const n of round % 2 === 0 ? counts : counts.toReversed()) {
      if (signal?.aborted) return null;
      onRun?.(n, round + 1);
      const engine = await run(n, duration);
      if (signal?.aborted) return null;
      messages = engine.messages;
      points.push({ n, throughput: engine.messagesPerSecond });
    }
  }
  return { ues, duration, points, messagesPerUe: messages / ues / duration, fit: fitUsl(points) };
}
