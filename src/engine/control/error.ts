import type { Result } from '../../report/result.js';

/**
 * A run that could not go on: a worker thread threw, ran out of memory or ended. `partial` holds what was measured
 * until then, with status `partial`; `cause` what happened to the worker.
 *
 * The worker stopped in the middle of a window, so procedures may be open in no count: then `invariants.conservation`
 * of the partial result is not 0.
 */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
  constructor(
    message: string,
    readonly partial: Result,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The same where a machine that had part in the run is gone: nothing is wrong with uestorm. */
export class MachineLostError extends EngineError {
  override readonly name: string = 'MachineLostError';
}

/** What happened to the first worker that died, and at what. */
export interface Failure {
  readonly worker: number;
  readonly cause: unknown;
  readonly reason: string;
  /** What it worked on last. */
  readonly region: number;
  readonly window: number;
  /** How often workers died after the same checkpoint, in a folder; null: no more went back to one. */
  readonly again: { readonly deaths: number; readonly folder: string } | null;
}

export function engineError(failure: Failure, workers: number, partial: Result): EngineError {
  const { worker, cause, reason, region, window, again } = failure;
  const at = `${partial.engine.simulatedSeconds.toFixed(3)} s of simulated time`;
  const repeated =
    again === null
      ? ''
      : `; ${again.deaths} times after the same checkpoint, this time in region ${region}, window ${window}: uestorm resume ${again.folder} --workers 1 goes there again`;
  return new EngineError(
    `worker ${worker + 1} of ${workers} died after ${at}: ${reason}${repeated}`,
    partial,
    { cause },
  );
}
