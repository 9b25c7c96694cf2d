import { nameOfRule } from '../rules/table.js';
import type { Holdings, MessageSequence, Node, RuleMark, Step } from './sequence.js';

/*
 * A sequence of messages as a ladder, one column per party: what all forms of it (text, Mermaid, SVG) have in
 * common.
 */

/** A mark where a rule acted, or would have acted if it were on. */
export interface LadderMark {
  readonly at: Node;
  readonly text: string;
  /** The rule is switched off: this is where it is missing. */
  readonly isMissing: boolean;
}

/** One step. */
export interface LadderStep {
  readonly number: number;
  /** Equal for what happens at one party: traffic, a timer. */
  readonly from: Node;
  readonly to: Node;
  /** Message, timer or traffic. */
  readonly name: string;
  /** Keys it carries or is protected with; '' if there are none. */
  readonly keys: string;
  readonly isLost: boolean;
  readonly notes: readonly string[];
  readonly marks: readonly LadderMark[];
}

/** One thing that a party holds at the end. */
export interface LadderKey {
  readonly text: string;
  /** Another party that should hold the same does not. */
  readonly isOdd: boolean;
}

export interface LadderEnd {
  readonly node: Node;
  readonly title: string;
  readonly holds: readonly LadderKey[];
}

export interface Ladder {
  readonly columns: readonly { readonly node: Node; readonly title: string }[];
  readonly steps: readonly LadderStep[];
  readonly violated: string;
  /** Keys of the last message, '' if it has none. */
  readonly lastKeys: string;
  readonly ends: readonly LadderEnd[];
  /** Keys and how they were derived, `KeNB1 = A.3(K1, UL NAS COUNT 0)`. */
  readonly derivations: readonly string[];
}

/** Columns of a counterexample, from left to right: UE, eNBs in the order in which they appear, MMEs. */
export function columnsOf({ steps, disagreement }: MessageSequence): readonly Node[] {
  const seen = new Set<Node>(['ue', 'enb-0', 'mme-0']);
  for (const { from, to } of steps) seen.add(from).add(to);
  for (const { node } of disagreement) seen.add(node);
  const of = (party: string): Node[] => [...seen].filter((node) => node.startsWith(party));
  return ['ue', ...of('enb'), ...of('mme').sort()];
}

/** Those that say or hear something, keep a rule, or hold something at the end; the UE that it is all about. */
function partiesIn({ steps, disagreement }: MessageSequence): ReadonlySet<Node> {
  const marked = steps.flatMap(({ rules }) => rules.map(({ at }) => at));
  return new Set<Node>([
    'ue',
    ...steps.flatMap(({ from, to }) => [from, to]),
    ...marked,
    ...disagreement.map(({ node }) => node),
  ]);
}

/** The title of each column. Source and target are meant as the path begins: a UE may come back. */
function titles(columns: readonly Node[]): ReadonlyMap<Node, string> {
  const enbs = columns.filter((node) => node.startsWith('enb'));
  return new Map(
    columns.map((node) => {
      if (node === 'ue') return [node, 'UE'];
      if (node.startsWith('mme')) return [node, node === 'mme-0' ? 'source MME' : 'target MME'];
      const place = enbs.indexOf(node);
      return [node, place === 0 ? 'source eNB' : place === 1 ? 'target eNB' : `target eNB ${place}`];
    }),
  );
}

const MARKS = {
  hold: ['holds', 'would have held'],
  reject: ['rejects', 'would have rejected'],
  select: ['selects the old KASME', 'would have selected the old KASME'],
} as const;

const describeMark = ({ rule, verdict, isOn }: RuleMark): string => {
  // What rule 8 selects is not one of two, but both.
  const both = ['sends both KASMEs', 'would have sent both KASMEs'] as const;
  return `${nameOfRule(rule)} ${(rule === 8 ? both : MARKS[verdict])[isOn ? 0 : 1]}`;
};

/** The NAS security context of a message or a party: `K2/eKSI 1`, `K2/eKSI 1 on 128-EIA1`. */
function nasContext({ kasme, eksi, algorithms }: Holdings['holds']): string {
  const named = [kasme, eksi === undefined ? '' : `eKSI ${eksi}`].filter(Boolean).join('/');
  return algorithms === undefined ? named : `${named} on 128-EIA${algorithms}`;
}

/** The keys of a message or a party: `K2/eKSI 1`, `KeNB3`, `NCC 2`, `COUNT 5`. */
function listKeys(carried: Holdings['holds']): string[] {
  const { oldKasme, newKasme, newEksi, kenb, nh, ncc, count, ul, dl } = carried;
  const parts: string[] = [];
  const context = nasContext(carried);
  if (context !== '') parts.push(context);
  if (oldKasme) parts.push(`AS on ${oldKasme}`);
  if (newKasme) parts.push(`offers ${newKasme}/eKSI ${newEksi}`);
  if (kenb) parts.push(kenb);
  // With NCC 0 the place of NH holds the KeNB that the chain begins with.
  if (nh?.startsWith('NH')) parts.push(nh);
  if (ncc !== undefined) parts.push(`NCC ${ncc}`);
  if (count !== undefined) parts.push(`COUNT ${count}`);
  if (ul !== undefined) parts.push(`UL COUNT ${ul}`);
  if (dl !== undefined) parts.push(`DL COUNT ${dl}`);
  return parts;
}

const FATES: Readonly<Record<Step['fate'], string>> = {
  '': '',
  lost: 'LOST',
  refused: 'refused by its receiver',
  swapped: 'the eNB starts the held handover before it sends RESPONSE',
  early: 'the eNB cancels',
};

/** What a step is, without its keys: `HANDOVER REQUIRED`, `traffic: rekey`, `T304 expires`. */
function describeStep(step: Step): string {
  const name =
    step.what === 'traffic'
      ? `traffic: ${step.name}`
      : step.what === 'timer'
        ? `${step.name} ${step.fate === 'early' ? 'ends early' : 'expires'}`
        : step.name;
  return step.nas === '' ? name : `${name} [${step.nas}]`;
}

function notesOf(step: Step, place: number): string[] {
  const notes = FATES[step.fate] === '' ? [] : [FATES[step.fate]];
  if (step.sentIn > 0 && step.sentIn < place - 1) notes.push(`sent in step ${step.sentIn}`);
  if (step.cause !== '') notes.push(`cause: ${step.cause}`);
  if (step.isDiscarded) notes.push('discarded');
  return notes;
}

/** What the parties hold, and what of it disagrees: KeNB at UE and eNB, KASME in NAS use and of AS at UE and MME. */
function endsOf({ disagreement }: MessageSequence, title: ReadonlyMap<Node, string>): LadderEnd[] {
  const held = (party: string) => disagreement.find(({ node }) => node.startsWith(party))?.holds;
  const [ue, enb, mme] = [held('ue'), held('enb'), held('mme')];
  const differ = <T>(a: T | undefined, b: T | undefined): boolean =>
    a !== undefined && b !== undefined && a !== '' && b !== '' && a !== b;
  const odd = new Set<string>();
  if (differ(ue?.kenb, enb?.kenb)) odd.add(`${ue?.kenb}`).add(`${enb?.kenb}`);
  const nas = (holds: Holdings['holds'] | undefined) => holds && nasContext(holds);
  if (differ(nas(ue), nas(mme))) odd.add(`${nas(ue)}`).add(`${nas(mme)}`);
  const as = (holds: Holdings['holds'] | undefined) => holds && (holds.oldKasme ?? holds.kasme);
  if (differ(as(ue), as(mme))) odd.add(`AS on ${as(ue)}`).add(`AS on ${as(mme)}`);
  return disagreement.map(({ node, holds }) => {
    const keys = listKeys(holds).map((text) => ({ text, isOdd: odd.has(text) }));
    return {
      node,
      title: title.get(node) ?? node,
      holds: keys.length > 0 ? keys : [{ text: 'nothing', isOdd: false }],
    };
  });
}

/**
 * What is to be drawn.
 *
 * @param title of each column, if source and target do not name them
 */
export function ladderOf(sequence: MessageSequence, title = titles(columnsOf(sequence))): Ladder {
  const speaks = partiesIn(sequence);
  const columns = columnsOf(sequence).filter((node) => speaks.has(node));
  const last = sequence.steps.at(-1);
  return {
    columns: columns.map((node) => ({ node, title: title.get(node) ?? node })),
    steps: sequence.steps.map((step, i) => ({
      number: i + 1,
      from: step.from,
      to: step.to,
      name: describeStep(step),
      keys: listKeys(step.carries).join(', '),
      isLost: step.fate === 'lost',
      notes: notesOf(step, i + 1),
      marks: step.rules.map((mark) => ({ at: mark.at, text: describeMark(mark), isMissing: !mark.isOn })),
    })),
    violated: sequence.invariants.join(', '),
    lastKeys: last?.what === 'message' ? listKeys(last.carries).join(', ') : '',
    ends: endsOf(sequence, title),
    derivations: sequence.derivations
      .filter(([name]) => name.startsWith('Ke') || name.startsWith('NH'))
      .map(([name, derivation]) => `${name} = ${derivation}`),
  };
}
