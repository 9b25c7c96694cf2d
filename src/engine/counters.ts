import { OUTCOMES } from '../model/env.js';
import { INVARIANT_NAMES, PROCEDURE_NAMES } from '../report/result.js';
import { MAX_CLASSES, TRAFFIC_KINDS } from '../scenario/scenario.js';

/*
 * Counters of a region: doubles in its shared memory, one writer. (Exact up to 2^53; a plain store costs
 * nothing, and any thread may read a value that is at most a window old.)
 */
export const C_MESSAGES = 0;
/** Messages that reached a party which was no longer there for them. */
export const C_DISCARDED = 1;
/** Messages lost on the radio or on S10. */
export const C_LOST = 2;
/** Frames for a row or an epoch that is gone. */
export const C_STALE = 3;
/** All events: messages, timers, arrivals. */
export const C_EVENTS = 4;
export const C_DERIVATIONS = 5;
/** Simulated µs that this region has completed. */
export const C_TIME = 6;
/** UEs that are connected, and rows, blocks, nodes in use: for monitoring. */
export const C_BLOCKS = 7;
export const C_NODES = 8;
export const C_ROWS = 9;
export const C_NODES_PEAK = 10;
export const C_BLOCKS_PEAK = 11;
/** Messages that MMEs with servers have taken in, and those that they refused. */
export const C_MME_MESSAGES = 12;
export const C_MME_REFUSED = 13;
export const PROCEDURES = PROCEDURE_NAMES.length;
export const INVARIANTS = INVARIANT_NAMES.length;
export const TRAFFIC = TRAFFIC_KINDS.length;
/** Rules 1 to 10 and the guard; row 0 is unused. */
export const RULE_ROWS = 12;

/** Per procedure: offered, then the outcomes. */
export const C_PROCEDURES = 16;
export const PROCEDURE_STRIDE = 1 + OUTCOMES;
/** Per rule: checks, holds, rejects, selections. */
export const C_RULES = C_PROCEDURES + PROCEDURES * PROCEDURE_STRIDE;
export const RULE_STRIDE = 4;
/** Per traffic kind: offered, completed, failed. */
export const C_TRAFFIC = C_RULES + RULE_ROWS * RULE_STRIDE;
export const TRAFFIC_STRIDE = 3;
export const C_INVARIANTS = C_TRAFFIC + TRAFFIC * TRAFFIC_STRIDE;
/** Per class of subscribers: UEs at the start, then offers by traffic kind. */
export const C_CLASSES = C_INVARIANTS + INVARIANTS;
export const CLASS_STRIDE = 1 + TRAFFIC;
export const COUNTERS = C_CLASSES + MAX_CLASSES * CLASS_STRIDE;

/** Histograms of a region: hold time per rule (µs), duration per procedure (µs), decision (ns). */
export const H_HOLD = 0;
export const H_DURATION = RULE_ROWS;
export const H_DECISION = H_DURATION + PROCEDURES;
export const HISTOGRAMS = H_DECISION + 1;
