/**
 * A mistake of whoever uses uestorm: an option, a scenario, a place to write to. The message names the place,
 * the value and the remedy; the command prints it without a stack trace and ends with status 2.
 */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
