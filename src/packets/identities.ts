import type { TraceNode } from '../trace/event.js';
import type { SctpFlow } from './framing/sctp.js';

/*
 * The identities that nodes give to UEs and connections. A trace numbers a UE's connections; on S1, X2 and S10 each node
 * has numbers of its own for them, which are given here as they are first needed.
 */

/** A relocation as S10 has it: the tunnel ends of both MMEs and the sequence numbers of what is open. */
export interface Relocation {
  readonly sourceTeid: number;
  readonly targetTeid: number;
  /** Sequence number of a request and of its response, by the name of the request. */
  readonly sequences: Map<string, number>;
}

/** What a UE has. */
interface UeIdentities {
  readonly enb: Map<number, number>;
  readonly mme: Map<string, number>;
  readonly x2: Map<string, number>;
  readonly relocations: Map<string, Relocation>;
  /** Number of the MME whose GUTI it has. */
  guti: number | null;
  /** Runs of AKA, and the eKSI of the last. */
  run: number;
  eksi: number | null;
}

export class Identities {
  private readonly ues = new Map<number, UeIdentities>();
  private readonly next = new Map<string, number>();
  private readonly flows = new Map<string, SctpFlow>();

  /** eNB-UE-S1AP-ID of a connection: 24 bits, never one that its eNB has given lately. */
  enbUeId(ue: number, enb: TraceNode, connection: number): number {
    return given(this.of(ue).enb, connection, () => this.count(`s1 ${enb}`, 0x1000000));
  }

  /** MME-UE-S1AP-ID of a connection. */
  mmeUeId(ue: number, mme: TraceNode, connection: number): number {
    return given(this.of(ue).mme, `${mme} ${connection}`, () => this.count(`s1 ${mme}`, 0x100000000));
  }

  /** The same, of whichever MME has given it; undefined if none has. */
  mmeUeIdOf(ue: number, connection: number): number | undefined {
    for (const [key, id] of this.of(ue).mme) if (isOf(key, connection)) return id;
    return undefined;
  }

  /** After a handover within an MME the UE's new connection goes by the number that the old one had. */
  inherit(ue: number, mme: TraceNode, connection: number, from: number): void {
    this.of(ue).mme.set(`${mme} ${connection}`, this.mmeUeId(ue, mme, from));
  }

  /** eNB UE X2AP ID of a connection: 12 bits. */
  x2UeId(ue: number, enb: TraceNode, connection: number): number {
    return given(this.of(ue).x2, `${enb} ${connection}`, () => this.count(`x2 ${enb}`, 0x1000));
  }

  /** The relocation for which a connection is prepared. */
  relocation(ue: number, connection: number, source: TraceNode, target: TraceNode): Relocation {
    return given(this.of(ue).relocations, `${connection} ${source}`, () => ({
      sourceTeid: this.count(`s10 ${source}`, 0x100000000) + 1,
      targetTeid: this.count(`s10 ${target}`, 0x100000000) + 1,
      sequences: new Map(),
    }));
  }

  /** Sequence number of a request of a relocation. */
  sequence(relocation: Relocation, request: string, sender: TraceNode): number {
    return given(relocation.sequences, request, () => this.count(`gtp ${sender}`, 0x1000000));
  }

  /** A new connection begins under this number: what it had before is forgotten. */
  begin(ue: number, connection: number): void {
    const of = this.of(ue);
    of.enb.delete(connection);
    for (const of_ of [of.mme, of.x2, of.relocations]) {
      for (const key of of_.keys()) if (isOf(key, connection)) of_.delete(key);
    }
  }

  /** The MME whose GUTI a UE has: the first one, for the model gives it no other. */
  giver(ue: number, mme: number): number {
    const of = this.of(ue);
    of.guti ??= mme;
    return of.guti;
  }

  /** The run of AKA that an AUTHENTICATION REQUEST is of: another one if it offers another eKSI. */
  challenged(ue: number, eksi: number): number {
    const of = this.of(ue);
    if (of.eksi !== eksi) of.run++;
    of.eksi = eksi;
    return of.run;
  }

  /** The last run of AKA. */
  run(ue: number): number {
    return this.of(ue).run;
  }

  /** One direction of an association; `isNew` tells of the first time. */
  flow(from: TraceNode, to: TraceNode, port: number, ppid: number): { flow: SctpFlow; isNew: boolean } {
    const name = `${from} ${to}`;
    const known = this.flows.get(name);
    if (known !== undefined) return { flow: known, isNew: false };
    const flow = { port, ppid, tag: this.flows.size + 1, tsn: 1, ssn: 0 };
    this.flows.set(name, flow);
    return { flow, isNew: true };
  }

  private count(what: string, limit: number): number {
    const number = this.next.get(what) ?? 0;
    this.next.set(what, (number + 1) % limit);
    return number;
  }

  private of(ue: number): UeIdentities {
    return given(this.ues, ue, () => ({
      enb: new Map(),
      mme: new Map(),
      x2: new Map(),
      relocations: new Map(),
      guti: null,
      run: 0,
      eksi: null,
    }));
  }
}

function isOf(key: string, connection: number): boolean {
  return key.split(' ').includes(String(connection));
}

function given<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
