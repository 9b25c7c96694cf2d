import type { TraceEvent } from '../trace/event.js';
import { AsKasme } from './as-kasme.js';
import { type Witness, witness } from './finding.js';
import { type Judge, UNSEEN } from './judge.js';
import type { Terms } from './sight.js';

/** NAS SMC, from the first SECURITY MODE COMMAND until its outcome is known. */
interface SecurityMode {
  readonly kasme: string | null;
  readonly since: Witness;
  /** It takes a new KASME into use, as far as is known; null: that is not shown. */
  isNew: boolean | null;
}

/** A procedure that brings a KeNB to the eNB; null: whether it does is not shown. */
interface KenbProcedure {
  readonly since: Witness;
  readonly connection: number;
  readonly isKeyed: boolean | null;
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

/** What the UE begins while an SMC is ongoing, which aborts it (TS 24.301 5.4.3.7 c and d). */
const ABORTS_SMC: ReadonlySet<string> = new Set([
  'TRACKING AREA UPDATE REQUEST',
  'SERVICE REQUEST',
  'DETACH REQUEST',
  'ATTACH REQUEST',
]);

/** What an MME sends to the UE, or to its eNB, of its own accord. */
const OF_THE_MME: ReadonlySet<string> = new Set([
  'DOWNLINK NAS TRANSPORT',
  'INITIAL CONTEXT SETUP REQUEST',
  'UE CONTEXT MODIFICATION REQUEST',
]);

/** Connections of a UE, since the one that it began, that are remembered. */
const HERE_MAX = 16;

/** The MME has no connection for the UE. A connection has a number from 1 on; null stands for one not known yet. */
const NO_CONNECTION = 0;

/**
 * One MME and one UE: rules 1, 2, 3, 6, 7, 8, 9, 10 of the clause, and the guard beyond it (11). What the MME knows is
 * taken from what it sends and receives, in that order; an answer counts for the connection its request went to.
 */
export class MmeAudit {
  private connection: number | null = null;
  /** The connection that the UE began with INITIAL UE MESSAGE, and those of its handovers since; null: not known. */
  private here: readonly number[] | null = null;
  /** KASME in NAS use; null: not known, or none. */
  private nas: string | null = null;
  /** eKSI that the last AUTHENTICATION REQUEST offered. */
  private offeredEksi: number | null = null;
  private smc: SecurityMode | null = null;
  /** KASME of an SMC whose outcome is open since its connection went: the UE's next message tells. */
  private open: string | null = null;
  private setup: KenbProcedure | null = null;
  private modification: KenbProcedure | null = null;
  private handover: Handover | null = null;
  /** HANDOVER REQUIRED has come, and nothing was seen of what it leads to. */
  private isRequired = false;
  /** That was of a connection which the UE has left. */
  private isStale = false;

  constructor(
    private readonly terms: Terms,
    private readonly as = new AsKasme(),
  ) {}

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
  sent(event: TraceEvent, judge: Judge): boolean {
    const { message, nas, connection = 0, other_connection: other = 0 } = event;
    if (OF_THE_MME.has(message ?? '') && this.hasLeft(connection)) return true;
    if (nas !== undefined || message === 'DOWNLINK NAS TRANSPORT') {
      this.learn(connection);
      this.sentNas(event, judge);
    }
    switch (message) {
      case 'INITIAL CONTEXT SETUP REQUEST':
        this.learn(connection);
        this.sentKenb(true, judge);
        this.setup = { since: witness(event), connection, isKeyed: true, kasme: this.baseOf(event) };
        break;
      case 'UE CONTEXT MODIFICATION REQUEST': {
        this.learn(connection);
        const isKeyed = this.bringsKenb(event);
        if (isKeyed === false) break;
        this.sentKenb(isKeyed, judge);
        this.modification = { since: witness(event), connection, isKeyed, kasme: this.baseOf(event) };
        break;
      }
      case 'HANDOVER REQUEST':
        this.sentHandoverRequest(event, judge);
        break;
      case 'HANDOVER COMMAND':
        this.sentHandoverCommand(judge);
        break;
      case 'PATH SWITCH REQUEST ACKNOWLEDGE':
        this.sentHandoverKey(judge);
        this.as.judgeKey(event, judge);
        break;
      case 'PATH SWITCH REQUEST FAILURE':
        if (connection === this.connection) this.abandon();
        break;
      case 'FORWARD RELOCATION REQUEST':
        this.sentRelocation(event, judge);
        break;
      case 'RELOCATION CANCEL REQUEST':
        if (this.handover?.kind === 'to' && this.handover.target === connection)
          this.handover.isCancelling = true;
        break;
      case 'HANDOVER PREPARATION FAILURE':
        this.isRequired = false;
        if (this.handover?.kind === 'within' && this.handover.target === other) this.handover = null;
        break;
      case 'HANDOVER CANCEL ACKNOWLEDGE':
        // Also where no RELOCATION CANCEL RESPONSE came.
        if (this.handover?.isCancelling && this.handover.target === other) this.handover = null;
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
        this.here = [connection];
        this.receivedInitial(event);
        break;
      case 'UPLINK NAS TRANSPORT':
        this.learn(connection);
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
          if (this.modification.isKeyed !== null) this.as.runsOn(this.modification.kasme);
          else if (this.as.isBehind(this.nas)) this.as.mayRunOnNew();
          this.modification = null;
        }
        break;
      case 'UE CONTEXT MODIFICATION FAILURE':
        if (this.modification?.connection === connection) this.modification = null;
        break;
      case 'HANDOVER REQUIRED':
        this.learn(connection);
        this.isRequired = true;
        this.isStale = connection !== this.connection;
        break;
      case 'UE CONTEXT RELEASE REQUEST':
        this.learn(connection);
        break;
      case 'HANDOVER NOTIFY':
        if (this.handover?.target === connection) this.arrived(connection);
        break;
      case 'HANDOVER FAILURE':
        if (this.handover?.kind === 'within' && this.handover.target === connection) this.handover = null;
        break;
      case 'HANDOVER CANCEL':
        this.isRequired = false;
        if (this.handover?.kind === 'within' && this.handover.target === other) this.handover = null;
        break;
      case 'PATH SWITCH REQUEST':
        this.receivedPathSwitch(other, connection);
        break;
      case 'RESET':
        // The eNB has restarted. (What a target of a relocation had prepared, its MME says.)
        if (connection === this.connection) this.abandon();
        else if (this.handover?.kind === 'within' && this.handover.target === connection)
          this.handover = null;
        break;
      case 'FORWARD RELOCATION RESPONSE':
        // Also when a cancel is on its way: the MME is aware that the handover has failed.
        if (event.cause === 'refused' && this.isRelocation(connection)) this.handover = null;
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
  static relocated(event: TraceEvent, terms: Terms): MmeAudit {
    const { connection = 0, keys } = event;
    const mme = new MmeAudit(terms, AsKasme.relocated(event));
    mme.connection = NO_CONNECTION;
    mme.nas = keys?.kasme ?? null;
    mme.handover = { kind: 'from', target: connection, since: witness(event), isCancelling: false };
    return mme;
  }

  /* Downlink */

  /** Rules 10 and 2. */
  private sentNas(event: TraceEvent, judge: Judge): void {
    const { nas, keys } = event;
    if (this.handover?.kind === 'to') {
      const { since } = this.handover;
      judge.broken(10, since, 'the source MME sent a downlink NAS message after handing the UE over');
    } else if (!this.isRequired || this.terms.sight.sees('s10')) judge.kept(10);
    else judge.unjudged(10, UNSEEN.relocation);
    if (nas === 'AUTHENTICATION REQUEST') this.offeredEksi = keys?.new_eksi ?? null;
    if (nas === 'SECURITY MODE COMMAND') this.sentCommand(event, judge);
    else if (keys?.kasme !== undefined) this.nas ??= keys.kasme;
  }

  /** While one SMC is ongoing, a SECURITY MODE COMMAND is its retransmission. */
  private sentCommand(event: TraceEvent, judge: Judge): void {
    if (this.smc !== null) return;
    const ongoing = this.setup ?? this.modification;
    if (ongoing === null) judge.kept(2);
    else if (ongoing.isKeyed === null) judge.unjudged(2, UNSEEN.kenb);
    else judge.broken(2, ongoing.since, 'the MME began a NAS SMC while a KeNB was on its way');
    const isNew = this.takesNew(event);
    const kasme = event.keys?.kasme ?? null;
    this.smc = { kasme, since: witness(event), isNew };
    if (isNew !== false) this.as.smcBegan(kasme, this.smc.since);
    else this.nas ??= kasme;
  }

  /** Whether a SECURITY MODE COMMAND takes a new KASME into use; null: that is not shown. */
  private takesNew({ keys, nas_count: count }: TraceEvent): boolean | null {
    if (keys?.kasme === undefined) return null;
    if (this.nas !== null) return keys.kasme !== this.nas;
    if (count === 0 || (keys.eksi !== undefined && keys.eksi === this.offeredEksi)) return true;
    return count === undefined ? null : false;
  }

  /** Whether a UE CONTEXT MODIFICATION REQUEST brings a KeNB; null: that is not shown. */
  private bringsKenb({ keys }: TraceEvent): boolean | null {
    if (keys?.kenb !== undefined || keys?.from_kasme !== undefined) return true;
    return this.terms.sight.kenb ? false : null;
  }

  /** The KASME that the KeNB in a message derives from: the one in NAS use, where it is not shown. */
  private baseOf({ keys }: TraceEvent): string | null {
    return keys?.from_kasme ?? (this.smc === null ? this.nas : null);
  }

  /** Rule 1. */
  private sentKenb(isKeyed: boolean | null, judge: Judge): void {
    if (this.smc === null) judge.kept(1);
    else if (isKeyed === null) judge.unjudged(1, UNSEEN.kenb);
    else judge.broken(1, this.smc.since, 'the MME sent a KeNB while a NAS SMC was ongoing');
  }

  private sentHandoverRequest(event: TraceEvent, judge: Judge): void {
    const { connection = 0 } = event;
    this.isRequired = false;
    if (this.handover?.kind !== 'from') {
      this.sentHandoverKey(judge);
      const isStranger = this.connection === null && this.setup === null;
      if (isStranger && !this.terms.sight.sees('s10')) judge.unjudged(9, UNSEEN.inherited);
      this.handover = { kind: 'within', target: connection, since: witness(event), isCancelling: false };
    }
    this.as.judgeKey(event, judge);
  }

  /** Something led from HANDOVER REQUIRED to here. If nothing was seen, it may have been a relocation. */
  private sentHandoverCommand(judge: Judge): void {
    if (!this.isRequired) return;
    this.isRequired = false;
    for (const rule of [6, 7, 8, 10]) judge.unjudged(rule, UNSEEN.relocation);
  }

  /** Guard 11. */
  private sentHandoverKey(judge: Judge): void {
    const { modification } = this;
    if (modification === null) return judge.kept(11);
    if (modification.isKeyed === null) return judge.unjudged(11, UNSEEN.kenb);
    judge.broken(11, modification.since, 'the MME sent keys for a handover while a new KeNB was on its way');
  }

  /** Rules 6 and 7; 8, and 9 where what is not handed on came from yet another MME. */
  private sentRelocation(event: TraceEvent, judge: Judge): void {
    const { connection = 0 } = event;
    const { smc, modification } = this;
    this.isRequired = false;
    if (this.isStale) return;
    if (smc === null || smc.isNew === false) judge.kept(6);
    else if (smc.isNew === null) judge.unjudged(6, UNSEEN.newKasme);
    else judge.broken(6, smc.since, 'the UE was handed over while a NAS SMC for a new KASME was ongoing');
    if (modification === null) judge.kept(7);
    else if (modification.isKeyed === null) judge.unjudged(7, UNSEEN.kenb);
    else judge.broken(7, modification.since, 'the UE was handed over while a new KeNB was on its way');
    this.as.judgeRelocation(event, this.nas, judge);
    this.handover = { kind: 'to', target: connection, since: witness(event), isCancelling: false };
  }

  private sentRelease(connection: number): boolean {
    const { handover } = this;
    if (handover?.target === connection && this.connection !== connection) {
      // What a target had prepared is given up; if it was another MME's, all that this one knew of the UE.
      this.handover = null;
      return handover.kind !== 'from';
    }
    this.connection ??= connection;
    if (connection !== this.connection) return true;
    // Without S10 it may be the connection of a UE that went to another MME and is on its way back.
    const kept = handover?.kind === 'within' && !this.terms.sight.sees('s10') ? handover : null;
    this.abandon();
    this.handover = kept;
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
      if (smc !== null && smc.isNew !== false && kasme === smc.kasme) {
        // The UE has taken the new KASME into use, and now the MME does. That proves the outcome, and ends nothing.
        this.nas = kasme;
        if (!this.terms.isStrict || nas === 'SECURITY MODE COMPLETE') smc.isNew = false;
      }
      this.nas ??= kasme;
      // A message that does not verify is none.
      if (kasme !== this.nas) return;
    } else if (smc?.isNew && nas !== 'SECURITY MODE REJECT') {
      // It may be under the new KASME, which proves the outcome.
      smc.isNew = null;
    }
    if (nas === 'SECURITY MODE COMPLETE' || nas === 'SECURITY MODE REJECT') {
      // REJECT, or COMPLETE under the KASME that was in use: no new one is.
      if (smc?.isNew || (smc?.isNew === null && nas === 'SECURITY MODE REJECT'))
        this.as.smcEndedWithout(smc.kasme);
      this.smc = null;
    } else if (this.terms.isStrict && ABORTS_SMC.has(nas ?? '')) this.smc = null;
  }

  /** Path switch: the UE left connection `from` by X2, for connection `to`. */
  private receivedPathSwitch(from: number, to: number): void {
    // It was there by S1 handover, and HANDOVER NOTIFY is still on its way.
    if (this.handover?.target === from) this.arrived(from);
    this.learn(from);
    if (this.connection !== from) return;
    this.moved(to);
    // Who can be handed over has its context, though the RESPONSE may still be on its way.
    this.setupIsDone();
  }

  /** A message of a connection shows that the UE is there, if the MME is not known to have it elsewhere. */
  private learn(connection: number): void {
    const isHidden = this.connection === NO_CONNECTION && !this.terms.sight.sees('s10');
    if (this.connection === null || isHidden) this.connection = connection;
  }

  private arrived(connection: number): void {
    this.moved(connection);
    this.handover = null;
  }

  private moved(connection: number): void {
    this.connection = connection;
    this.here &&= [...this.here, connection].slice(-HERE_MAX);
  }

  /**
   * The UE has left a connection for one that it began itself, and the MME did not know: its message and INITIAL UE MESSAGE
   * cross, which shows where that is seen as it is sent and not as it arrives. What the message begins ends with its connection.
   */
  private hasLeft(connection: number): boolean {
    return this.here !== null && !this.here.includes(connection);
  }

  private setupIsDone(): void {
    if (this.setup === null) return;
    this.as.runsOn(this.setup.kasme);
    this.setup = null;
  }

  private isRelocation(connection: number): boolean {
    return this.handover?.kind === 'to' && this.handover.target === connection;
  }

  /** What belonged to the connection has ended; the KASME of an SMC that was ongoing may be the UE's or not. */
  private abandon(): void {
    if (this.smc !== null && this.smc.isNew !== false) this.open = this.smc.kasme;
    // Without S10 it is not seen where the UE is next, nor under which KASME it comes back.
    if (!this.terms.sight.sees('s10')) this.nas = null;
    this.connection = NO_CONNECTION;
    this.here = null;
    this.as.end();
    // What it leads to may still be sent: the MME knew of no new connection then.
    this.isStale = this.isRequired;
    this.isRequired = false;
    this.smc = null;
    this.setup = null;
    this.modification = null;
    this.handover = null;
  }
}
