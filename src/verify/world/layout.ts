import { CHANNELS } from '../../model/channels.js';
import { sizes, TIMER_SLOTS, X_DRAWS, X_DUE_LOW, X_FROM, X_OFFERED, X_ROW } from '../../model/layout.js';
import * as M from '../../model/messages.js';
import { NAS_REFUSALS } from '../../model/nas-messages.js';
import { PROCEDURE_COUNT } from '../../model/procedures.js';
import { TRAFFIC_COUNT } from '../../model/traffic.js';

/*
 * Where everything lies in the words of the explorer's world (world.ts), and tables over kinds of messages. Nothing
 * but numbers and lists of numbers, so that the explorer can be compiled (compiler/) like the engine's core.
 *
 *   reserved | configuration | variables | records of region 0, of region 1 | messages | transfers | expired timer |
 *   what is kept | lists of moves | the state that is looked at | the states that it leads to
 *
 *   record: row | block | timer nodes
 */

/** Words of a key: symbolic ones. */
export const KEY_WORDS = 2;
const SIZES = sizes(KEY_WORDS);
export const ROW_SIZE = SIZES.row;
export const BLOCK_SIZE = SIZES.block;
export const NODE_SIZE = SIZES.node;
export const TRANSFER_SIZE = SIZES.transfer;

/** A UE that comes and goes leaves a row behind until that is released. */
export const ROWS_PER_REGION = 3;
export const ROWS = 2 * ROWS_PER_REGION;
export const MESSAGE_PLACES = 40;
/** Words of all that belongs to a row: itself, its block, the nodes of its timers. */
export const RECORD_SIZE = ROW_SIZE + BLOCK_SIZE + TIMER_SLOTS * NODE_SIZE;
/** Most kinds of traffic to choose from. */
const KINDS_MAX: number = TRAFFIC_COUNT;
/** Most moves in a state: a message arrives, is lost, is refused or changes its order; a timer expires, also early; a node restarts. */
const MOVES_MAX = 4 * MESSAGE_PLACES + 2 * ROWS * TIMER_SLOTS + 3 * ROWS + KINDS_MAX;
/** Most words of a state, and one more (see hash in canonical.ts). */
const STATE_WORDS = 2 + ROWS * (ROW_SIZE + BLOCK_SIZE) + MESSAGE_PLACES * (1 + TRANSFER_SIZE);
/** Open procedures are counted packed: procedure p has 8 bits of word p >> 2 (open.ts). */
export const COUNT_WORDS: number = (PROCEDURE_COUNT + 3) >> 2;

/** Words at the start that belong to the compiled explorer's own data. */
const RESERVED_WORDS = 4096;

/* Configuration */

/** Bit n: rule n is on. */
export const RULES = RESERVED_WORDS;
export const RETRIES = RULES + 1;
/** 1: tracking area updates from idle ask for bearers. */
export const ACTIVE_FLAG = RULES + 2;
/** Bits, see reduction.ts; and the one that canonical.ts and dead-words.ts are about. */
export const REDUCTIONS = RULES + 3;
/** What the eNBs do: bits of model/enb-kind.ts. */
export const ENB = RULES + 4;
/** Most traffic events and faults on a path. */
export const EVENTS = RULES + 5;
export const FAULTS = RULES + 6;
/** How many traffic events or kinds of them there are to choose from; their kinds, sorted. */
export const KINDS = RULES + 7;
/** 1: restarts of nodes are among the faults. */
export const RESTARTS = RULES + 8;
/** The pair of NAS algorithms that the MME of each region prefers, a word each. */
export const PREFERRED = RULES + 9;
export const KIND_LIST = RULES + 11;

/** Words that nobody reads before they are written again are no part of a state. */
export const DEAD_WORDS = 8;

/* Variables */

/** The row that is being worked on; 0: none yet. */
export const ROW_AT_WORK = KIND_LIST + KINDS_MAX;
/** The row that the last step gave to a UE that arrived; 0: none. */
export const ADMITTED = ROW_AT_WORK + 1;
/** Bit n: invariant n was violated in the last step. */
export const BROKEN = ROW_AT_WORK + 2;
/** Messages are at places 0 to SENT - 1; a place is empty (kind 0) when its message was delivered. */
export const SENT = ROW_AT_WORK + 3;
/** Messages in flight in the state that was encoded last. */
export const IN_ORDER = ROW_AT_WORK + 4;
/** Offered minus ended in the last step; what was open before it, and what is open now. */
export const BALANCE = ROW_AT_WORK + 5;
export const OPEN_BEFORE = BALANCE + COUNT_WORDS;
export const OPEN_NOW = OPEN_BEFORE + COUNT_WORDS;
/** Which row stands at which place of the canonical form (-1: none), and the other way round. */
export const ROW_ORDER = OPEN_NOW + COUNT_WORDS;
export const PLACES = ROW_ORDER + ROWS;
/** Messages in canonical order; of each place its link, and whether it is the first there. */
export const ORDER = PLACES + ROWS;
export const LINKS = ORDER + MESSAGE_PLACES;
export const HEADS = LINKS + MESSAGE_PLACES;

/* What an expansion says of the state that it looked at (expander.ts) */

/** How many moves need neither traffic nor a fault. */
export const ORDINARY = HEADS + MESSAGE_PLACES;
/** 1: not all of its moves were made. */
export const IS_REDUCED = ORDINARY + 1;
/** Moves made. */
export const TRANSITIONS = ORDINARY + 2;
/** Bit n: a move violated invariant n. */
export const VIOLATED = ORDINARY + 3;

/* Records */

export const FIRST_ROW = ORDINARY + 4;
export const FIRST_MESSAGE = FIRST_ROW + ROWS * RECORD_SIZE;
export const FIRST_TRANSFER = FIRST_MESSAGE + MESSAGE_PLACES * NODE_SIZE;
/** The node of a timer while it expires: its handler may start the same timer again. */
export const EXPIRED = FIRST_TRANSFER + MESSAGE_PLACES * TRANSFER_SIZE;

/* What is kept of the state to begin again from */

export const KEPT = EXPIRED + NODE_SIZE;
/** 1: the row was in use. */
export const KEPT_ROWS = KEPT + ROWS * RECORD_SIZE;
export const KEPT_KINDS = KEPT_ROWS + ROWS;
export const KEPT_SENT = KEPT_KINDS + MESSAGE_PLACES;
export const KEPT_OPEN = KEPT_SENT + 1;

/* Lists of moves: how many, and the moves */

export const MOVES = KEPT_OPEN + COUNT_WORDS;
export const WALK = MOVES + 1 + MOVES_MAX;
export const WALK_TO_REST = WALK + 1 + MOVES_MAX;

/** The packed count of what is ongoing, for each combination of the bits in a block's ONGOING. */
export const ONGOING_COUNTS = WALK_TO_REST + 1 + MOVES_MAX;

/* States, as records: how many words (16 bits) and class (16), key (2 words), words */

export const STATE_HEAD = 3;
/** The state that is looked at. */
export const LOOKED_AT = ONGOING_COUNTS + (COUNT_WORDS << PROCEDURE_COUNT);
/** The states that it leads to. */
export const FOUND = LOOKED_AT + STATE_HEAD + STATE_WORDS;
export const WORLD_WORDS = FOUND + MOVES_MAX * (STATE_HEAD + STATE_WORDS);

/* Tables over kinds of messages */

/** Links within a row are numbered as their clamps are. S10 has none, nor order. */
export const S1_DOWN: number = CHANNELS.s1_down.clamp;
export const S1_UP: number = CHANNELS.s1_up.clamp;
export const NO_LINK = 15;
export const LINK_OF: readonly number[] = kinds((kind) => CHANNELS[M.MESSAGES[kind].channel].clamp);

/**
 * Which kinds of message may be lost or refused; of those that carry NAS, the NAS message decides. What S10 loses is
 * sent again: it is lost for good.
 */
export const MAY_BE_LOST: readonly number[] = kinds((kind) => {
  const { loss, channel } = M.MESSAGES[kind];
  return loss !== undefined || channel === 's10' ? 1 : 0;
});
export const MAY_BE_REFUSED: readonly number[] = kinds((kind) =>
  M.MESSAGES[kind].refusal === undefined ? 0 : 1,
);
export const NAS_MAY_BE_REFUSED: readonly number[] = NAS_REFUSALS.map((refusal) =>
  refusal === undefined ? 0 : 1,
);

const GOES = [
  M.UE_CONTEXT_RELEASE_COMMAND,
  M.UE_CONTEXT_RELEASE_COMPLETE,
  M.X2_UE_CONTEXT_RELEASE,
  M.FORWARD_RELOCATION_RESPONSE,
  M.FORWARD_RELOCATION_COMPLETE_NOTIFICATION,
  M.FORWARD_RELOCATION_COMPLETE_ACKNOWLEDGE,
  M.RELOCATION_CANCEL_REQUEST,
  M.RELOCATION_CANCEL_RESPONSE,
];
/** Kinds that may be absorbed or become leftovers (reduction.ts). */
export const MAY_GO: readonly number[] = kinds((kind) => (GOES.includes(kind) ? 1 : 0));

function kinds(of: (kind: number) => number): readonly number[] {
  return Array.from({ length: M.MESSAGE_KINDS }, (_, kind) => of(kind));
}

/** Words of a transfer that are protocol state: no clocks, statistics or places. */
export const TRANSFER_WORDS_KEPT: readonly number[] = Array.from(
  { length: TRANSFER_SIZE },
  (_, i) => i,
).filter(
  (i) =>
    i !== 0 &&
    i !== X_DUE_LOW &&
    i !== X_DUE_LOW + 1 &&
    i !== X_DRAWS &&
    !(i >= X_OFFERED && i < X_OFFERED + 6),
);
export const TRANSFER_KEPT = TRANSFER_WORDS_KEPT.length;
/** Where two of them stand then. */
export const X_ROW_KEPT = TRANSFER_WORDS_KEPT.indexOf(X_ROW);
export const X_FROM_KEPT = TRANSFER_WORDS_KEPT.indexOf(X_FROM);
