import type { TraceEvent } from '../trace/event.js';
import { interfaceOf } from '../trace/source.js';
import { type Witness, witness } from './finding.js';
import { type Judge, UNSEEN } from './judge.js';

/** A KASME that was taken into NAS use, and the message that shows it. */
interface NewKasme {
  readonly kasme: string;
  readonly since: Witness;
}

/**
 * What the UE shows of its keys, and rule 4: after a NAS SMC that took a new KASME into use, its handovers and
 * re-establishments go on with the AS keys of the old one, until an RRCConnectionReconfiguration changes the key. What it shows on the radio counts;
 * where that is not visible, S1 shows when there was something to judge.
 */
export class UeAudit {
  /** KASME in NAS use, as its own messages say. */
  private nas: string | null = null;
  /** True while it is known that AS security is not active; before the first message nobody knows. */
  private isIdle = false;
  /** KASMEs taken into NAS use, that no key change on RRC has brought into AS use. */
  private unused: NewKasme[] = [];
  /** Its messages on the radio are visible. */
  private hasRadio = false;
  /** Connection to which it was seen to be handed over. */
  private arrivedAt: number | null = null;

  /** Something was sent, by the UE or on its behalf. */
  sent(event: TraceEvent, judge: Judge): void {
    const isRadio = interfaceOf(event) === 'rrc';
    if (isRadio) this.hasRadio = true;
    if (event.from === 'ue') this.sentRadio(event, judge);
    else if (!isRadio) this.sentS1(event, judge);
  }

  private sentRadio(event: TraceEvent, judge: Judge): void {
    const { message, nas, keys, connection = 0 } = event;
    switch (message) {
      case 'RRCConnectionSetupComplete':
        this.leave();
        if (keys?.kasme !== undefined) this.nas = keys.kasme;
        return;
      case 'ULInformationTransfer':
        if (nas === 'SECURITY MODE COMPLETE') this.tookKasme(event);
        else if (keys?.kasme !== undefined) this.nas ??= keys.kasme;
        return;
      case 'SecurityModeComplete':
        this.isIdle = false;
        this.unused = [];
        return;
      case 'RRCConnectionReconfigurationComplete':
        this.unused = [];
        return;
      case 'RRCConnectionReconfigurationComplete (handover)':
      case 'RRCConnectionReestablishmentComplete': {
        this.arrivedAt = connection;
        const from = keys?.from_kasme;
        if (from === undefined && this.unused.length > 0) return judge.unjudged(4, UNSEEN.origin);
        const wrong = this.unused.find(({ kasme }) => kasme === from);
        if (wrong === undefined) return judge.kept(4);
        judge.broken(
          4,
          wrong.since,
          'the UE derived its KeNB from a KASME that no key change on RRC had brought',
        );
      }
    }
  }

  /** What S1 and S10 show: of the UE's own messages where the radio is not visible, and of its handovers. */
  private sentS1(event: TraceEvent, judge: Judge): void {
    const { message, nas, keys, connection = 0 } = event;
    if (message === 'PATH SWITCH REQUEST' || message === 'HANDOVER NOTIFY') {
      if (this.arrivedAt !== connection && this.unused.length > 0) judge.unjudged(4, UNSEEN.radio);
      return;
    }
    if (this.hasRadio) return;
    switch (message) {
      case 'INITIAL UE MESSAGE':
        this.leave();
        if (keys?.kasme !== undefined) this.nas = keys.kasme;
        return;
      case 'UPLINK NAS TRANSPORT':
        if (nas === 'SECURITY MODE COMPLETE') this.tookKasme(event);
        else if (keys?.kasme !== undefined) this.nas ??= keys.kasme;
        return;
      case 'INITIAL CONTEXT SETUP RESPONSE':
        this.isIdle = false;
        this.unused = [];
        return;
      case 'UE CONTEXT MODIFICATION RESPONSE':
        this.unused = [];
    }
  }

  received({ message }: TraceEvent): void {
    if (message === 'RRCConnectionRelease' || message === 'RRCConnectionReestablishmentReject') this.leave();
  }

  /** COMPLETE goes out under the KASME that is in use from then on; a new one begins with COUNT 0. */
  private tookKasme(event: TraceEvent): void {
    const kasme = event.keys?.kasme;
    if (kasme === undefined) return;
    const isNew = this.nas === null ? event.nas_count === 0 : kasme !== this.nas;
    this.nas = kasme;
    if (isNew && !this.isIdle) this.unused.push({ kasme, since: witness(event) });
  }

  private leave(): void {
    this.isIdle = true;
    this.unused = [];
    this.arrivedAt = null;
  }
}
