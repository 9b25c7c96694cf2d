import type { InvariantName } from '../model/invariants.js';
import type { RuleVerdict } from '../rules/table.js';
import type { TraceEvent, TraceKeys, TraceNode } from '../trace/event.js';
import { formatMermaid } from './mermaid.js';
import type { Carried, MessageSequence, Node, RuleMark, Step } from './sequence.js';
import { formatLadder } from './text.js';

/*
 * The events of one UE as a message ladder, drawn as verify draws its counterexamples: messages in the order in which
 * they arrive, and what the rules say at that moment.
 */

/** Longer ladders nobody reads. */
export const LADDER_EVENTS_MAX = 5000;

export interface LadderOptions {
  /** Characters in a line. */
  readonly width: number;
  /** A Mermaid sequence diagram in place of text. */
  readonly isMermaid: boolean;
}

/** Draws events of one UE. */
export function drawLadder(events: readonly TraceEvent[], { width, isMermaid }: LadderOptions): string {
  const { sequence, titles } = sequenceOf(events);
  return isMermaid ? formatMermaid(sequence, titles) : formatLadder(sequence, width, titles);
}

/** Events of one UE as the sequence that all forms of a ladder are drawn from, and the titles of its columns. */
export function sequenceOf(events: readonly TraceEvent[]): {
  readonly sequence: MessageSequence;
  readonly titles: ReadonlyMap<Node, string>;
} {
  const drawing = new Drawing();
  for (const event of events) drawing.add(event);
  return { sequence: drawing.path, titles: drawing.titles };
}

const MARK = { hold: 'hold', reject: 'reject', select: 'select' } as const;

class Drawing {
  private readonly steps: Step[] = [];
  private readonly invariants = new Set<InvariantName>();
  /** The columns, which are numbered in the order in which they appear. */
  private readonly nodes = new Map<TraceNode, Node>([['ue', 'ue']]);
  private readonly names = new Map<string, string>();
  private readonly counts: Record<string, number> = {};
  /** Number of the step in which each message was sent. */
  private readonly sentIn = new Map<number, number>();
  /** Number of the last step that is a message. */
  private lastMessage = 0;

  get path(): MessageSequence {
    return { invariants: [...this.invariants], steps: this.steps, disagreement: [], derivations: [] };
  }

  get titles(): ReadonlyMap<Node, string> {
    return new Map(
      [...this.nodes].map(([name, node]) => {
        const [party, number] = name.split('-');
        return [node, party === 'ue' ? 'UE' : `${party === 'enb' ? 'eNB' : 'MME'} ${number}`];
      }),
    );
  }

  add(event: TraceEvent): void {
    const { event: kind, id = 0 } = event;
    switch (kind) {
      case 'sent':
        this.sentIn.set(id, this.steps.length);
        return;
      case 'received':
      case 'lost':
      case 'discarded':
        this.message(event);
        return;
      case 'started':
        return this.label(event, `${event.procedure} starts`);
      case 'ended':
        return this.label(event, `${event.procedure}: ${event.outcome}`);
      case 'violation':
        this.invariants.add(event.invariant as InvariantName);
        return this.label(event, `VIOLATION of ${event.invariant}`);
      case 'fault':
        return this.label(event, `${event.from} restarts`);
      case 'verdict':
        this.mark(event);
    }
  }

  private message(event: TraceEvent): void {
    const { event: kind, message = '', nas = '', cause = '', connection = 0, id = 0 } = event;
    const { from = 'ue', to = 'ue' } = event;
    const sentIn = this.sentIn.get(id) ?? 0;
    this.sentIn.delete(id);
    this.steps.push({
      what: 'message',
      name: `${seconds(event)} ${message}`,
      nas,
      fate: kind === 'lost' ? 'lost' : '',
      from: this.node(from),
      to: this.node(to),
      connection,
      // Of note where another message arrived in between.
      sentIn: sentIn < this.lastMessage ? sentIn : 0,
      cause,
      carries: this.carried(event.keys, event.nas_count),
      rules: [],
      isDiscarded: kind === 'discarded',
    });
    this.lastMessage = this.steps.length;
  }

  /** A line without an arrow. */
  private label(event: TraceEvent, text: string): void {
    this.steps.push({
      what: 'message',
      name: `${seconds(event)} ${text}`,
      nas: '',
      fate: '',
      from: 'ue',
      to: 'ue',
      connection: 0,
      sentIn: 0,
      cause: '',
      carries: {},
      rules: [],
      isDiscarded: false,
    });
  }

  /** A verdict belongs to what has just happened. */
  private mark(event: TraceEvent): void {
    const { rule = 0, verdict = '', from = 'ue' } = event;
    const isOn = !verdict.startsWith('would ');
    const name = verdict.replace('would ', '') as keyof typeof MARK;
    const mark: RuleMark = { rule, at: this.node(from), verdict: MARK[name] satisfies RuleVerdict, isOn };
    // Who looks from the middle of a run on may see it first.
    if (this.steps.length === 0) this.label(event, 'what led to it is not known');
    const last = this.steps.pop();
    if (last !== undefined) this.steps.push({ ...last, rules: [...last.rules, mark] });
  }

  private node(name: TraceNode): Node {
    let node = this.nodes.get(name);
    if (node === undefined) {
      const party = name.startsWith('enb') ? 'enb' : 'mme';
      const place = [...this.nodes.values()].filter((other) => other.startsWith(party)).length;
      node = `${party}-${place}`;
      this.nodes.set(name, node);
    }
    return node;
  }

  private carried(keys: TraceKeys | undefined, count: number | undefined): Carried {
    const { kasme, eksi, as_kasme: old, kenb, nh, ncc, from_kasme: from, nas_algorithms } = keys ?? {};
    const origin = from === undefined ? '' : ` from ${this.called('K', from)}`;
    return {
      ...(kasme !== undefined && { kasme: this.called('K', kasme) }),
      ...(eksi !== undefined && { eksi }),
      ...(nas_algorithms !== undefined && { algorithms: nas_algorithms }),
      ...(old !== undefined && { oldKasme: this.called('K', old) }),
      ...(kenb !== undefined && { kenb: `${this.called('KeNB', kenb)}${origin}` }),
      ...(nh !== undefined && { nh: `${this.called('NH', nh)}${origin}` }),
      ...(ncc !== undefined && { ncc }),
      ...(count !== undefined && { count }),
    };
  }

  /** Keys are numbered as they appear. */
  private called(kind: string, identity: string): string {
    const known = this.names.get(identity);
    if (known !== undefined) return known;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    const name = `${kind}${this.counts[kind]}`;
    this.names.set(identity, name);
    return name;
  }
}

function seconds({ t_seconds }: TraceEvent): string {
  return `${t_seconds.toFixed(6)} s`;
}
