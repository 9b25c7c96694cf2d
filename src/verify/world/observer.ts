/** Why a world cannot go on. */
export const NO_ROW = 0;
export const NO_MESSAGE = 1;
export const NO_END = 2;
const REASONS = [
  'no room for more rows in a region; raise ROWS_PER_REGION in src/verify/world/layout.ts',
  'no room for more messages in flight; raise MESSAGE_PLACES in src/verify/world/layout.ts',
  'a detached row never comes to rest',
];

/** What the world tells whoever watches a step; by default nobody does. */
export class Observer {
  verdict(_u: number, _rule: number, _verdict: number): void {}
  violation(_u: number, _invariant: number): void {}
  /** Someone discarded a message that was not meant for it any more. */
  discarded(): void {}
  /** A rule is asked about row u, before it answers. */
  asked(_u: number, _rule: number): void {}

  /** @throws Error always */
  exhausted(reason: number): void {
    throw new Error(`verify: ${REASONS[reason]}`);
  }
}
