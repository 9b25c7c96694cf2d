import type { MessageSequence, Node } from '../../ladder/sequence.js';
import { sequenceOf } from '../../ladder/trace.js';
import type { TraceEvent } from '../../trace/event.js';

/** The messages of a UE up to its first violation. */
export interface ViolationLadder {
  readonly ue: number;
  readonly seconds: number;
  readonly invariants: readonly string[];
  readonly sequence: MessageSequence;
  readonly titles: ReadonlyMap<Node, string>;
}

/** Ladders in a report: one for each way to be violated, the first of each. */
const LADDERS_MAX = 3;
/** Events before the violation; earlier ones have seldom to do with it. */
const EVENTS_MAX = 80;
/** UEs whose events are kept while reading. */
const UES_MAX = 2000;

/** Collects the first violations of a trace. */
export class ViolationLadders {
  private readonly recent = new Map<number, TraceEvent[]>();
  private readonly seen = new Set<string>();
  private readonly found: ViolationLadder[] = [];

  add(event: TraceEvent): void {
    if (this.found.length >= LADDERS_MAX) return;
    let events = this.recent.get(event.ue);
    if (events === undefined) {
      if (this.recent.size >= UES_MAX) return;
      events = [];
      this.recent.set(event.ue, events);
    }
    events.push(event);
    if (events.length > EVENTS_MAX) events.shift();
    if (event.event === 'violation' && !this.seen.has(event.invariant ?? '')) this.take(event, events);
  }

  list(): readonly ViolationLadder[] {
    return this.found;
  }

  private take({ ue, t_seconds, invariant = '' }: TraceEvent, events: readonly TraceEvent[]): void {
    this.seen.add(invariant);
    const { sequence, titles } = sequenceOf(events);
    this.found.push({ ue, seconds: t_seconds, invariants: [invariant], sequence, titles });
  }
}
