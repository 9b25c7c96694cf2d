/**
 * An argument of the wrong length or outside its range. The message names the argument, what was expected and
 * what was given; of key material it gives the length, never the octets.
 */
export class SecurityInputError extends RangeError {
  override readonly name: string = 'SecurityInputError';
  readonly code = 'ERR_SECURITY_INPUT';

  constructor(
    /** The parameter's name, as in the function's signature. */
    readonly argument: string,
    /** The size or range that was expected, in words. */
    readonly expected: string,
    /** What was given instead, in words. */
    readonly received: string,
  ) {
    super(`${argument}: expected ${expected}, got ${received}`);
  }
}

/**
 * All 2^24 NAS COUNT values of one direction are spent. The context must not be used any further: run AKA,
 * which gives a fresh KASME whose counts start at 0 (TS 33.401 clause 6.5).
 */
export class NasCountExhaustedError extends RangeError {
  override readonly name: string = 'NasCountExhaustedError';
  readonly code = 'ERR_NAS_COUNT_EXHAUSTED';

  constructor() {
    super('NAS COUNT: all 2^24 values of this direction are used; run AKA for a fresh KASME');
  }
}

/** Throws unless `value` is a Uint8Array (a Buffer is one) of exactly `octets` octets. */
export function requireOctets(argument: string, value: Uint8Array, octets: number): void {
  if (!(value instanceof Uint8Array)) {
    throw new SecurityInputError(argument, `a Uint8Array of ${octets} octets`, describe(value));
  }
  if (value.length !== octets) {
    throw new SecurityInputError(argument, `${octets} octets`, `${value.length}`);
  }
}

/** Throws unless `value` is an integer from 0 to `max`. */
export function requireInteger(argument: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new SecurityInputError(argument, `an integer from 0 to ${max}`, describe(value));
  }
}

/**
 * Numbers are shown, they are counts and identities; of anything else only the type is, it could be a secret.
 */
function describe(value: unknown): string {
  if (typeof value === 'number') {
    return `${value}`;
  }
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
