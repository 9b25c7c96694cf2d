import { FAULT_KINDS } from '../../model/faults.js';
import { INVARIANT_NAMES } from '../../model/invariants.js';
import { OUTCOMES } from '../../model/outcomes.js';
import { PROCEDURE_COUNT } from '../../model/procedures.js';
import { TRAFFIC_COUNT, TRAFFIC_OUTCOME_NAMES } from '../../model/traffic.js';
import { UE_STATES } from '../../model/ue-states.js';
import { VERDICT_NAMES } from '../../model/verdicts.js';
import { RULES } from '../../rules/table.js';
import { BURSTS_MAX, MAX_CLASSES } from '../../scenario/scenario.js';

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
/** Blocks, nodes and rows in use, and the most there were of them. */
export const C_BLOCKS = 7;
export const C_NODES = 8;
export const C_ROWS = 9;
export const C_NODES_PEAK = 10;
export const C_BLOCKS_PEAK = 11;
/** Messages that MMEs with servers have taken in, and those that they refused. */
export const C_MME_MESSAGES = 12;
export const C_MME_REFUSED = 13;
/** Times that PAGING went to the eNBs of a tracking area list, and to all eNBs of an MME. */
export const C_PAGED_AREA = 14;
export const C_PAGED_ALL = 15;
/** Traffic events that found no room in the queue of their UE. */
export const C_QUEUE_FULL = 16;
/**
 * Traffic by the rates of the scenario that is for registered UEs: what came to a UE that is one, or is kept from it by
 * the MME, and what came to another.
 */
export const C_MET = 17;
export const C_UNMET = 18;
/** Rules and guards, by number; row 0 is unused. */
export const RULE_ROWS = 1 + RULES.length;

/** Per procedure: offered, then the outcomes. */
export const C_PROCEDURES = 19;
export const PROCEDURE_STRIDE = 1 + OUTCOMES;
/** Per rule: checks, then the verdicts. */
export const C_RULES = C_PROCEDURES + PROCEDURE_COUNT * PROCEDURE_STRIDE;
export const RULE_STRIDE = 1 + VERDICT_NAMES.length;
/** Per traffic kind: offered, then the outcomes. */
export const C_TRAFFIC = C_RULES + RULE_ROWS * RULE_STRIDE;
export const TRAFFIC_STRIDE = 1 + TRAFFIC_OUTCOME_NAMES.length;
export const C_INVARIANTS = C_TRAFFIC + TRAFFIC_COUNT * TRAFFIC_STRIDE;
/** Per class of subscribers: UEs at the start, then offers by traffic kind. */
export const C_CLASSES = C_INVARIANTS + INVARIANT_NAMES.length;
export const CLASS_STRIDE = 1 + TRAFFIC_COUNT;
/** UEs by state, kept as they change (model/ue-states.ts), and entries that wait in their queues. */
export const C_UE_STATES = C_CLASSES + MAX_CLASSES * CLASS_STRIDE;
export const C_QUEUED = C_UE_STATES + UE_STATES.length;
/** Per burst of the scenario: events that came, and those of them that were offers. */
export const C_BURSTS = C_QUEUED + 1;
export const BURST_STRIDE = 2;
/** Per kind of fault: what it has met. */
export const C_FAULTS = C_BURSTS + BURSTS_MAX * BURST_STRIDE;
export const COUNTERS = C_FAULTS + FAULT_KINDS.length;

/** Histograms of a region: hold time per rule (µs), duration per procedure (µs), decision (ns). */
export const H_HOLD = 0;
export const H_DURATION = RULE_ROWS;
export const H_DECISION = H_DURATION + PROCEDURE_COUNT;
export const HISTOGRAMS = H_DECISION + 1;
