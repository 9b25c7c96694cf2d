import type { TraceEvent, TraceNode } from './event.js';

/** Where messages pass: the radio (TS 36.331), S1 (TS 36.413), X2 (TS 36.423) and S10 (TS 29.274). */
export const INTERFACES = ['rrc', 's1', 'x2', 's10'] as const;
export type Interface = (typeof INTERFACES)[number];

/**
 * What a source of events can see. What it leaves out is found out from the events themselves: the judge must know
 * whether a message is missing because nobody sent it or because nobody looked.
 */
export interface Source {
  /** Each message where it is sent and where it arrives; or once, standing for both, as a capture has it. */
  readonly ends?: 'both' | 'one';
  /** Interfaces that were looked at, messages or not. */
  readonly interfaces?: ReadonlySet<Interface>;
  /** UE CONTEXT MODIFICATION REQUEST says whether it brings a KeNB: `keys.kenb` is there or is not. */
  readonly kenb?: boolean;
}

/** Traces of this program, which see everything. */
export const OWN_SOURCE: Source = { ends: 'both', interfaces: new Set(INTERFACES), kenb: true };

/** The interface that a message passes, or null if it does not say from where to where it goes. */
export function interfaceOf({ from, to }: Pick<TraceEvent, 'from' | 'to'>): Interface | null {
  if (from === undefined || to === undefined) return null;
  const [a, b] = [partyOf(from), partyOf(to)].sort();
  if (b === 'ue') return a === 'ue' ? null : 'rrc';
  if (a === 'mme') return 's10';
  return b === 'mme' ? 's1' : 'x2';
}

export function partyOf(node: TraceNode): 'ue' | 'enb' | 'mme' {
  return node === 'ue' ? 'ue' : node.startsWith('enb') ? 'enb' : 'mme';
}
