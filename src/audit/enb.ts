import type { TraceEvent } from '../trace/event.js';
import { type Report, type Witness, witness } from './finding.js';

/** An inter-eNB handover at its source, from the first message until it is over. */
interface Handover {
  readonly since: Witness;
  /** Connection at the target eNB. */
  readonly target: number;
  /** The UE was sent to the target. */
  isCommanded: boolean;
  isCancelling: boolean;
}

/** What an eNB has in hand for a connection. */
interface Connection {
  handover: Handover | null;
  /** Since when the RRC reconfiguration of a UE context modification is ongoing. */
  keyChange: Witness | null;
  /** The last UE CONTEXT MODIFICATION REQUEST. */
  request: Witness | null;
}

/**
 * The eNBs of one UE, connection by connection, and both halves of rule 5: a source eNB rejects a UE context
 * modification while its handover has begun and not ended, and begins none while the reconfiguration of a modification
 * is ongoing.
 */
export class EnbAudit {
  private readonly connections = new Map<number, Connection>();

  sent(event: TraceEvent, report: Report): void {
    const { message, connection = 0, other_connection: other = 0 } = event;
    switch (message) {
      case 'HANDOVER REQUEST (X2)':
        return this.began(other, connection, event, report);
      case 'HANDOVER REQUIRED':
        return this.began(connection, other, event, report);
      case 'RRCConnectionReconfiguration (key change)': {
        const at = this.at(connection);
        at.keyChange = witness(event);
        if (at.handover === null) return;
        return report(5, at.handover.since, 'the source eNB accepted a modification during its handover');
      }
      case 'RRCConnectionReconfiguration (handover)': {
        const { handover } = this.at(connection);
        if (handover !== null) handover.isCommanded = true;
        return;
      }
      case 'UE CONTEXT MODIFICATION RESPONSE':
      case 'UE CONTEXT MODIFICATION FAILURE':
        this.at(connection).keyChange = null;
        return;
      case 'HANDOVER CANCEL': {
        const { handover } = this.at(connection);
        if (handover !== null) handover.isCancelling = true;
        return;
      }
      case 'HANDOVER CANCEL (X2)':
        this.at(other).handover = null;
        return;
      case 'UE CONTEXT RELEASE REQUEST':
        // The eNB gives the UE up, and with it what it had begun.
        this.at(connection).handover = null;
    }
  }

  received(event: TraceEvent): void {
    const { message, connection = 0, other_connection: other = 0 } = event;
    switch (message) {
      case 'RRCConnectionSetupComplete':
        // The contexts of older connections are dropped.
        this.connections.clear();
        return;
      case 'UE CONTEXT MODIFICATION REQUEST':
        this.at(connection).request = witness(event);
        return;
      case 'RRCConnectionReconfigurationComplete':
        this.at(connection).keyChange = null;
        return;
      case 'RRCConnectionReconfigurationComplete (handover)':
        for (const [source, { handover }] of this.connections) {
          if (handover?.target === connection) this.connections.delete(source);
        }
        return;
      case 'HANDOVER PREPARATION FAILURE (X2)': {
        // It may be about an older handover, which was cancelled.
        const at = this.at(other);
        if (at.handover?.target === connection) at.handover = null;
        return;
      }
      case 'HANDOVER PREPARATION FAILURE': {
        const at = this.at(connection);
        const { handover } = at;
        if (handover?.target === other && !handover.isCommanded && !handover.isCancelling) at.handover = null;
        return;
      }
      case 'HANDOVER CANCEL ACKNOWLEDGE': {
        const at = this.at(connection);
        if (at.handover?.isCancelling && at.handover.target === other) at.handover = null;
        return;
      }
      case 'UE CONTEXT RELEASE COMMAND':
      case 'UE CONTEXT RELEASE (X2)':
      case 'PATH SWITCH REQUEST FAILURE':
        this.connections.delete(connection);
    }
  }

  private at(connection: number): Connection {
    let found = this.connections.get(connection);
    if (found === undefined) {
      found = { handover: null, keyChange: null, request: null };
      this.connections.set(connection, found);
    }
    return found;
  }

  private began(source: number, target: number, event: TraceEvent, report: Report): void {
    const at = this.at(source);
    if (at.keyChange !== null) {
      report(5, at.request ?? at.keyChange, 'the source eNB began a handover during the key change on RRC');
    }
    at.handover = { since: witness(event), target, isCommanded: false, isCancelling: false };
  }
}
