import { nameOf, type TraceEvent, type TraceNode } from '../trace/event.js';
import type { CheckName } from './check.js';

/** A message as a finding names it. */
export interface Witness {
  readonly t_seconds: number;
  readonly message: string;
  readonly from: TraceNode | null;
  readonly to: TraceNode | null;
  /** Of a capture: its frame. */
  readonly frame?: number;
  /** It was seen at its other end only. */
  readonly inferred?: true;
}

/** Something that was broken: a rule, or what is judged beside the rules. */
export interface Finding {
  /** 1 to 10 of TS 33.401 clause 7.2.10; 11 for the guard beyond it. */
  readonly rule?: number;
  /** Name of a check beside the rules, such as `nas_count_reuse`. */
  readonly check?: CheckName;
  readonly ue: number;
  /** When: the time of the later message. */
  readonly t_seconds: number;
  /** The party that broke it, where that can be told. */
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
    ...(event.frame !== undefined && { frame: event.frame }),
    ...(event.inferred && { inferred: true }),
  };
}
