import { Audit, type AuditOptions, type AuditReport } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import type { TraceEvent, TraceKeys, TraceNode } from '../../src/trace/event.js';
import { OWN_SOURCE } from '../../src/trace/source.js';

/** What a message of a story says besides its name. */
export interface Said {
  readonly nas?: string;
  readonly connection?: number;
  readonly other?: number;
  readonly cause?: string;
  readonly keys?: TraceKeys;
  readonly count?: number;
}

/**
 * A trace that a test tells, message by message; each one takes a millisecond. The old KASME is `aa`, the new one
 * `bb`, and everything is of UE 7 with connection 1, at MME 0.
 */
export class Story {
  private readonly events: TraceEvent[] = [];
  /** The next downlink COUNT under the old KASME, and under the new one. */
  private oldCount = 5;
  private newCount = 0;

  /** A message is sent, and not there yet. */
  sent(from: TraceNode, to: TraceNode, message: string, said: Said = {}): this {
    return this.tell('sent', from, to, message, said);
  }

  received(from: TraceNode, to: TraceNode, message: string, said: Said = {}): this {
    return this.tell('received', from, to, message, said);
  }

  /** A message is sent and arrives. */
  goes(from: TraceNode, to: TraceNode, message: string, said: Said = {}): this {
    return this.sent(from, to, message, said).received(from, to, message, said);
  }

  /** SECURITY MODE COMMAND for the new KASME leaves the MME. */
  commandNew(mme: TraceNode = 'mme-0'): this {
    return this.sent(mme, 'enb-0', 'DOWNLINK NAS TRANSPORT', {
      nas: 'SECURITY MODE COMMAND',
      keys: { kasme: 'bb', eksi: 1 },
      count: this.newCount++,
    });
  }

  /** The UE accepts; COMPLETE reaches the MME. */
  completeNew(mme: TraceNode = 'mme-0'): this {
    const said = { nas: 'SECURITY MODE COMPLETE', keys: { kasme: 'bb', eksi: 1 }, count: 0 };
    return this.goes('ue', 'enb-0', 'ULInformationTransfer', said).goes(
      'enb-0',
      mme,
      'UPLINK NAS TRANSPORT',
      said,
    );
  }

  /** A downlink NAS message under the old KASME. */
  downlink(): this {
    const said = { nas: 'downlink NAS message', keys: { kasme: 'aa', eksi: 0 }, count: this.oldCount++ };
    return this.goes('mme-0', 'enb-0', 'DOWNLINK NAS TRANSPORT', said);
  }

  modify(message: 'sent' | 'goes' = 'goes'): this {
    return this[message]('mme-0', 'enb-0', 'UE CONTEXT MODIFICATION REQUEST', {
      keys: { kenb: '01', from_kasme: 'bb' },
    });
  }

  modified(how: 'RESPONSE' | 'FAILURE' = 'RESPONSE'): this {
    return this.goes('enb-0', 'mme-0', `UE CONTEXT MODIFICATION ${how}`);
  }

  /** HANDOVER REQUEST with an NH that comes from a KASME. */
  handoverRequest(kasme: string, mme: TraceNode = 'mme-0'): this {
    const keys = { nh: '02', ncc: 2, from_kasme: kasme };
    return this.sent(mme, 'enb-1', 'HANDOVER REQUEST', { connection: 2, other: 1, keys });
  }

  relocation(keys: TraceKeys = { kasme: 'aa', eksi: 0, nh: '02', ncc: 2, from_kasme: 'aa' }): this {
    return this.sent('mme-0', 'mme-1', 'FORWARD RELOCATION REQUEST', { connection: 2, keys });
  }

  /** The findings, as `rule: earlier message + later message`. */
  judged(options?: AuditOptions): string[] {
    return this.findings(options).map(
      ({ rule, check, messages: [earlier, later] }) =>
        `${rule ?? check}: ${earlier.message} + ${later.message}`,
    );
  }

  findings(options: AuditOptions = { source: OWN_SOURCE }): Finding[] {
    return this.audited(options).findings;
  }

  /** What could not be judged, as `rule: reason`. */
  unjudged(options: AuditOptions = {}): string[] {
    return this.audited(options).report.rules.flatMap(({ rule, unjudged }) =>
      unjudged.map(({ because }) => `${rule}: ${because}`),
    );
  }

  /** Whether a message is part of it. */
  holds(message: string): boolean {
    return this.events.some((event) => event.message === message);
  }

  /** The events as somebody else sees them. */
  seen(how: (event: TraceEvent) => TraceEvent | null): Story {
    const other = new Story();
    other.events.push(...this.events.map(how).filter((event) => event !== null));
    return other;
  }

  private audited(options: AuditOptions): { readonly findings: Finding[]; readonly report: AuditReport } {
    const findings: Finding[] = [];
    const audit = new Audit((finding) => findings.push(finding), options);
    for (const event of this.events) audit.push(event);
    audit.end();
    return { findings, report: audit.report() };
  }

  private tell(
    event: 'sent' | 'received',
    from: TraceNode,
    to: TraceNode,
    message: string,
    { nas, connection = 1, other, cause, keys, count }: Said,
  ): this {
    this.events.push({
      t_seconds: this.events.length / 1000,
      ue: 7,
      event,
      from,
      to,
      message,
      connection,
      ...(nas !== undefined && { nas }),
      ...(other !== undefined && { other_connection: other }),
      ...(cause !== undefined && { cause }),
      ...(keys !== undefined && { keys }),
      ...(count !== undefined && { nas_count: count }),
    });
    return this;
  }
}
