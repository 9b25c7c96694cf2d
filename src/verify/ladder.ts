import type { Counterexample, Holdings, Node, RuleMark, Step } from './replay.js';

/*
 * A counterexample as a message ladder: one column per party, one line for what a message is and carries, one
 * for its arrow. As text for a terminal, and as a Mermaid sequence diagram.
 */

/** Columns of a counterexample, from left to right: UE, eNBs in the order in which they appear, MMEs. */
export function columnsOf({ steps, disagreement }: Counterexample): readonly Node[] {
  const seen = new Set<Node>(['ue', 'enb-0', 'mme-0']);
  for (const { from, to } of steps) seen.add(from).add(to);
  for (const { node } of disagreement) seen.add(node);
  const of = (party: string): Node[] => [...seen].filter((node) => node.startsWith(party));
  return ['ue', ...of('enb'), ...of('mme').sort()];
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

const describeMark = ({ rule, verdict, isOn }: RuleMark): string =>
  `${rule === 11 ? 'guard 11' : `rule ${rule}`} ${MARKS[verdict][isOn ? 0 : 1]}`;

/** The keys of a message or a party: `K2/eKSI 1, KeNB3, NCC 2, COUNT 5`. */
function describeKeys(carried: Holdings['holds']): string {
  const { kasme, eksi, oldKasme, newKasme, newEksi, kenb, nh, ncc, count, ul, dl } = carried;
  const parts: string[] = [];
  if (kasme) parts.push(`${kasme}/eKSI ${eksi}`);
  if (oldKasme) parts.push(`AS on ${oldKasme}`);
  if (newKasme) parts.push(`offers ${newKasme}/eKSI ${newEksi}`);
  if (kenb) parts.push(kenb);
  // With NCC 0 the place of NH holds the KeNB that the chain begins with.
  if (nh?.startsWith('NH')) parts.push(nh);
  if (ncc !== undefined) parts.push(`NCC ${ncc}`);
  if (count !== undefined) parts.push(`COUNT ${count}`);
  if (ul !== undefined) parts.push(`UL COUNT ${ul}`);
  if (dl !== undefined) parts.push(`DL COUNT ${dl}`);
  return parts.join(', ');
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
  if (step.isDiscarded) notes.push('discarded');
  return notes;
}

/** What the parties hold when the invariant breaks, and how it was derived. */
function ending(found: Counterexample, title: ReadonlyMap<Node, string>): string[] {
  if (found.invariants.length === 0) return [];
  const last = found.steps.at(-1);
  const lines = [`Violated: ${found.invariants.join(', ')}`];
  const keys = last === undefined ? '' : describeKeys(last.carries);
  if (last?.what === 'message' && keys !== '') lines.push(`  the last message: ${keys}`);
  for (const { node, holds } of found.disagreement) {
    lines.push(`  ${title.get(node)} holds: ${describeKeys(holds) || 'nothing'}`);
  }
  const named = found.derivations.filter(([name]) => name.startsWith('Ke') || name.startsWith('NH'));
  if (named.length > 0) lines.push('Keys (clause of TS 33.401 Annex A):');
  for (const [name, derivation] of named) lines.push(`  ${name} = ${derivation}`);
  return lines;
}

/**
 * The ladder as text.
 *
 * @param width characters in a line; columns are at least 18 wide, so narrow terminals wrap
 * @param title of each column, if source and target do not name them
 */
export function formatLadder(
  found: Counterexample,
  width = 110,
  title: ReadonlyMap<Node, string> = titles(columnsOf(found)),
): string {
  const columns = columnsOf(found);
  const gap = Math.max(18, Math.min(32, Math.floor((width - 18) / columns.length)));
  const at = (node: Node): number => 10 + columns.indexOf(node) * gap;
  const rail = (): string[] => {
    const line = new Array<string>(at(columns[columns.length - 1]) + 1).fill(' ');
    for (const node of columns) line[at(node)] = '|';
    return line;
  };
  const lines: string[] = [];
  const put = (line: string[], from: number, text: string): void => {
    for (let i = 0; i < text.length; i++) line[from + i] = text[i];
  };
  const end = (line: string[]): void => {
    lines.push(
      Array.from(line, (c) => c ?? ' ')
        .join('')
        .trimEnd(),
    );
  };
  const head: string[] = [];
  for (const node of columns) {
    const name = title.get(node) ?? node;
    put(head, at(node) - Math.floor(name.length / 2), name);
  }
  end(head);
  end(rail());
  found.steps.forEach((step, i) => {
    const from = at(step.from);
    const to = at(step.to);
    const left = Math.min(from, to);
    const keys = describeKeys(step.carries);
    const notes = notesOf(step, i + 1);
    const label = [describeStep(step), keys].filter(Boolean).join('  ');
    const line = rail();
    put(line, 0, String(i + 1).padStart(3));
    put(line, Math.max(5, Math.min(left + 1, width - label.length - 2)), ` ${label} `);
    end(line);
    if (from !== to) end(arrow(rail(), from, to, step.fate === 'lost'));
    const beside = (node: Node, text: string): void => {
      const line = rail();
      put(line, Math.max(5, Math.min(at(node) + 2, width - text.length)), text);
      end(line);
    };
    for (const note of notes) beside(step.to, `(${note})`);
    for (const mark of step.rules) beside(mark.at, `${mark.isOn ? '**' : '!!'} ${describeMark(mark)}`);
  });
  end(rail());
  return `${[...lines, '', ...ending(found, title)].join('\n')}\n`;
}

/** A lost message's arrow ends before it arrives. */
function arrow(line: string[], from: number, to: number, isLost: boolean): string[] {
  const step = from < to ? 1 : -1;
  const stop = isLost ? from + Math.trunc((to - from) / 2) : to - step;
  for (let i = from + step; i !== stop; i += step) line[i] = '-';
  line[stop] = isLost ? 'x' : step > 0 ? '>' : '<';
  return line;
}

/** The ladder as a Mermaid sequence diagram. */
export function formatMermaid(
  found: Counterexample,
  title: ReadonlyMap<Node, string> = titles(columnsOf(found)),
): string {
  const columns = columnsOf(found);
  const id = (node: Node): string => node.replace('-', '');
  const lines = ['sequenceDiagram'];
  for (const node of columns) lines.push(`  participant ${id(node)} as ${title.get(node)}`);
  found.steps.forEach((step, i) => {
    const keys = describeKeys(step.carries);
    const notes = notesOf(step, i + 1);
    const label = plain([`${i + 1}. ${describeStep(step)}`, keys, ...notes].filter(Boolean).join('<br/>'));
    if (step.from === step.to) lines.push(`  Note over ${id(step.from)}: ${label}`);
    else lines.push(`  ${id(step.from)}${step.fate === 'lost' ? '-x' : '->>'}${id(step.to)}: ${label}`);
    for (const mark of step.rules) lines.push(`  Note over ${id(mark.at)}: ${describeMark(mark)}`);
  });
  if (found.invariants.length > 0) {
    lines.push(
      `  Note over ${id(columns[0])},${id(columns[columns.length - 1])}: ${plain(found.invariants.join(', '))} violated`,
    );
  }
  for (const { node, holds } of found.disagreement) {
    lines.push(`  Note over ${id(node)}: holds ${plain(describeKeys(holds) || 'nothing')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Mermaid ends a statement at a semicolon and reads # as the start of an entity. */
function plain(text: string): string {
  return text.replaceAll(';', ',').replaceAll('#', 'no.');
}
