/**
 * Where everything of a UE lies. A UE is a row of 32-bit words, not an object:
 *
 *   row    resident, 18 words and 7 keys (128 bytes with symbolic keys): what UE, serving eNB and MME hold while
 *          nothing goes on;
 *   block  from a pool, while anything is in progress for the UE: pending keys, contexts of ongoing
 *          procedures, timers, link clamps, queue times;
 *   node   from a pool: a message in flight or a running timer.
 *
 * All three lie in the one Int32Array of their region and are named by their word offset in it (`u`, `b`
 * and `m` throughout the procedures). Offset 0 is the region's header, so 0 means "none". Keys come last in
 * each record, because their size depends on the kind of keys (2 words symbolic, 8 words real).
 */

/** Words of a row in front of its keys. */
export const ROW_WORDS = 18;
export const UE_ID = 0;
/** Flags: see flags.ts. */
export const STATE = 1;
/** Offset of the active block, or 0. */
export const BLOCK = 2;
/** The packed procedure queue (queue-word.ts): six entries of 5 bits. */
export const QUEUE = 3;
/** Connection identities, 8 bits each: serving eNB, MME, UE, next to be given. */
export const CONNS = 4;
/** Cells, 16 bits each: serving eNB's, UE's. */
export const CELLS = 5;
/** NAS COUNTs (24 bits: the next to be sent, or the next to be accepted); the top byte holds a neighbour. */
export const UE_UL = 6;
export const UE_DL = 7;
export const MME_UL = 8;
export const MME_DL = 9;
/** Procedure ordinal (20 bits) and step in it (12 bits): what draws for this UE are keyed by. */
export const DRAWS = 10;
/** Low half: number of AKA runs (stands in for SQN). High half: the NCC words of eNB and MME. */
export const SEQUENCE = 11;
/** UL NAS COUNT that the next KeNB derives from (TS 33.401 A.3), as UE and as MME know it. */
export const UE_BASIS = 12;
export const MME_BASIS = 13;
/** Fingerprints of the last two KeNBs taken into AS use (oracle: no KeNB is taken into use twice). */
export const USED_KENB = 14;

/** Keys of a row, by slot. */
export const ROW_KEYS = 7;
export const K_UE_NAS = 0;
export const K_UE_KENB = 1;
/** NH, or with NCC 0 the SYNC-input for the first NH: the KeNB that the chain began with (A.4). */
export const K_UE_NH = 2;
export const K_EN_KENB = 3;
export const K_EN_NH = 4;
export const K_MME_NAS = 5;
export const K_MME_NH = 6;

/** Words of an active block in front of its keys. */
export const BLOCK_WORDS = 50;
/** Messages in flight and timers that run for this UE. */
export const IN_FLIGHT = 0;
export const MME_FLAGS = 1;
export const EN_FLAGS = 2;
export const UE_FLAGS = 3;
/** Ongoing procedures, a bit each (procedure numbers), then two 8-bit counts of NAS transports in flight. */
export const ONGOING = 4;
/** Target connection (8 bits), leaving connection (8), target cell (16). */
export const TARGET = 5;
/** Small numbers: see row.ts. */
export const SMALL = 6;
/** Handover as the MME knows it: target connection (8), modification's connection (8), target cell (16). */
export const MME_HO = 7;
/** DL NAS COUNT of the pending context, the next to send. */
export const PENDING_DL = 8;
/** Row of this UE in the other region of a relocation. */
export const PEER_ROW = 9;
/** The other region (8 bits), epoch (8), target connection's NCC (4), what the UE left its connection by (2), retries (2), PAGINGs (8). */
export const PEER = 10;
/** DL NAS COUNT (24 bits) and eKSI that FORWARD RELOCATION REQUEST carried. */
export const FORWARDED_DL = 11;
export const TIMERS = 12;
export const TIMER_SLOTS = 7;
/** Per link: when the latest message on it arrives (low 32 bits of µs). */
export const CLAMPS = 19;
export const CLAMP_COUNT = 10;
/** Per queue entry: when it was offered, since when a rule holds it. */
export const OFFERED = 29;
export const HELD_SINCE = 35;
/** Per queue entry 5 bits: asked rule A, B, C, held by (0 none, 1 A, 2 B, 3 C). */
export const HELD_BY = 41;
/** Start times by procedure class (procedures.ts). */
export const STARTED = 42;
/**
 * Since when rule 10 holds the retransmission of a NAS message (flag MME_NAS_HELD). That is in a connection; the start time
 * of paging has the same word without one.
 */
export const NAS_HELD_SINCE = 47;
/** Traffic in progress (progress.ts). */
export const DEMAND = 49;

export const BLOCK_KEYS = 8;
/** Pending KASME of the UE (after AKA). */
export const K_UE_PENDING = 0;
/** KASME that AS runs on, where it is not the one in NAS use. */
export const K_UE_AS = 1;
/** KeNB that the serving eNB activates at RRC Complete. */
export const K_EN_NEW = 2;
/** KeNB at the target eNB. */
export const K_TARGET = 3;
export const K_MME_PENDING = 4;
export const K_MME_AS = 5;
/** KASME and first NH of the chain that an outstanding UE context modification leads to. */
export const K_MME_NEW = 6;
export const K_MME_NEW_NH = 7;

/** Words of a node in front of its key. */
export const NODE_WORDS = 7;
/** The node after this one in the UE's agenda. */
export const NEXT = 0;
/** When it is due: low 32 bits of µs. */
export const DUE = 1;
/** Source region (8 bits), and one of the UE's own ordinals (24 bits): the order among equal times. */
export const ORDER = 2;
export const NODE_ROW = 3;
/** Kind (8 bits), fate (8), connection (8), NAS message (8). */
export const KIND = 4;
export const ARG_A = 5;
export const ARG_B = 6;
export const NODE_KEY = 7;

/*
 * A transfer is what crosses regions: an S10 message, or a UE on the move. It is filled by the sender,
 * copied to the destination's region, and lies there until it is due.
 */
export const TRANSFER_WORDS = 34;
/** Due time in µs: value % 2^32, and value / 2^32. */
export const X_DUE_LOW = 1;
export const X_DUE_HIGH = 2;
export const X_ORDER = 3;
export const X_REGION = 4;
export const X_KIND = 5;
export const X_UE = 6;
/** Row at the destination (0: not known yet), and at the sender. */
export const X_ROW = 7;
export const X_FROM = 8;
/** Epoch (8), target connection (8), last connection given (8), flags (8). */
export const X_IDS = 9;
/** Payload of FORWARD RELOCATION REQUEST and RESPONSE. */
export const X_CELL = 10;
export const X_UL = 11;
export const X_DL = 12;
export const X_STATE = 13;
export const X_SEQUENCE = 14;
export const X_DRAWS = 15;
/** Payload of a UE on the move, beside the words above. */
export const X_BASIS = 16;
export const X_USED_KENB = 17;
export const X_QUEUE = 21;
export const X_OFFERED = 22;
export const X_DEMAND = 28;
export const X_UE_FLAGS = 29;
/** When its next candidate for traffic comes (a double). */
export const X_ARRIVAL = 30;
/** Low 32 bits of µs: until then its sender sends nothing more that it does not send in the same turn. */
export const X_QUIET = 32;
/** How many messages of this relocation its sender has got from its receiver. */
export const X_HEARD = 33;
export const TRANSFER_KEYS = 5;
/** Keys of FORWARD RELOCATION REQUEST. */
export const KX_NAS = 0;
export const KX_AS = 1;
export const KX_NH = 2;
/** Keys of a UE on the move. */
export const KX_UE_NAS = 0;
export const KX_UE_KENB = 1;
export const KX_UE_NH = 2;
export const KX_UE_PENDING = 3;
export const KX_UE_AS = 4;

/** Sizes in words for keys of `keyWords` words. */
export interface Sizes {
  readonly keyWords: number;
  readonly row: number;
  readonly block: number;
  readonly node: number;
  readonly transfer: number;
}

/** @param keyWords 2 for symbolic keys, 8 for real ones */
export function sizes(keyWords: number): Sizes {
  return {
    keyWords,
    row: ROW_WORDS + ROW_KEYS * keyWords,
    block: BLOCK_WORDS + BLOCK_KEYS * keyWords,
    node: NODE_WORDS + keyWords,
    transfer: TRANSFER_WORDS + TRANSFER_KEYS * keyWords,
  };
}
