/*
 * One event of a trace, as a JSON line has it and as everything that reads traces sees it. Nothing here knows of the
 * engine: a trace may come from somewhere else.
 */

/** What an event says happened. */
export const EVENT_KINDS = [
  'sent',
  'received',
  'lost',
  'discarded',
  'started',
  'ended',
  'verdict',
  'violation',
  'fault',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Parties by the number that the protobuf form codes them with. */
const PARTIES = ['', 'ue', 'enb', 'mme'] as const;

/** `ue`, or an eNB or MME with its number in the network: `enb-12`, `mme-3`. */
export type TraceNode = 'ue' | `enb-${number}` | `mme-${number}`;

/**
 * Identities of keys (hexadecimal), not the keys themselves: equal exactly where the keys are. See proto/trace.proto
 * for what each one is.
 */
export interface TraceKeys {
  readonly kasme?: string;
  readonly eksi?: number;
  readonly as_kasme?: string;
  readonly as_eksi?: number;
  readonly new_eksi?: number;
  readonly kenb?: string;
  readonly nh?: string;
  readonly ncc?: number;
  readonly from_kasme?: string;
  /** Number of the 128-EIA; left out where it is the usual one. */
  readonly nas_algorithms?: number;
  /** Of a capture with keys: uplink COUNT that the KeNB derives from, and how many steps lead from the KeNB to NH. */
  readonly kenb_count?: number;
  /** And the KeNB that NH is stepped from. */
  readonly from_kenb?: string;
  readonly nh_step?: number;
  /** The KASME in NAS use is known, and this KeNB or NH derives from none that is known. */
  readonly underived?: true;
  /** A KASME of the UE is known, and the MAC of the NAS message is of none that is known. */
  readonly unproved?: true;
}

/** Number of the 128-EIA of which events say nothing. */
export const USUAL_ALGORITHMS = 2;

/** One object per event; a field that says nothing is left out. */
export interface TraceEvent {
  /** Simulated time, to the microsecond. */
  readonly t_seconds: number;
  readonly ue: number;
  readonly event: EventKind;
  /** Sender and receiver of a message; `from` is the keeper of the rule in a verdict. */
  readonly from?: TraceNode;
  readonly to?: TraceNode;
  readonly message?: string;
  /** NAS message inside the message. */
  readonly nas?: string;
  /** Number of the message: the same where it is sent and where it arrives. */
  readonly id?: number;
  /** The UE-associated connection (eNB context) that a message belongs to, and in a handover the other one. */
  readonly connection?: number;
  readonly other_connection?: number;
  readonly cause?: string;
  readonly procedure?: string;
  readonly outcome?: string;
  readonly verdict?: string;
  readonly rule?: number;
  readonly invariant?: string;
  readonly keys?: TraceKeys;
  readonly nas_count?: number;
  /** Of a capture: the frame that the message is in, from 1 on. */
  readonly frame?: number;
  /** The message was seen at its other end only. No trace says so: its reader finds out. */
  readonly inferred?: true;
}

/** Codes a party: 4 times its number, plus its place among the parties. */
export function codeOfNode(party: 'ue' | 'enb' | 'mme', number = 0): number {
  return number * 4 + PARTIES.indexOf(party);
}

/** The party of a code, or null if there is no such code. */
export function nodeOfCode(code: number): TraceNode | null {
  const party = PARTIES[code & 3];
  const number = code >>> 2;
  if (party === 'ue') return number === 0 ? 'ue' : null;
  return party === '' ? null : `${party}-${number}`;
}

export function isTraceNode(text: unknown): text is TraceNode {
  return typeof text === 'string' && /^(ue|(enb|mme)-\d{1,10})$/.test(text);
}

/** `SECURITY MODE COMMAND in DOWNLINK NAS TRANSPORT`, or just the message. */
export function nameOf({ message = '', nas }: Pick<TraceEvent, 'message' | 'nas'>): string {
  return nas === undefined ? message : `${nas} in ${message}`;
}
