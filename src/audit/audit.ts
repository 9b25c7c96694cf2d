import type { TraceEvent, TraceNode } from '../trace/event.js';
import { UnknownNames } from '../trace/vocabulary.js';
import { EnbAudit } from './enb.js';
import { type Finding, type Report, witness } from './finding.js';
import { MmeContexts } from './mme-contexts.js';
import { UeAudit } from './ue.js';

/*
 * The independent judge of a trace: it reads what parties sent and received, with the identities of their keys, and
 * judges it by TS 33.401 clause 7.2.10 and the guard beyond it. It is written against the standard and imports nothing
 * of the rules, the procedures or the engine, and it looks at no verdict in the trace.
 */

/** All parties of one UE. */
class UeParties {
  readonly ue = new UeAudit();
  readonly enb = new EnbAudit();
  readonly mmes = new Map<TraceNode, MmeContexts>();

  mme(node: TraceNode): MmeContexts {
    let found = this.mmes.get(node);
    if (found === undefined) {
      found = new MmeContexts();
      this.mmes.set(node, found);
    }
    return found;
  }
}

/** Judges events one by one, in the order of time. What it remembers grows with the number of UEs only. */
export class Audit {
  readonly unknown = new UnknownNames();
  private readonly ues = new Map<number, UeParties>();

  /** @param onFinding gets each broken rule, at the event that breaks it */
  constructor(private readonly onFinding: (finding: Finding) => void) {}

  push(event: TraceEvent): void {
    const { event: kind, from, to } = event;
    this.unknown.see(event.message, event.nas, event.t_seconds);
    // What a party has received before it answers again, and knows no more than before.
    if (event.message === undefined || event.cause === 'duplicate') return;
    if (kind === 'sent' && from !== undefined) this.sent(event, from);
    else if (kind === 'received' && to !== undefined) this.received(event, to);
  }

  private sent(event: TraceEvent, from: TraceNode): void {
    const parties = this.parties(event.ue);
    const report: Report = (rule, earlier, because) =>
      this.onFinding({
        rule,
        ue: event.ue,
        t_seconds: event.t_seconds,
        party: from,
        messages: [earlier, witness(event)],
        because,
      });
    if (from === 'ue') parties.ue.sent(event, report);
    else if (from.startsWith('enb')) parties.enb.sent(event, report);
    else parties.mme(from).sent(event, report);
  }

  private received(event: TraceEvent, to: TraceNode): void {
    const parties = this.parties(event.ue);
    if (to === 'ue') parties.ue.received(event);
    else if (to.startsWith('enb')) parties.enb.received(event);
    else parties.mme(to).received(event);
  }

  private parties(ue: number): UeParties {
    let found = this.ues.get(ue);
    if (found === undefined) {
      found = new UeParties();
      this.ues.set(ue, found);
    }
    return found;
  }
}
