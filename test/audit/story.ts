import { Audit } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import type { TraceEvent, TraceKeys, TraceNode } from '../../src/trace/event.js';

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
      count: 0,
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
    const said = { nas: 'downlink NAS message', keys: { kasme: 'aa', eksi: 0 }, count: 5 };
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
  judged(): string[] {
    return this.findings().map(
      ({ rule, messages: [earlier, later] }) => `${rule}: ${earlier.message} + ${later.message}`,
    );
  }

  findings(): Finding[] {
    const findings: Finding[] = [];
    const audit = new Audit((finding) => findings.push(finding));
    for (const event of this.events) audit.push(event);
    return findings;
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
