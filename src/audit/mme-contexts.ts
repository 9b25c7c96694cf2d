import type { TraceEvent } from '../trace/event.js';
import type { Judge } from './judge.js';
import { MmeAudit } from './mme.js';
import type { Terms } from './sight.js';

/** More than an MME has of one UE, unless it is never told that the UE has left. */
const CONTEXTS_MAX = 4;

/**
 * What one MME has of one UE. It may be more than one context: S10 has no order and repeats what was lost, so an MME
 * may be asked to take a UE back before it knows that the UE has arrived elsewhere, or to take it for a handover that
 * was given up long ago. Messages belong to the context that knows their connection.
 */
export class MmeContexts {
  private contexts: MmeAudit[] = [];

  constructor(private readonly terms: Terms) {}

  sent(event: TraceEvent, judge: Judge): void {
    const context = this.contextOf(event);
    if (!context.sent(event, judge)) this.drop(context);
  }

  received(event: TraceEvent): void {
    if (event.message === 'FORWARD RELOCATION REQUEST') {
      // The UE comes from another MME, so what has neither a connection nor a handover here is over.
      this.contexts = this.contexts.filter((context) => context.isOpen);
      this.add(MmeAudit.relocated(event, this.terms));
      return;
    }
    const context = this.contextOf(event);
    if (!context.received(event)) this.drop(context);
  }

  private contextOf({ connection = 0, other_connection: other = 0 }: TraceEvent): MmeAudit {
    const { contexts } = this;
    return (
      contexts.findLast((context) => context.knows(connection)) ??
      contexts.findLast((context) => context.knows(other)) ??
      // A new connection: the UE is where it is not known to have left or to be about to arrive.
      contexts.findLast((context) => context.relocation === null) ??
      contexts.findLast((context) => context.relocation === 'from') ??
      contexts.at(-1) ??
      this.add(new MmeAudit(this.terms))
    );
  }

  private add(context: MmeAudit): MmeAudit {
    const { contexts } = this;
    contexts.push(context);
    if (contexts.length > CONTEXTS_MAX) contexts.shift();
    return context;
  }

  private drop(context: MmeAudit): void {
    this.contexts.splice(this.contexts.indexOf(context), 1);
  }
}
