import { Audit } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { OWN_SOURCE } from '../../src/trace/source.js';

/** The UE has derived its KeNB from NH. */
const CHANGES_KEY = new Set([
  'RRCConnectionReconfigurationComplete (handover)',
  'RRCConnectionReestablishmentComplete',
]);

/** A whole trace of a run, as the engine and as the audit see it. */
export interface Compared {
  /** UEs for which the engine let something pass. */
  readonly passed: ReadonlySet<number>;
  readonly findings: readonly Finding[];
  readonly onsets: number;
  readonly unexplained: readonly TraceEvent[];
  /** UEs for which a NAS COUNT was used twice. */
  readonly repeated: ReadonlySet<number>;
  readonly events: number;
  /** Names that the audit does not know, and why what applies was not judged. */
  readonly unjudged: readonly string[];
}

/**
 * Has the audit judge a trace beside what the engine notes in it: with a rule switched off what that rule would have held,
 * rejected or selected otherwise, at the moment it passes. The audit looks at no such note.
 */
export function compare(trace: readonly TraceEvent[]): Compared {
  const passed = new Set<number>();
  /** What a UE derives passes with its next message: on its way to another MME's cell that takes a while. */
  const derived = new Set<number>();
  const findings: Finding[] = [];
  const named = new Set<number>();
  /** Connections whose relocation is being cancelled. */
  const cancelling = new Map<number, number>();
  const aware = new Set<number>();
  /** UEs for which a NAS COUNT was used twice. */
  const repeated = new Set<number>();
  const unexplained: TraceEvent[] = [];
  let onsets = 0;
  const audit = new Audit(
    (finding) => {
      if (finding.rule === undefined) repeated.add(finding.ue);
      else findings.push(finding);
      named.add(finding.ue);
    },
    { source: OWN_SOURCE },
  );
  for (const event of trace) {
    audit.push(event);
    const { ue } = event;
    // Who cancels, and is told that the target had refused, is aware of it; the engine waits for the answer all the same.
    const { message, connection = 0 } = event;
    if (message === 'RELOCATION CANCEL REQUEST' && event.event === 'sent') cancelling.set(ue, connection);
    if (message === 'FORWARD RELOCATION REQUEST' && event.event === 'sent') aware.delete(ue);
    if (event.event === 'received' && cancelling.get(ue) === connection) {
      if (message === 'FORWARD RELOCATION RESPONSE' && event.cause === 'refused') aware.add(ue);
      if (message === 'RELOCATION CANCEL RESPONSE') {
        cancelling.delete(ue);
        aware.delete(ue);
      }
    }
    if (event.rule === 10 && aware.has(ue)) continue;
    if (event.verdict?.startsWith('would ')) (event.from === 'ue' ? derived : passed).add(ue);
    if (event.event === 'sent' && CHANGES_KEY.has(event.message ?? '') && derived.has(ue)) passed.add(ue);
    if (event.event !== 'violation') continue;
    onsets++;
    if (!named.has(event.ue)) unexplained.push(event);
  }
  const names = [...audit.names.unknown, ...audit.names.passed];
  const unjudged = audit.report().rules.flatMap((rule) => rule.unjudged);
  return {
    ...{ passed, findings, onsets, unexplained, repeated, events: trace.length },
    unjudged: [...names, ...unjudged].map((one) => JSON.stringify(one)),
  };
}
