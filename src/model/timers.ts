import type { DelayName } from './links.js';
import { columnOf, type NameOf, type NumberOf, namesOf } from './numbered.js';

/*
 * Timers, a row for each. A timer with a slot lies in the active block of its UE while it runs; timers that never run
 * side by side share one. Those without a slot need no block.
 */

/** Timers have the kinds from here on, in the numbering that they share with messages (messages.ts). */
export const FIRST_TIMER = 50;
/** So many kinds are kept for timers. */
export const TIMER_PLACES = 16;

/** AUTHENTICATION REQUEST or SECURITY MODE COMMAND unanswered (TS 24.301). */
export const T_NAS = 0;
/** Delay between NAS SMC and UE context modification. */
export const T_REKEY = 1;
/** The eNB waits for an RRC answer. */
export const T_ENB = 2;
/** TS1RELOCprep, TX2RELOCprep: handover preparation at the source eNB. */
export const T_HANDOVER = 3;
/** T3410, T3417, T3421, T3430: the UE waits for an answer to its NAS request. */
export const T_UE = 4;
/** The UE has not reached the target cell. */
export const T304 = 5;
/** The MME waits for the end of a handover it was told of, or for a relocated UE's TAU. */
export const T_GUARD = 6;
/** The eNB's own delay before RRC SecurityModeCommand. */
export const T_SETUP = 7;
/** TS1RELOCoverall, TX2RELOCoverall: from the handover command until the UE context release. */
export const T_OVERALL = 8;
export const T_INACTIVITY = 9;
/** The UE backs off (TS 24.301 5.3.9): it holds what was refused. */
export const T3346 = 10;
/** The MME waits for the answer to PAGING. */
export const T3413 = 11;
/** The eNB's own delay before the reconfiguration that changes the key. */
export const T_KEY_CHANGE = 12;
/** Longer than an eNB takes for that key change after it has answered: its delay (1 s at most), T_ENB, and S1 (0.5 s). */
export const T_SETTLE = 13;
/** The UE waits for the answer to RRCConnectionReestablishmentRequest. */
export const T301 = 14;
/** The source MME has sent RELOCATION CANCEL REQUEST as often as it does (TS 29.274 7.6), and has no answer. */
export const T_CANCEL = 15;

interface TimerType {
  readonly number: number;
  /** Where it runs. */
  readonly at: 'ue' | 'enb' | 'mme';
  /** Slot in the active block. */
  readonly slot: number | null;
  /** µs (TS 24.301 tables 10.2 and 10.3, TS 36.331 7.3; the eNB's own are guesses), or what it is drawn from. */
  readonly lasts: number | DelayName | 'inactivity' | 'mme.backOff';
}

/** By the names that people read. */
export const TIMER_TABLE = {
  T3460: { number: T_NAS, at: 'mme', slot: 0, lasts: 6_000_000 },
  'delay before UE CONTEXT MODIFICATION': { number: T_REKEY, at: 'mme', slot: 1, lasts: 'rekey' },
  'RRC answer timer': { number: T_ENB, at: 'enb', slot: 2, lasts: 2_000_000 },
  TRELOCprep: { number: T_HANDOVER, at: 'enb', slot: 3, lasts: 10_000_000 },
  'NAS answer timer of the UE': { number: T_UE, at: 'ue', slot: 4, lasts: 15_000_000 },
  T304: { number: T304, at: 'ue', slot: 5, lasts: 1_000_000 },
  'guard timer of the MME': { number: T_GUARD, at: 'mme', slot: 6, lasts: 3_000_000 },
  // It is over when the RRC answer timer starts.
  'delay before RRC SecurityModeCommand': { number: T_SETUP, at: 'enb', slot: 2, lasts: 'context_setup' },
  TRELOCoverall: { number: T_OVERALL, at: 'enb', slot: 3, lasts: 10_000_000 },
  'delay before RRCConnectionReconfiguration': {
    number: T_KEY_CHANGE,
    at: 'enb',
    slot: 2,
    lasts: 'key_change',
  },
  // Never beside the delay before another UE CONTEXT MODIFICATION.
  'key change timer of the MME': { number: T_SETTLE, at: 'mme', slot: 1, lasts: 4_000_000 },
  inactivity: { number: T_INACTIVITY, at: 'enb', slot: null, lasts: 'inactivity' },
  T3346: { number: T3346, at: 'ue', slot: null, lasts: 'mme.backOff' },
  // In idle mode, T3460 in a connection. It depends on the network: this is the default of an MME (Cisco Prime Network 4.0).
  T3413: { number: T3413, at: 'mme', slot: 0, lasts: 10_000_000 },
  // T304 is over when it starts.
  T301: { number: T301, at: 'ue', slot: 5, lasts: 1_000_000 },
  // N3-REQUESTS times T3-RESPONSE. It takes the place of the guard timer.
  'cancel timer of the MME': { number: T_CANCEL, at: 'mme', slot: 6, lasts: 9_000_000 },
} as const satisfies Record<string, TimerType>;

export type TimerName = NameOf<typeof TIMER_TABLE>;
export type TimerNumber = NumberOf<typeof TIMER_TABLE>;

type At<Place extends TimerType['at']> = Extract<
  (typeof TIMER_TABLE)[TimerName],
  { readonly at: Place }
>['number'];

/* The timers of a party, as a union: its table of them is complete, or does not compile. */
export type UeTimer = At<'ue'>;
export type EnbTimer = At<'enb'>;
/** TS1RELOCoverall is among them in the row that a relocation leads to. */
export type MmeTimer = At<'mme'> | typeof T_OVERALL;

export const TIMER_NAMES = namesOf('timers', TIMER_TABLE);
export const TIMER_COUNT: number = TIMER_NAMES.length;

const column = <Value>(of: (row: TimerType) => Value): readonly Value[] =>
  columnOf<Record<TimerName, TimerType>, Value>(TIMER_NAMES, TIMER_TABLE, of);

/** Slot of each timer, by number; -1: none. */
export const TIMER_SLOT: readonly number[] = column(({ slot }) => slot ?? -1);
/** By number, µs; 0: it is drawn. */
export const TIMER_US: readonly number[] = column(({ lasts }) => (typeof lasts === 'number' ? lasts : 0));
/** By number, 1: it runs at the MME. */
export const TIMER_OF_MME: readonly number[] = column(({ at }) => (at === 'mme' ? 1 : 0));
