import type { TraceNode } from '../trace/event.js';
import { Recent } from '../trace/recent.js';
import { KeyRing, type Tally } from './keys/ring.js';
import { digestOf } from './message.js';
import { NasCounts } from './nas-counts.js';

/*
 * Who is who. On each interface a UE goes by numbers that its nodes have given; here they are put together, so that all
 * that is about one UE has one number.
 */

/** A UE, as far as messages show that it is one. */
export interface Ue {
  readonly number: number;
  /** Of its next connection. */
  next: number;
  readonly counts: NasCounts;
  /** The connection that it left last by X2: of what is under way there, its eNB may still speak. */
  left: Connection | null;
  /** The algorithm in use ciphers nothing, as far as is known. */
  isReadable: boolean;
  readonly keys: KeyRing;
  imsi: string | null;
  /** Serving network, as its last TAI has it. */
  plmn: Uint8Array | null;
}

/** A UE-associated connection: an eNB's context of a UE. */
export interface Connection {
  ue: Ue;
  readonly number: number;
  readonly enb: TraceNode;
  readonly mme: TraceNode;
  /** Addresses and ports of its association. */
  readonly association: string;
  enbUeId: number | null;
  mmeUeId: number | null;
  /** Connection at the target of its handover. */
  target: number | null;
}

/** A handover that its target has not been asked for. */
export interface Preparation {
  readonly ue: Ue;
  readonly target: number;
  /** Connection at the source, where this MME has it. */
  readonly source: number | null;
  readonly mme: TraceNode;
}

/** Handovers without an end that are remembered. */
const PREPARATIONS_MAX = 4096;

/** Connections of one number that are remembered: more, and the end of some was not seen. */
const CONNECTIONS_MAX = 4;

export class Ues {
  private readonly byEnb = new Map<string, Connection>();
  /** An MME gives one number to all connections of a UE in a handover: the latest comes last. */
  private readonly byMme = new Map<string, Connection[]>();
  private readonly byIdentity = new Map<string, Ue>();
  private readonly preparations = new Recent<string, Preparation>(PREPARATIONS_MAX);
  private count = 0;

  /** @param tally gets what derives from known keys */
  constructor(private readonly tally: Tally) {}

  create(): Ue {
    return {
      number: this.count++,
      next: 1,
      counts: new NasCounts(),
      left: null,
      isReadable: true,
      keys: new KeyRing(this.tally),
      imsi: null,
      plmn: null,
    };
  }

  /** The UE of an identity: this one, where none was known. */
  identified(identity: string, ue: Ue): Ue {
    const known = this.byIdentity.get(identity);
    if (known === undefined) this.byIdentity.set(identity, ue);
    return known ?? ue;
  }

  /** An MME has given a UE another temporary identity. */
  renamed(identity: string, ue: Ue): void {
    this.byIdentity.set(identity, ue);
  }

  known(identity: string): Ue | null {
    return this.byIdentity.get(identity) ?? null;
  }

  /** A new connection; numbers that another one had before are its own now. */
  connect(of: Omit<Connection, 'number' | 'target'>, number = of.ue.next++): Connection {
    const connection: Connection = { ...of, number, target: null };
    this.register(connection);
    return connection;
  }

  /** Learns the numbers of a connection, as a message shows them. */
  learn(connection: Connection, enbUeId: number | null, mmeUeId: number | null): void {
    if (enbUeId !== null && connection.enbUeId === null) connection.enbUeId = enbUeId;
    if (mmeUeId !== null && connection.mmeUeId === null) connection.mmeUeId = mmeUeId;
    this.register(connection);
  }

  /** A UE has left a connection by X2; the one before that has ended, though S1 does not say so. */
  leave(connection: Connection): void {
    const { ue } = connection;
    if (ue.left !== null && ue.left !== connection) this.release(ue.left);
    ue.left = connection;
  }

  /** A connection has ended, and its numbers are free. */
  release(connection: Connection): void {
    const { association, enbUeId } = connection;
    const key = `${association} ${enbUeId}`;
    if (this.byEnb.get(key) === connection) this.byEnb.delete(key);
    for (const key of mmeKeys(connection)) {
      const others = this.byMme.get(key)?.filter((other) => other !== connection) ?? [];
      if (others.length === 0) this.byMme.delete(key);
      else this.byMme.set(key, others);
    }
  }

  /** The connection with these numbers; the eNB's says more. */
  find(association: string, enbUeId: number | null, mmeUeId: number | null): Connection | null {
    const found = enbUeId === null ? undefined : this.byEnb.get(`${association} ${enbUeId}`);
    if (found !== undefined) return found;
    const others = this.byMme.get(`${association} ${mmeUeId}`) ?? [];
    // One that has another number at its eNB is another one.
    return others.findLast((other) => enbUeId === null || other.enbUeId === null) ?? null;
  }

  /** The last connection that the eNB has accepted, and for which an MME, or any MME of an eNB, has used a number. */
  latest(place: TraceNode, mmeUeId: number): Connection | null {
    const others = this.byMme.get(`${place} ${mmeUeId}`) ?? [];
    return others.findLast(({ enbUeId }) => enbUeId !== null) ?? null;
  }

  /** A handover begins; what its source hands to its target says which one it is. */
  prepare(container: string, preparation: Preparation): void {
    this.preparations.set(digestOf(container), preparation);
  }

  prepared(container: string): Preparation | null {
    return this.preparations.get(digestOf(container)) ?? null;
  }

  private register(connection: Connection): void {
    const { association, enbUeId } = connection;
    if (enbUeId !== null) this.byEnb.set(`${association} ${enbUeId}`, connection);
    for (const key of mmeKeys(connection)) {
      const known = this.byMme.get(key) ?? [];
      if (known.includes(connection)) continue;
      this.byMme.set(key, [...known, connection].slice(-CONNECTIONS_MAX));
    }
  }
}

/** By what a connection is found where its MME's number for it is all that is known. */
function mmeKeys({ association, mme, enb, mmeUeId }: Connection): readonly string[] {
  return mmeUeId === null ? [] : [association, mme, enb].map((place) => `${place} ${mmeUeId}`);
}
