/** Breaks a line between words; what follows is indented by four more than the line. */
export function wrap(text: string, width: number): string[] {
  const indent = ' '.repeat(text.length - text.trimStart().length + (text.startsWith(' ') ? 4 : 0));
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    if (at <= indent.length) break;
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at + 1);
  }
  return [...lines, rest];
}
