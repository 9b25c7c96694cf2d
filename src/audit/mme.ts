import type { TraceEvent } from '../trace/event.js';
import { type Report, type Witness, witness } from './finding.js';

/** A KASME that an SMC of this MME is to take, or took, into use. */
interface NewKasme {
  readonly kasme: string;
  readonly since: Witness;
}

/** NAS SMC, from the first SECURITY MODE COMMAND until its outcome is known. */
interface SecurityMode extends NewKasme {
  /** It takes a new KASME into use, as far as is known. */
  isNew: boolean;
}

/** A procedure that brings a KeNB to the eNB. */
interface KenbProcedure {
  readonly since: Witness;
  readonly connection: number;
  /** KASME that the KeNB derives from. */
  readonly kasme: string | null;
}

/** S1 handover: to the target connection, within this MME, to another one, or from another one. */
interface Handover {
  readonly kind: 'within' | 'to' | 'from';
  readonly target: number;
  readonly since: Witness;
  isCancelling: boolean;
}

/** Both KASMEs as FORWARD RELOCATION REQUEST brought them. */
interface Inherited {
  readonly newKasme: string;
  readonly since: Witness;
}

/** The MME has no connection for the UE. A connection has a number from 1 on; null stands for one not known yet. */
const NO_CONNECTION = 0;

/**
 * One MME and one UE: rules 1, 2, 3, 6, 7, 8, 9, 10 of the clause, and the guard beyond it (11). What the MME knows is
 * taken from what it sends and receives, in that order; an answer counts for the connection its request went to.
 */
export class MmeAudit {
  private connection: number | null = null;
  /** KASME in NAS use, and the one that AS runs on; null: not known, or none. */
  private nas: string | null = null;
  private as: string | null = null;
  /** KASMEs of SMCs that were started, of which no KeNB is in AS use. */
  private unused: NewKasme[] = [];
  private inherited: Inherited | null = null;
  /** eKSI that the last AUTHENTICATION REQUEST offered. */
  private offeredEksi: number | null = null;
  private smc: SecurityMode | null = null;
  /** KASME of an SMC whose outcome is open since its connection went: the UE's next message tells. */
  private open: string | null = null;
  private setup: KenbProcedure | null = null;
  private modification: KenbProcedure | null = null;
  private handover: Handover | null = null;

  /** Whether this context has to do with a connection. */
  knows(connection: number): boolean {
    if (connection === NO_CONNECTION) return false;
    const { handover, setup, modification } = this;
    const known = [this.connection, handover?.target, setup?.connection, modification?.connection];
    return known.includes(connection);
  }

  /** Whether the UE has a connection here, or is on its way here or away. */
  get isOpen(): boolean {
    return (this.connection !== null && this.connection !== NO_CONNECTION) || this.handover !== null;
  }

  /** Which end of a relocation this is, if one is ongoing. */
  get relocation(): 'to' | 'from' | null {
    const { handover } = this;
    return handover === null || handover.kind === 'within' ? null : handover.kind;
  }

  /** False: this MME no longer has to do with the UE. */
  sent(event: TraceEvent, report: Report): boolean {
    const { message, connection = 0, other_connection: other = 0, keys } = event;
    switch (message) {
      case 'DOWNLINK NAS TRANSPORT':
        this.connection ??= connection;
        this.sentNas(event, report);
        break;
      case 'INITIAL CONTEXT SETUP REQUEST':
        this.connection ??= connection;
        this.sentKenb(report);
        this.setup = { since: witness(event), connection, kasme: keys?.from_kasme ?? null };
        break;
      case 'UE CONTEXT MODIFICATION REQUEST':
        this.connection ??= connection;
        // Only one that brings a KeNB counts.
        if (keys?.kenb === undefined) break;
        this.sentKenb(report);
        this.modification = { since: witness(event), connection, kasme: keys.from_kasme ?? null };
        break;
      case 'HANDOVER REQUEST':
        if (this.handover?.kind !== 'from') {
          this.sentHandoverKey(report);
          this.handover = { kind: 'within', target: connection, since: witness(event), isCancelling: false };
        }
        this.checkBase(event, report);
        break;
      case 'PATH SWITCH REQUEST ACKNOWLEDGE':
        this.sentHandoverKey(report);
        this.checkBase(event, report);
        break;
      case 'PATH SWITCH REQUEST FAILURE':
        if (connection === this.connection) this.abandon();
        break;
      case 'FORWARD RELOCATION REQUEST':
        this.sentRelocation(event, report);
        break;
      case 'RELOCATION CANCEL REQUEST':
        if (this.handover?.kind === 'to' && this.handover.target === connection)
          this.handover.isCancelling = true;
        break;
      case 'HANDOVER PREPARATION FAILURE':
        if (this.handover?.kind === 'within' && this.handover.target === other) this.handover = null;
        break;
      case 'UE CONTEXT RELEASE COMMAND':
        return this.sentRelease(connection);
    }
    return true;
  }

  /** False: this MME no longer has to do with the UE. */
  received(event: TraceEvent): boolean {
    const { message, connection = 0, other_connection: other = 0 } = event;
    switch (message) {
      case 'INITIAL UE MESSAGE':
        this.abandon();
        this.connection = connection;
        this.receivedInitial(event);
        break;
      case 'UPLINK NAS TRANSPORT':
        this.connection ??= connection;
        if (connection === this.connection) this.receivedNas(event);
        break;
      case 'INITIAL CONTEXT SETUP RESPONSE':
        if (connection === this.connection) this.setupIsDone();
        break;
      case 'INITIAL CONTEXT SETUP FAILURE':
        if (connection === this.connection) this.setup = null;
        break;
      case 'UE CONTEXT MODIFICATION RESPONSE':
        if (this.modification?.connection === connection) {
          this.asRunsOn(this.modification.kasme);
          this.modification = null;
        }
        break;
      case 'UE CONTEXT MODIFICATION FAILURE':
        if (this.modification?.connection === connection) this.modification = null;
        break;
      case 'HANDOVER REQUIRED':
      case 'UE CONTEXT RELEASE REQUEST':
        this.connection ??= connection;
        break;
      case 'HANDOVER NOTIFY':
        if (this.handover?.target === connection) this.arrived(connection);
        break;
      case 'HANDOVER FAILURE':
        if (this.handover?.kind === 'within' && this.handover.target === connection) this.handover = null;
        break;
      case 'HANDOVER CANCEL':
        if (this.handover?.kind === 'within' && this.handover.target === other) this.handover = null;
        break;
      case 'PATH SWITCH REQUEST':
        this.receivedPathSwitch(other, connection);
        break;
      case 'FORWARD RELOCATION RESPONSE':
        if (event.cause === 'refused' && this.isRelocation(connection) && !this.handover?.isCancelling) {
          this.handover = null;
        }
        break;
      case 'RELOCATION CANCEL RESPONSE':
        if (this.isRelocation(connection) && this.handover?.isCancelling) this.handover = null;
        break;
      case 'FORWARD RELOCATION COMPLETE NOTIFICATION':
        return !this.isRelocation(connection);
    }
    return true;
  }

  /** The other side of a relocation: this MME gets all it knows from FORWARD RELOCATION REQUEST. */
  static relocated(event: TraceEvent): MmeAudit {
    const { connection = 0, keys } = event;
    const mme = new MmeAudit();
    mme.connection = NO_CONNECTION;
    mme.nas = keys?.kasme ?? null;
    mme.as = keys?.as_kasme ?? mme.nas;
    if (keys?.as_kasme !== undefined && mme.nas !== null) {
      mme.inherited = { newKasme: mme.nas, since: witness(event) };
    }
    mme.handover = { kind: 'from', target: connection, since: witness(event), isCancelling: false };
    return mme;
  }

  /* Downlink */

  /** Rules 10 and 2. */
  private sentNas(event: TraceEvent, report: Report): void {
    const { nas, keys } = event;
    if (this.handover?.kind === 'to') {
      report(10, this.handover.since, 'the source MME sent a downlink NAS message after handing the UE over');
    }
    if (nas === 'AUTHENTICATION REQUEST') this.offeredEksi = keys?.new_eksi ?? null;
    if (nas !== 'SECURITY MODE COMMAND') {
      if (keys?.kasme !== undefined) this.nas ??= keys.kasme;
      return;
    }
    // While one is ongoing, a COMMAND is its retransmission.
    if (this.smc !== null || keys?.kasme === undefined) return;
    const ongoing = this.setup ?? this.modification;
    if (ongoing !== null) report(2, ongoing.since, 'the MME began a NAS SMC while a KeNB was on its way');
    const { kasme } = keys;
    const isNew =
      this.nas !== null ? kasme !== this.nas : event.nas_count === 0 || keys.eksi === this.offeredEksi;
    this.smc = { kasme, since: witness(event), isNew };
    if (isNew) this.unused.push({ kasme, since: this.smc.since });
    else this.nas ??= kasme;
  }

  /** Rule 1. */
  private sentKenb(report: Report): void {
    if (this.smc !== null) report(1, this.smc.since, 'the MME sent a KeNB while a NAS SMC was ongoing');
  }

  /** Guard 11. */
  private sentHandoverKey(report: Report): void {
    if (this.modification === null) return;
    report(11, this.modification.since, 'the MME sent keys for a handover while a new KeNB was on its way');
  }

  /**
   * Rules 3 and 9: HANDOVER REQUEST and PATH SWITCH REQUEST ACKNOWLEDGE stay on the KASME that AS runs on: the key in
   * the message, and what the MME goes on with.
   */
  private checkBase({ keys }: TraceEvent, report: Report): void {
    for (const kasme of [keys?.from_kasme, keys?.as_kasme]) {
      if (kasme === undefined || kasme === this.as) continue;
      if (kasme === this.inherited?.newKasme) {
        return report(9, this.inherited.since, 'the target MME dropped the old KASME that came with the UE');
      }
      const wrong = this.unused.find((other) => other.kasme === kasme);
      if (wrong !== undefined) {
        return report(3, wrong.since, 'the MME took NH from a KASME of which no KeNB was in AS use');
      }
    }
  }

  /** Rules 6, 7, 8; and 9, where what is not handed on came from yet another MME. */
  private sentRelocation(event: TraceEvent, report: Report): void {
    const { connection = 0 } = event;
    if (this.smc?.isNew) {
      report(6, this.smc.since, 'the UE was handed over while a NAS SMC for a new KASME was ongoing');
    }
    if (this.modification !== null) {
      report(7, this.modification.since, 'the UE was handed over while a new KeNB was on its way');
    }
    this.checkHandedOn(event, report);
    this.handover = { kind: 'to', target: connection, since: witness(event), isCancelling: false };
  }

  private checkHandedOn({ keys }: TraceEvent, report: Report): void {
    const { as, nas, inherited } = this;
    const old = keys?.as_kasme;
    // The KASME in NAS use came with an SMC of this MME, and no KeNB of it is in AS use.
    const since = this.unused.find(({ kasme }) => kasme === nas)?.since;
    const needsBoth = as === null ? since !== undefined : nas !== null && as !== nas;
    if (!needsBoth || (as === null ? old !== undefined : old === as)) return;
    if (inherited !== null && (old ?? keys?.kasme) === inherited.newKasme) {
      report(9, inherited.since, 'the MME did not hand on the old KASME that came with the UE');
    } else if (since !== undefined) {
      report(8, since, 'the UE was handed over without the KASME that its AS ran on');
    }
  }

  private sentRelease(connection: number): boolean {
    const { handover } = this;
    if (handover?.target === connection && this.connection !== connection) {
      // What a target had prepared is given up; if it was another MME's, all that this one knew of the UE.
      this.handover = null;
      return handover.kind !== 'from';
    }
    this.connection ??= connection;
    if (connection === this.connection) this.abandon();
    return true;
  }

  /* Uplink */

  private receivedInitial({ nas, keys }: TraceEvent): void {
    const kasme = keys?.kasme;
    if (nas === 'ATTACH REQUEST') {
      // Whatever it knew of this UE is void.
      this.nas = null;
      this.offeredEksi = null;
    } else if (kasme !== undefined) this.nas = kasme === this.open ? kasme : (this.nas ?? kasme);
    this.open = null;
  }

  private receivedNas({ nas, keys }: TraceEvent): void {
    const { smc } = this;
    const kasme = keys?.kasme;
    if (kasme !== undefined) {
      if (smc?.isNew && kasme === smc.kasme) {
        // The UE has taken the new KASME into use, and now the MME does.
        this.nas = kasme;
        smc.isNew = false;
      }
      this.nas ??= kasme;
      // A message that does not verify is none.
      if (kasme !== this.nas) return;
    }
    if (nas === 'SECURITY MODE COMPLETE' || nas === 'SECURITY MODE REJECT') {
      if (smc?.isNew) this.unused = this.unused.filter((other) => other.kasme !== smc.kasme);
      this.smc = null;
    }
  }

  /** Path switch: the UE left connection `from` by X2, for connection `to`. */
  private receivedPathSwitch(from: number, to: number): void {
    // It was there by S1 handover, and HANDOVER NOTIFY is still on its way.
    if (this.handover?.target === from) this.arrived(from);
    if (this.connection !== null && this.connection !== from) return;
    this.connection = to;
    // Who can be handed over has its context, though the RESPONSE may still be on its way.
    this.setupIsDone();
  }

  private arrived(connection: number): void {
    this.connection = connection;
    this.handover = null;
  }

  private setupIsDone(): void {
    if (this.setup === null) return;
    this.asRunsOn(this.setup.kasme);
    this.setup = null;
  }

  /** A KeNB of this KASME is in AS use; KASMEs of older SMCs never will be. */
  private asRunsOn(kasme: string | null): void {
    this.as = kasme;
    this.inherited = null;
    this.unused = this.unused.slice(this.unused.findIndex((other) => other.kasme === kasme) + 1);
  }

  private isRelocation(connection: number): boolean {
    return this.handover?.kind === 'to' && this.handover.target === connection;
  }

  /** What belonged to the connection has ended; the KASME of an SMC that was ongoing may be the UE's or not. */
  private abandon(): void {
    if (this.smc?.isNew) this.open = this.smc.kasme;
    this.connection = NO_CONNECTION;
    this.as = null;
    this.unused = [];
    this.inherited = null;
    this.smc = null;
    this.setup = null;
    this.modification = null;
    this.handover = null;
  }
}
