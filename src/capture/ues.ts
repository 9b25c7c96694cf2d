import type { TraceNode } from '../trace/event.js';
import { NasCounts } from './nas-counts.js';
import { Recent } from './recent.js';

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
  /** The algorithm in use ciphers nothing, as far as is known. */
  isReadable: boolean;
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

export class Ues {
  private readonly byEnb = new Map<string, Connection>();
  private readonly byMme = new Map<string, Connection>();
  private readonly byIdentity = new Map<string, Ue>();
  private readonly preparations = new Recent<string, Preparation>(PREPARATIONS_MAX);
  private count = 0;

  create(): Ue {
    return { number: this.count++, next: 1, counts: new NasCounts(), isReadable: true };
  }

  /** The UE of this IMSI or M-TMSI; from now on, this one, where none was known. */
  identified(identity: string, ue: Ue | null): Ue {
    const known = this.byIdentity.get(identity);
    if (known !== undefined) return known;
    const found = ue ?? this.create();
    this.byIdentity.set(identity, found);
    return found;
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
    connection.enbUeId = enbUeId ?? connection.enbUeId;
    connection.mmeUeId = mmeUeId ?? connection.mmeUeId;
    this.register(connection);
  }

  /** A connection has ended, and its numbers are free. */
  release(connection: Connection): void {
    const { association, enbUeId, mmeUeId, mme, enb } = connection;
    forget(this.byEnb, `${association} ${enbUeId}`, connection);
    for (const place of [association, mme, enb]) forget(this.byMme, `${place} ${mmeUeId}`, connection);
  }

  /** The connection with these numbers; the eNB's says more, since an MME gives one to both ends of a handover. */
  find(association: string, enbUeId: number | null, mmeUeId: number | null): Connection | null {
    const found = enbUeId === null ? undefined : this.byEnb.get(`${association} ${enbUeId}`);
    if (found !== undefined) return found;
    const other = mmeUeId === null ? undefined : this.byMme.get(`${association} ${mmeUeId}`);
    // It has another number at its eNB.
    if (other !== undefined && enbUeId !== null && other.enbUeId !== null) return null;
    return other ?? null;
  }

  /** The last connection for which an MME has used a number, at whichever eNB. */
  atMme(mme: TraceNode, mmeUeId: number): Connection | null {
    return this.byMme.get(`${mme} ${mmeUeId}`) ?? null;
  }

  /** The last connection for which the MMEs of an eNB have used a number. */
  atEnb(enb: TraceNode, mmeUeId: number): Connection | null {
    return this.byMme.get(`${enb} ${mmeUeId}`) ?? null;
  }

  /** A handover begins; what its source hands to its target says which one it is. */
  prepare(container: string, preparation: Preparation): void {
    this.preparations.set(container, preparation);
  }

  prepared(container: string): Preparation | null {
    return this.preparations.get(container) ?? null;
  }

  private register(connection: Connection): void {
    const { association, enbUeId, mmeUeId, mme, enb } = connection;
    if (enbUeId !== null) this.byEnb.set(`${association} ${enbUeId}`, connection);
    if (mmeUeId === null) return;
    for (const place of [association, mme, enb]) this.byMme.set(`${place} ${mmeUeId}`, connection);
  }
}

function forget(map: Map<string, Connection>, key: string, connection: Connection): void {
  if (map.get(key) === connection) map.delete(key);
}
