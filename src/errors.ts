/**
 * A mistake of whoever uses uestorm: an option, a scenario, a place to write to. The message names the place,
 * the value and the remedy; the command prints it without a stack trace and ends with status 2.
 */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** Whoever waited for something was interrupted before there was anything to show. The command ends with status 130. */
export class InterruptedError extends Error {
  override readonly name: string = 'InterruptedError';
}
