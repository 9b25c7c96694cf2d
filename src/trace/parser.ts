import { UsageError } from '../errors.js';

/** A trace that ends too early, or is no trace. What was read until then is valid. */
export class TraceError extends UsageError {
  override readonly name = 'TraceError';

  /**
   * @param place the file, or `standard input`
   * @param offset byte at which what cannot be read begins
   * @param events events that were read before it
   */
  constructor(
    readonly place: string,
    readonly offset: number,
    readonly events: number,
    what: string,
  ) {
    super(`${place}: byte ${offset}: ${what}; ${events} events were read before it`);
  }
}

/** What a trace says about itself; JSON lines say nothing. */
export interface TraceHeader {
  readonly uestorm: string;
  readonly scenario: string;
  readonly seed: number;
  readonly withoutRules: readonly number[];
  readonly ues: string;
}

/** Takes a trace apart as its bytes come in, and hands over what is whole. */
export interface TraceParser {
  /** @throws Malformed */
  push(bytes: Uint8Array): void;
  /** No more bytes come. @throws Malformed if there should be more */
  end(): void;
  readonly header: TraceHeader | null;
}

/** Something at an offset that a parser cannot make sense of. */
export class Malformed extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}
