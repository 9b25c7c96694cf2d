import type { TrafficKind } from '../model/traffic.js';
import { type TraceEvent, USUAL_ALGORITHMS } from '../trace/event.js';

/*
 * Which traffic brought messages about, UE by UE. What a scenario offers expands into procedures: here that is taken back.
 */

/** What an idle UE does, or is paged for, within this time of its SERVICE REQUEST is what that was for, s. */
const SOON_S = 1;

const SERVICE_REQUESTS: ReadonlySet<string> = new Set([
  'SERVICE REQUEST',
  'EXTENDED SERVICE REQUEST',
  'CONTROL PLANE SERVICE REQUEST',
]);

/** A connection of a UE. */
interface Connected {
  readonly number: number | undefined;
  readonly since: number;
  readonly isAttach: boolean;
}

/** Time in which a UE was not registered, and the attaches in it. */
export interface Off {
  seconds: number;
  attaches: number;
}

/** What a UE does, as its messages show it, each seen once and where it is sent. */
export class UeTraffic {
  /** Seconds connected, until it went to idle last. */
  connectedSeconds = 0;
  /** Where the first of its messages is an ATTACH REQUEST, until it was registered. */
  readonly offFirst: Off = { seconds: 0, attaches: 0 };
  /** After each detach, until it was registered again. */
  readonly offLater: Off = { seconds: 0, attaches: 0 };
  /** Not registered since, which belongs there; null: it is registered. */
  private off: { readonly since: number; readonly in: Off } | null = null;
  /** Connected since; null: idle. */
  private connected: Connected | null = null;
  private paged = false;
  /** A SERVICE REQUEST that may be for something else. */
  private request: { readonly at: number; readonly kind: TrafficKind } | null = null;
  private hasX2 = false;
  private handover: 'required' | 'going' | null = null;
  private isAuthenticating = false;
  /** Number of 128-EIA that an SMC has last brought; where none was seen yet, the one that most networks prefer. */
  private algorithms: number = USUAL_ALGORITHMS;
  /** An SMC has not ended yet, and what it is to bring; sent again it is the same one. */
  private command: { readonly algorithms: number } | null = null;
  /** AKA has brought a KASME, which the next SMC takes into use. */
  private hasNewKasme = false;
  /** A modification without a KeNB has not been done yet; sent again it is the same one. */
  private isModifying = false;
  /** It has come to another MME, and has to tell that. */
  private owesUpdate = false;
  /** It was connected when the first of its messages came. */
  wasConnected = false;
  /** It was connected at first, and has not come again after that. */
  isLost = false;
  private hasEntered = false;
  private isNew = true;

  /** @param take gets what arrived, and when */
  constructor(
    private readonly begin: number,
    private readonly take: (kind: TrafficKind, at: number) => void,
  ) {}

  /** @param isUnkeyed it is a UE CONTEXT MODIFICATION REQUEST without a KeNB, as far as that can be told */
  see(event: TraceEvent, isUnkeyed: boolean): void {
    const { message = '', nas = '', t_seconds: at, connection } = event;
    if (this.isNew && message !== 'INITIAL UE MESSAGE' && message !== 'PAGING') {
      this.wasConnected = true;
      this.connected = { number: connection, since: this.begin, isAttach: false };
    }
    if (this.isNew && nas === 'ATTACH REQUEST') this.off = { since: this.begin, in: this.offFirst };
    if (message !== 'PAGING') this.isNew = false;
    if (nas === 'DETACH REQUEST') this.off ??= { since: at, in: this.offLater };
    if (message === 'PAGING') this.paged = true;
    else if (message === 'INITIAL UE MESSAGE') this.enter(nas, at, connection);
    else if (message === 'UE CONTEXT RELEASE COMPLETE') this.leave(at, connection);
    else if (message.includes('NAS TRANSPORT')) this.nas(event, message, nas, at);
    else if (message.startsWith('UE CONTEXT MODIFICATION')) this.modify(message, at, isUnkeyed);
    else this.move(message, at, connection);
  }

  /** No more messages come. */
  end(at: number): void {
    this.isLost = this.wasConnected && !this.hasEntered && this.connected === null;
    this.disconnect(at);
    this.register(at);
  }

  private disconnect(at: number): void {
    this.settle();
    if (this.connected !== null) this.connectedSeconds += at - this.connected.since;
    this.connected = null;
  }

  private register(at: number): void {
    if (this.off !== null) this.off.in.seconds += at - this.off.since;
    this.off = null;
  }

  private enter(nas: string, at: number, number: number | undefined): void {
    this.disconnect(at);
    this.hasEntered = true;
    this.connected = { number, since: at, isAttach: nas === 'ATTACH REQUEST' };
    [this.hasX2, this.handover, this.isAuthenticating, this.owesUpdate] = [false, null, false, false];
    this.isModifying = false;
    [this.command, this.hasNewKasme] = [null, false];
    if (SERVICE_REQUESTS.has(nas)) {
      this.request = { at, kind: this.paged ? 'mobile_terminated' : 'service_request' };
    } else if (nas === 'ATTACH REQUEST') this.attach(at);
    else if (nas === 'TRACKING AREA UPDATE REQUEST') this.take('tracking_area_update', at);
    else if (nas === 'DETACH REQUEST') this.take('detach', at);
    this.paged = false;
  }

  private attach(at: number): void {
    if (this.off !== null) this.off.in.attaches++;
    this.take(this.off === null ? 'attach' : 'switch_on', at);
  }

  private leave(at: number, number: number | undefined): void {
    // The source of a handover lets the UE go, too.
    if (this.connected !== null && this.connected.number === number) this.disconnect(at);
  }

  private nas(event: TraceEvent, message: string, nas: string, at: number): void {
    if (nas === 'AUTHENTICATION REQUEST') {
      // Sent again it is the same one; in an attach it is part of that.
      if (!this.isAuthenticating && this.connected?.isAttach !== true) this.offer('rekey', at);
      this.isAuthenticating = true;
    } else if (nas.startsWith('AUTHENTICATION ')) {
      this.isAuthenticating = false;
      this.hasNewKasme ||= nas === 'AUTHENTICATION RESPONSE';
    } else if (nas.startsWith('SECURITY MODE ')) this.secure(event, nas, at);
    else if (nas === 'DETACH REQUEST' && message.startsWith('UPLINK')) this.offer('detach', at);
    else if (nas === 'TRACKING AREA UPDATE REQUEST' && message.startsWith('UPLINK')) {
      if (!this.owesUpdate) this.offer('tracking_area_update', at);
      this.owesUpdate = false;
    } else if (nas === 'downlink NAS message' && message.startsWith('DOWNLINK'))
      this.offer('downlink_nas', at);
    else if (nas === 'uplink NAS message' && message.startsWith('UPLINK')) this.offer('uplink_nas', at);
  }

  /** An SMC on the current KASME with other algorithms than the last one is a change of them. */
  private secure({ keys }: TraceEvent, nas: string, at: number): void {
    if (nas === 'SECURITY MODE COMMAND') {
      const algorithms = keys?.nas_algorithms ?? USUAL_ALGORITHMS;
      const isOther = this.algorithms !== algorithms;
      if (this.command === null && !this.hasNewKasme && isOther) this.offer('algorithm_change', at);
      this.command = { algorithms };
      return;
    }
    if (nas === 'SECURITY MODE COMPLETE') this.algorithms = this.command?.algorithms ?? this.algorithms;
    [this.command, this.hasNewKasme] = [null, false];
  }

  private move(message: string, at: number, number: number | undefined): void {
    if (message === 'INITIAL CONTEXT SETUP RESPONSE' && this.connected !== null) {
      if (this.connected.isAttach) this.register(at);
      this.connected = { ...this.connected, isAttach: false };
    } else if (message === 'HANDOVER REQUEST (X2)') {
      this.hasX2 = true;
      this.offer('x2_handover', at);
    } else if (message === 'HANDOVER PREPARATION FAILURE (X2)' || message === 'HANDOVER CANCEL (X2)') {
      this.hasX2 = false;
    } else if (message === 'PATH SWITCH REQUEST') {
      if (!this.hasX2) this.offer('x2_handover', at);
      this.hasX2 = false;
      this.follow(number);
    } else if (message === 'HANDOVER NOTIFY') this.follow(number);
    else if (message === 'HANDOVER REQUIRED') this.handover = 'required';
    else if (message === 'FORWARD RELOCATION REQUEST') this.hand('inter_mme_handover', at);
    else if (message === 'HANDOVER REQUEST') this.hand('s1_handover', at);
    else if (message === 'HANDOVER PREPARATION FAILURE' || message === 'HANDOVER CANCEL') {
      // It came to nothing before it was clear where it goes.
      this.hand('s1_handover', at);
      this.handover = null;
    }
  }

  private modify(message: string, at: number, isUnkeyed: boolean): void {
    if (message === 'UE CONTEXT MODIFICATION RESPONSE') this.isModifying = false;
    if (!isUnkeyed) return;
    if (!this.isModifying) this.offer('unkeyed_modification', at);
    this.isModifying = true;
  }

  private follow(number: number | undefined): void {
    if (this.connected !== null) this.connected = { ...this.connected, number };
  }

  /** HANDOVER REQUIRED goes to an eNB of this MME, or of another one. */
  private hand(kind: TrafficKind, at: number): void {
    if (this.handover !== 'required') return;
    this.offer(kind, at);
    this.owesUpdate = kind === 'inter_mme_handover';
    this.handover = 'going';
  }

  private offer(kind: TrafficKind, at: number): void {
    // An idle UE sends a SERVICE REQUEST for it: that is no traffic of its own.
    if (this.request !== null && at - this.request.at <= SOON_S) this.request = null;
    this.settle();
    this.take(kind, at);
  }

  /** Whatever a SERVICE REQUEST was for has not come. */
  private settle(): void {
    if (this.request !== null) this.take(this.request.kind, this.request.at);
    this.request = null;
  }
}
