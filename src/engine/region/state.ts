import { POOL_WORDS } from './pool.js';

/*
 * Words of a region's state.
 */

/** The present window, by number. */
export const S_WINDOW = 0;
/** µs in it that have been worked off, or that are worked off now. */
export const S_UNTIL = 1;
export const S_OUTBOX = 2;
/** Events, 32 bits. */
export const S_EVENTS = 3;
/** Sum over all events of a mix of (UE, time, message, verdict), two lanes. */
export const S_DIGEST_LOW = 4;
export const S_DIGEST_HIGH = 5;
/** Nobody reads it: it makes loads that only warm the cache count as used. */
export const S_TOUCHED = 6;
/** What is open in the present window (schedule/open.ts): how much, at most so far. */
export const S_OPEN = 7;
/** What may go on at once (schedule/relocations.ts): how much. */
export const S_READY = 8;
/** Candidates that were drawn because somebody steers to more than the load. */
export const S_EXTRA = 9;
export const S_ROWS = 10;
export const S_BLOCKS = S_ROWS + POOL_WORDS;
export const S_NODES = S_BLOCKS + POOL_WORDS;
export const S_TRANSFERS = S_NODES + POOL_WORDS;
export const S_CHUNKS = S_TRANSFERS + POOL_WORDS;
export const STATE_WORDS = S_CHUNKS + POOL_WORDS;
