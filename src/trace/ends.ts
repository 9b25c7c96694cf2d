import type { TraceEvent } from './event.js';
import { Recent } from './recent.js';
import { INTERFACES, type Interface, interfaceOf, type Source } from './source.js';

/** Events that are looked at, at most, before it is decided which interfaces show both ends of a message. */
const AHEAD_MAX = 2 ** 16;
/** So many are looked at in any case. */
const AHEAD_MIN = 2 ** 12;

/** Messages on their way that are remembered. */
const OPEN_MAX = 2 ** 16;

/** What is known of an interface. */
interface Seen {
  /** A message was seen where it is sent, and where it arrives. */
  hasBoth: boolean;
  /** The longest that such a message took, s. */
  longest: number;
}

/**
 * Gives each message both its ends. A trace of this program has a line where a message is sent and one where it is
 * received. A capture has one line, and that stands for both. Where a source does not say which it is, its first events
 * tell, interface by interface.
 */
export class Ends {
  private readonly seen: Readonly<Record<Interface, Seen>>;
  private ahead: TraceEvent[] | null;
  /** Interfaces on which a message is seen once. */
  private readonly once = new Set<Interface>();
  /** Messages that were sent and have not arrived: when. */
  private readonly open = new Recent<string, number>(OPEN_MAX);
  /** Messages with a number that have stood for both ends: at which one they were seen. */
  private readonly stood = new Recent<string, TraceEvent['event']>(OPEN_MAX);
  private readonly repeated = new Recent<string, true>(OPEN_MAX);
  private begin: number | null = null;

  /** @param give gets the events, in their order */
  constructor(
    private readonly source: Source,
    private readonly give: (event: TraceEvent) => void,
  ) {
    const seen = (): Seen => ({ hasBoth: false, longest: 0 });
    this.seen = { rrc: seen(), s1: seen(), x2: seen(), s10: seen() };
    this.ahead = source.ends === undefined ? [] : null;
    if (source.ends === 'one') for (const name of INTERFACES) this.once.add(name);
  }

  push(event: TraceEvent): void {
    const { ahead } = this;
    if (ahead === null) return this.pass(event);
    ahead.push(event);
    this.pair(event);
    const { length } = ahead;
    if (length >= AHEAD_MAX || (length % AHEAD_MIN === 0 && this.undecided(ahead).size === 0)) {
      this.decide(ahead);
    }
  }

  /** No more events come. */
  end(): void {
    if (this.ahead !== null) this.decide(this.ahead);
  }

  /** Interfaces that have shown messages, and none at both ends. */
  private undecided(events: readonly TraceEvent[]): ReadonlySet<Interface> {
    const all = events.map(interfaceOf).filter((name) => name !== null);
    return new Set(all.filter((name) => !this.seen[name].hasBoth));
  }

  private decide(events: readonly TraceEvent[]): void {
    this.ahead = null;
    // An interface that shows itself later is taken to be as the others are.
    const isOnce = INTERFACES.every((name) => !this.seen[name].hasBoth);
    for (const name of isOnce ? INTERFACES : this.undecided(events)) this.once.add(name);
    this.open.clear();
    for (const event of events) this.pass(event);
  }

  /** Follows a message from where it is sent to where it arrives; true where that is now. */
  private pair(event: TraceEvent): boolean {
    const at = interfaceOf(event);
    if (at === null) return false;
    const name = nameOf(event);
    const { t_seconds: time } = event;
    if (event.event === 'sent') {
      this.open.set(name, time);
      return false;
    }
    const since = this.open.get(name);
    if (since === undefined) return false;
    this.open.delete(name);
    const seen = this.seen[at];
    seen.hasBoth = true;
    seen.longest = Math.max(seen.longest, time - since);
    return true;
  }

  private pass(event: TraceEvent): void {
    const { event: kind } = event;
    const at = interfaceOf(event);
    if (this.source.ends === 'both' || at === null || (kind !== 'sent' && kind !== 'received')) {
      if (kind === 'lost' || kind === 'discarded') this.open.delete(nameOf(event));
      return this.give(event);
    }
    this.begin ??= event.t_seconds;
    if (this.isRepeated(event, at)) return this.give({ ...event, cause: 'duplicate' });
    if (this.once.has(at)) return this.stand(event);
    if (this.pair(event) || kind === 'sent' || event.cause === 'duplicate') return this.give(event);
    // It was sent before the events begin, unless it would have been on its way for too long: then it is seen once.
    if (event.t_seconds - this.begin <= 2 * this.seen[at].longest) return this.give(event);
    this.stand(event);
  }

  /** On S10 what was lost is sent again under the same number, which its sender counts as one message. */
  private isRepeated(event: TraceEvent, at: Interface): boolean {
    if (at !== 's10' || event.id === undefined) return false;
    const name = `${event.event} ${nameOf(event)}`;
    const isKnown = this.repeated.has(name);
    this.repeated.set(name, true);
    return isKnown;
  }

  private stand(event: TraceEvent): void {
    const { id, event: kind } = event;
    if (id !== undefined) {
      const name = nameOf(event);
      const stood = this.stood.get(name);
      if (stood !== undefined && stood !== kind) return;
      this.stood.set(name, kind);
    }
    this.give(kind === 'sent' ? event : { ...event, event: 'sent', inferred: true });
    this.give(kind === 'received' ? event : { ...event, event: 'received', inferred: true });
  }
}

/** A message by its number, or by all that it says of itself. */
function nameOf({ ue, id, from, to, message, nas, connection, nas_count: count }: TraceEvent): string {
  const way = `${ue} ${from} ${to}`;
  return id !== undefined
    ? `${way} ${id}`
    : `${way} ${message} ${nas ?? ''} ${connection ?? ''} ${count ?? ''}`;
}
