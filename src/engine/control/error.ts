import type { Result } from '../../report/result.js';

/**
 * A run that could not go on: a worker thread threw, ran out of memory or ended. `partial` holds what was measured
 * until then, with status `partial`; `cause` what happened to the worker.
 *
 * The worker stopped in the middle of a window, so procedures may be open in no count: then `invariants.conservation`
 * of the partial result is not 0.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    message: string,
    readonly partial: Result,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}
