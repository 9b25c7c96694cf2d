import type { TraceEvent, TraceKeys } from '../trace/event.js';

/** A KASME of a UE, by the identity that its source gives or by a name of the audit's own. */
interface Kasme {
  readonly name: string;
  eksi: number | null;
}

/** KASMEs of a UE that are remembered. Three can be there at a time. */
const KASMES_MAX = 8;

/**
 * The KASMEs of one UE where a source does not identify them, as no capture does without keys: by eKSI, and by the run
 * of AKA that led to each, the n-th AUTHENTICATION REQUEST. A KASME is in use at the UE from the SECURITY MODE COMPLETE
 * that it sends, and at the MME from where that arrives. In between nobody can tell which one a message is under; then
 * it has none.
 */
export class Kasmes {
  private runs = 0;
  /** What AKA has led to, and no SECURITY MODE COMMAND has named yet. */
  private offered: Kasme | null = null;
  /** What the last SECURITY MODE COMMAND is to take into use, or to confirm; undefined: there was none. */
  private commanded: Kasme | null | undefined;
  /** No answer to that has arrived. */
  private isOpen = false;
  /** In use on the radio, in uplink messages on S1, and at the MME; null where that cannot be told. */
  private radio: Kasme | null = { name: 'run 0', eksi: null };
  private s1: Kasme | null = this.radio;
  private mme: Kasme | null = this.radio;
  private hasRadio = false;
  /** All of them, the latest last. What was there before all has no run. */
  private all: Kasme[] = this.radio === null ? [] : [this.radio];

  /** The event with the KASME it is under, where that is left out and can be told. */
  named(event: TraceEvent): TraceEvent {
    const { nas, message, keys } = event;
    if (message === 'FORWARD RELOCATION REQUEST') return this.relocation(event);
    // What could not be delivered goes back to its sender.
    if (nas === undefined || message === 'NAS NON DELIVERY INDICATION') return event;
    const isUplink = event.to?.startsWith('mme') || event.from === 'ue';
    const kasme = !isUplink
      ? this.downlink(event)
      : event.from === 'ue'
        ? this.sent(event)
        : this.relayed(event);
    if (keys?.kasme !== undefined || kasme === null) return event;
    return withKeys(event, { kasme: kasme.name });
  }

  private downlink(event: TraceEvent): Kasme | null {
    const { nas, keys, from, event: kind } = event;
    // Only where it starts: the eNB passes it on.
    const isBegin = kind === 'sent' && from?.startsWith('mme');
    if (nas === 'SECURITY MODE COMMAND') {
      if (isBegin) this.begins(keys?.kasme !== undefined ? this.identified(keys) : this.command(event));
      return this.commanded ?? null;
    }
    if (isBegin) {
      // The MME has come to know, or has given up: one or the other.
      if (this.isUnclear(this.s1)) this.s1 = null;
      if (this.isUnclear(this.mme)) this.mme = null;
      this.isOpen &&= this.mme !== null;
      if (keys?.kasme !== undefined) this.mme = this.identified(keys);
      else if (keys?.eksi !== undefined) this.mme = this.byEksi(keys.eksi);
      if (nas === 'AUTHENTICATION REQUEST') {
        this.runs++;
        this.offered = this.add(`run ${this.runs}`, keys?.new_eksi ?? null);
      } else if (nas === 'AUTHENTICATION REJECT') this.offered = null;
    }
    return this.mme;
  }

  private begins(kasme: Kasme | null): void {
    this.commanded = kasme;
    if (kasme !== this.mme) this.offered = null;
    this.isOpen = true;
  }

  /** The KASME that a SECURITY MODE COMMAND is about. */
  private command({ keys, nas_count: count }: TraceEvent): Kasme | null {
    const { offered, mme } = this;
    const commanded = this.commanded ?? null;
    const eksi = keys?.eksi ?? null;
    if (eksi !== null) {
      const known = [offered, this.isOpen ? commanded : null, mme].filter((kasme) => kasme !== null);
      const same = known.find((kasme) => kasme.eksi === eksi);
      if (same !== undefined) return same;
      const unlabelled = known.find((kasme) => kasme.eksi === null);
      // A new context begins with COUNT 0.
      if (unlabelled === undefined || (unlabelled === mme && count === 0)) return this.another(eksi);
      // Sent again, or about the context in use: before any AKA was seen, that is all one can say.
      if (unlabelled === mme && (count === undefined || this.runs === 0)) return null;
      unlabelled.eksi = eksi;
      return unlabelled;
    }
    if (offered !== null && (count === undefined || count === 0)) return offered;
    if (this.isOpen) return commanded;
    if (count === 0) return this.another(null);
    return count !== undefined || this.runs > 0 ? mme : null;
  }

  /** The UE sends. */
  private sent(event: TraceEvent): Kasme | null {
    this.hasRadio = true;
    this.radio = this.under(event, this.radio);
    return this.radio;
  }

  /** The eNB passes on what the UE sent. */
  private relayed(event: TraceEvent): Kasme | null {
    const { nas, message, event: kind } = event;
    if (nas === 'AUTHENTICATION FAILURE') this.offered = null;
    if (message === 'INITIAL UE MESSAGE') {
      if (this.hasRadio) this.s1 = this.radio;
      else if (this.isUnclear(this.s1)) this.s1 = null;
      this.isOpen = false;
    }
    this.s1 = this.under(event, this.s1);
    const isAnswer = nas === 'SECURITY MODE COMPLETE' || nas === 'SECURITY MODE REJECT';
    if (kind === 'received') {
      if (isAnswer) this.isOpen = false;
      // An eKSI without a KASME is free.
      if (nas === 'SECURITY MODE REJECT')
        this.all = this.all.filter((kasme) => kasme === this.mme || kasme !== this.commanded);
      if (!this.isUnclear(this.s1)) this.mme = this.s1;
    }
    return !isAnswer && this.isUnclear(this.s1) ? null : this.s1;
  }

  /** The KASME of an uplink message, where the one before was under `before`. */
  private under({ nas, keys }: TraceEvent, before: Kasme | null): Kasme | null {
    if (keys?.kasme !== undefined) return this.identified(keys);
    if (nas === 'SECURITY MODE COMPLETE' && this.commanded !== undefined) return this.commanded;
    return keys?.eksi !== undefined ? this.byEksi(keys.eksi) : before;
  }

  /** The outcome of an SMC is open, which may have ended the use of this KASME. */
  private isUnclear(kasme: Kasme | null): boolean {
    return this.isOpen && this.commanded !== kasme;
  }

  /** What FORWARD RELOCATION REQUEST hands over, where eKSIs tell. */
  private relocation(event: TraceEvent): TraceEvent {
    const { kasme, eksi, as_kasme: old, as_eksi: oldEksi } = event.keys ?? {};
    if (kasme !== undefined || eksi === undefined) return event;
    const name = this.byEksi(eksi).name;
    const hasOld = old === undefined && oldEksi !== undefined;
    return withKeys(event, { kasme: name, ...(hasOld && { as_kasme: this.byEksi(oldEksi).name }) });
  }

  private byEksi(eksi: number): Kasme {
    const inUse = this.all.filter((kasme) => kasme !== this.offered);
    const found =
      inUse.findLast((kasme) => kasme.eksi === eksi) ?? inUse.findLast(({ eksi }) => eksi === null);
    if (found === undefined) return this.another(eksi);
    found.eksi = eksi;
    return found;
  }

  /** One that has an identity. */
  private identified({ kasme: name = '', eksi }: TraceKeys): Kasme {
    const found = this.all.find((kasme) => kasme.name === name) ?? this.add(name, null);
    found.eksi = eksi ?? found.eksi;
    return found;
  }

  /** One of which no AKA was seen. */
  private another(eksi: number | null): Kasme {
    this.runs++;
    return this.add(`run ${this.runs}`, eksi);
  }

  private add(name: string, eksi: number | null): Kasme {
    const kasme = { name, eksi };
    this.all.push(kasme);
    if (this.all.length > KASMES_MAX) this.all.shift();
    return kasme;
  }
}

function withKeys(event: TraceEvent, keys: TraceKeys): TraceEvent {
  return { ...event, keys: { ...event.keys, ...keys } };
}
