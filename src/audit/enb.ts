import type { TraceEvent } from '../trace/event.js';
import { interfaceOf } from '../trace/source.js';
import { type Witness, witness } from './finding.js';
import { type Judge, UNSEEN } from './judge.js';
import type { Terms } from './sight.js';

/** An inter-eNB handover at its source, from the first message until it is over. */
interface Handover {
  readonly since: Witness;
  /** Connection at the target eNB. */
  readonly target: number;
  /** The UE was sent to the target. */
  isCommanded: boolean;
  isCancelling: boolean;
}

const ACCEPTED = 'the source eNB accepted a modification during its handover';

const BESIDE = 'the source eNB began a handover during the key change on RRC';

const BETWEEN = 'the source eNB began a handover before the key change that it had been asked for';

/** What an eNB has in hand for a connection. */
interface Connection {
  handover: Handover | null;
  /** Since when the RRC reconfiguration of a UE context modification is ongoing. */
  keyChange: Witness | null;
  /** The last UE CONTEXT MODIFICATION REQUEST. */
  request: Witness | null;
  /** That has no answer yet; `late`: it came while a handover had begun. */
  isAsked: 'late' | 'before' | null;
  /** That brought no KeNB: nothing is seen of it on RRC. */
  isUnkeyed: boolean;
  /** A handover within the eNB that began after that, and before its key change. */
  between: Witness | null;
}

/**
 * The eNBs of one UE, connection by connection, and both halves of rule 5: a source eNB rejects a UE context
 * modification while its handover has begun and not ended, and begins none while the reconfiguration of a modification
 * is ongoing.
 */
export class EnbAudit {
  private readonly connections = new Map<number, Connection>();
  /** What the eNB says on the radio to this UE is visible. */
  private hasRadio: boolean;

  constructor(private readonly terms: Terms) {
    this.hasRadio = terms.sight.sees('rrc');
  }

  sent(event: TraceEvent, judge: Judge): void {
    const { message, connection = 0, other_connection: other = 0 } = event;
    if (interfaceOf(event) === 'rrc') this.hasRadio = true;
    switch (message) {
      case 'HANDOVER REQUEST (X2)':
        return this.began(other, connection, event, judge);
      case 'HANDOVER REQUIRED':
        return this.began(connection, other, event, judge);
      case 'RRCConnectionReconfiguration (key change)': {
        const at = this.at(connection);
        at.keyChange = witness(event);
        if (at.handover !== null) return judge.broken(5, at.handover.since, ACCEPTED);
        if (at.between === null) return judge.kept(5);
        if (at.request?.inferred) return judge.unjudged(5, UNSEEN.order);
        return judge.broken(5, at.between, BETWEEN);
      }
      case 'RRCConnectionReconfiguration (handover)': {
        const at = this.at(connection);
        // One within the eNB, which rule 5 lets wait for a key change as any other.
        if (other === connection && at.keyChange !== null)
          return judge.broken(5, at.request ?? at.keyChange, BESIDE);
        if (other === connection && at.isAsked !== null) at.between = witness(event);
        if (at.handover !== null) at.handover.isCommanded = true;
        return;
      }
      case 'UE CONTEXT MODIFICATION RESPONSE':
        return this.answered(this.at(connection), true, judge);
      case 'UE CONTEXT MODIFICATION FAILURE':
        return this.answered(this.at(connection), false, judge);
      case 'HANDOVER CANCEL': {
        const { handover } = this.at(connection);
        if (handover !== null) handover.isCancelling = true;
        return;
      }
      case 'HANDOVER CANCEL (X2)':
        this.at(other).handover = null;
        return;
      case 'PATH SWITCH REQUEST': {
        // A handover whose beginning was not seen, and a modification that had no answer yet.
        const { handover, isAsked } = this.at(other);
        const isHidden = handover === null && isAsked !== null && !this.terms.sight.sees('x2');
        if (isHidden) judge.unjudged(5, UNSEEN.x2);
        return;
      }
      case 'RESET':
        this.connections.delete(connection);
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
      case 'UE CONTEXT MODIFICATION REQUEST': {
        const at = this.at(connection);
        at.request = witness(event);
        at.isAsked = at.handover !== null ? 'late' : 'before';
        at.between = null;
        at.isUnkeyed = this.terms.sight.kenb && event.keys?.kenb === undefined;
        return;
      }
      case 'RRCConnectionReconfigurationComplete':
        this.at(connection).keyChange = null;
        return;
      case 'RRCConnectionReconfigurationComplete (handover)':
      case 'RRCConnectionReestablishmentComplete':
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

  /** An MME has restarted: no context of a connection is left. */
  restarted(): void {
    this.connections.clear();
  }

  private at(connection: number): Connection {
    let found = this.connections.get(connection);
    if (found === undefined) {
      found = {
        ...{ handover: null, keyChange: null, request: null, isAsked: null },
        ...{ isUnkeyed: false, between: null },
      };
      this.connections.set(connection, found);
    }
    return found;
  }

  private began(source: number, target: number, event: TraceEvent, judge: Judge): void {
    const at = this.at(source);
    if (at.keyChange !== null) judge.broken(5, at.request ?? at.keyChange, BESIDE);
    else if (at.isAsked !== null && !this.hasRadio) judge.unjudged(5, UNSEEN.radio);
    else judge.kept(5);
    at.handover = { since: witness(event), target, isCommanded: false, isCancelling: false };
  }

  /** A modification ends. Where the radio is not visible, the answer says what the eNB did about one that came late. */
  private answered(at: Connection, isAccepted: boolean, judge: Judge): void {
    const { handover, isAsked } = at;
    at.keyChange = null;
    at.isAsked = null;
    if (!isAccepted) {
      if (handover !== null) judge.kept(5);
    } else if ((!this.hasRadio || at.isUnkeyed) && isAsked !== null) {
      if (handover === null) judge.kept(5);
      else if (isAsked === 'late') judge.broken(5, handover.since, ACCEPTED);
      // Else the key change may have ended before the handover began; that was not judged when it began.
    }
  }
}
