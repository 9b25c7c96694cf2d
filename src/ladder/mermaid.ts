import { ladderOf } from './ladder.js';
import type { MessageSequence, Node } from './sequence.js';

/** The ladder as a Mermaid sequence diagram; `title` as of `ladderOf`. */
export function formatMermaid(sequence: MessageSequence, title?: ReadonlyMap<Node, string>): string {
  const { columns, steps, violated, ends } = ladderOf(sequence, title);
  const lines = ['sequenceDiagram'];
  for (const { node, title } of columns) lines.push(`  participant ${id(node)} as ${title}`);
  for (const { number, from, to, name, keys, isLost, notes, marks } of steps) {
    const label = plain([`${number}. ${name}`, keys, ...notes].filter(Boolean).join('<br/>'));
    if (from === to) lines.push(`  Note over ${id(from)}: ${label}`);
    else lines.push(`  ${id(from)}${isLost ? '-x' : '->>'}${id(to)}: ${label}`);
    for (const mark of marks) lines.push(`  Note over ${id(mark.at)}: ${mark.text}`);
  }
  const [first, last] = [columns[0], columns[columns.length - 1]];
  if (violated !== '')
    lines.push(`  Note over ${id(first.node)},${id(last.node)}: ${plain(violated)} violated`);
  for (const { node, holds } of ends) {
    lines.push(`  Note over ${id(node)}: holds ${plain(holds.map(({ text }) => text).join(', '))}`);
  }
  return `${lines.join('\n')}\n`;
}

const id = (node: Node): string => node.replace('-', '');

/** Mermaid ends a statement at a semicolon and reads # as the start of an entity. */
function plain(text: string): string {
  return text.replaceAll(';', ',').replaceAll('#', 'no.');
}
