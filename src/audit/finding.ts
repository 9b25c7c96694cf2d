import { nameOf, type TraceEvent, type TraceNode } from '../trace/event.js';

/** A message as a finding names it. */
export interface Witness {
  readonly t_seconds: number;
  readonly message: string;
  readonly from: TraceNode | null;
  readonly to: TraceNode | null;
}

/** A rule that was broken. */
export interface Finding {
  /** 1 to 10 of TS 33.401 clause 7.2.10; 11 for the guard beyond it. */
  readonly rule: number;
  readonly ue: number;
  /** When: the time of the later message. */
  readonly t_seconds: number;
  /** The party that broke it. */
  readonly party: TraceNode | null;
  /** The two messages that collide, the later one last. */
  readonly messages: readonly [Witness, Witness];
  readonly because: string;
}

export function witness(event: TraceEvent): Witness {
  return {
    t_seconds: event.t_seconds,
    message: nameOf(event),
    from: event.from ?? null,
    to: event.to ?? null,
  };
}

/** Gets a finding: the rule, the message that came before, and why the two collide. */
export type Report = (rule: number, earlier: Witness, because: string) => void;
