import { TRAFFIC_KINDS, type TrafficKind } from '../model/traffic.js';
import { Ends } from '../trace/ends.js';
import type { TraceEvent } from '../trace/event.js';
import type { Source } from '../trace/source.js';
import { Durations, Procedures } from './procedures.js';
import { Dispersion } from './statistics.js';
import { type Off, UeTraffic } from './traffic.js';

/** What messages show of the load that brought them about. Memory grows with the number of UEs. */
export class Profile {
  readonly counts = Object.fromEntries(TRAFFIC_KINDS.map((kind) => [kind, 0])) as Record<TrafficKind, number>;
  readonly procedures = new Procedures();
  readonly dispersion = new Dispersion();
  /** From the last message of a connection to the UE CONTEXT RELEASE REQUEST of its eNB. */
  readonly inactivity = new Durations();
  readonly enbs = new Set<string>();
  readonly mmes = new Set<string>();
  private readonly ues = new Map<number, UeTraffic>();
  private readonly last = new Map<number, number>();
  private ends = new Ends({}, (event) => this.see(event));
  private first: number | null = null;
  private latest = 0;
  private isCapture = false;
  private showsKenb = false;
  /** MME that a message was at last: where what it shows belongs. */
  private place = '';

  /** What is known of where events come from; before the first of them. */
  source(source: Source): void {
    this.showsKenb = source.kenb ?? false;
    this.ends = new Ends(source, (event) => this.see(event));
  }

  push(event: TraceEvent): void {
    this.ends.push(event);
  }

  /** No more events come. */
  end(): void {
    this.ends.end();
    for (const ue of this.ues.values()) ue.end(this.latest);
  }

  get seconds(): number {
    return this.first === null ? 0 : this.latest - this.first;
  }

  /**
   * UEs that were seen. A capture does not name those that were connected when it began: who has not come again under
   * the same name since has come under another one.
   */
  get seen(): number {
    return this.ues.size - this.lost;
  }

  /** UEs of a capture that were connected when it began, and have no name. */
  get lost(): number {
    return this.isCapture ? this.sum(({ isLost }) => Number(isLost)) : 0;
  }

  get connectedSeconds(): number {
    return this.sum((ue) => ue.connectedSeconds);
  }

  /** UEs that were connected at the beginning. */
  get connectedFirst(): number {
    return this.sum(({ wasConnected }) => Number(wasConnected));
  }

  /** UEs that were not registered at the beginning, as far as it shows. */
  get offFirst(): number {
    return this.sum(({ offFirst }) => Number(offFirst.attaches > 0));
  }

  /** Seconds in which UEs were not registered, as far as it shows. */
  get offSeconds(): number {
    return this.sum(({ offFirst, offLater }) => offFirst.seconds + offLater.seconds);
  }

  /**
   * How UEs that are not registered come back. Those that have left before its eyes say it best: of those that were off
   * at first it shows only the ones that came back.
   */
  get comebacks(): Off & { readonly isAfterDetach: boolean } {
    const of = (name: 'offFirst' | 'offLater') => ({
      seconds: this.sum((ue) => ue[name].seconds),
      attaches: this.sum((ue) => ue[name].attaches),
    });
    const later = of('offLater');
    return later.attaches > 0
      ? { ...later, isAfterDetach: true }
      : { ...of('offFirst'), isAfterDetach: false };
  }

  private sum(of: (ue: UeTraffic) => number): number {
    return [...this.ues.values()].reduce((sum, ue) => sum + of(ue), 0);
  }

  private see(event: TraceEvent): void {
    const { ue, event: kind, message, from, to, t_seconds: at } = event;
    this.first ??= at;
    this.isCapture ||= event.frame !== undefined;
    this.latest = Math.max(this.latest, at);
    if (kind !== 'sent' || message === undefined || from === undefined || to === undefined) return;
    // Radio messages repeat what S1 shows, or are seen nowhere else.
    if (from === 'ue' || to === 'ue') return;
    for (const node of [from, to]) (node.startsWith('mme') ? this.mmes : this.enbs).add(node);
    this.place = [from, to].find((node) => node.startsWith('mme')) ?? this.place;
    const known = this.ues.get(ue) ?? this.create(this.first);
    this.ues.set(ue, known);
    if (message === 'UE CONTEXT RELEASE REQUEST') this.inactivity.add(at - (this.last.get(ue) ?? at));
    this.last.set(ue, at);
    this.showsKenb ||= event.keys?.kenb !== undefined;
    const isModification = message === 'UE CONTEXT MODIFICATION REQUEST';
    const isUnkeyed = isModification && this.showsKenb && event.keys?.kenb === undefined;
    if (!isUnkeyed) this.procedures.see(event);
    known.see(event, isUnkeyed);
  }

  private create(begin: number): UeTraffic {
    return new UeTraffic(begin, (kind, at) => {
      this.counts[kind]++;
      this.dispersion.add(this.place, at - begin);
    });
  }
}
