import type { TraceEvent } from '../trace/event.js';
import { type Report, type Witness, witness } from './finding.js';

/** A KASME that was taken into NAS use, and the message that shows it. */
interface NewKasme {
  readonly kasme: string;
  readonly since: Witness;
}

/**
 * What the UE shows of its keys, and rule 4: after a NAS SMC that took a new KASME into use, its handovers go on with
 * the AS keys of the old one, until an RRCConnectionReconfiguration changes the key.
 */
export class UeAudit {
  /** KASME in NAS use, as its own messages say. */
  private nas: string | null = null;
  /** True while it is known that AS security is not active; before the first message nobody knows. */
  private isIdle = false;
  /** KASMEs taken into NAS use, that no key change on RRC has brought into AS use. */
  private unused: NewKasme[] = [];

  sent(event: TraceEvent, report: Report): void {
    const { message, nas, keys } = event;
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
      case 'RRCConnectionReconfigurationComplete (handover)': {
        const wrong = this.unused.find(({ kasme }) => kasme === keys?.from_kasme);
        if (wrong === undefined) return;
        report(4, wrong.since, 'the UE derived its KeNB from a KASME that no key change on RRC had brought');
      }
    }
  }

  received({ message }: TraceEvent): void {
    if (message === 'RRCConnectionRelease') this.leave();
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
  }
}
