/*
 * A rule's file, as a class of the subset: its number and its condition, without the words that describe it. Every line
 * stays where it is, so that what the compiler has to say names the rule's own line.
 */

const DECLARATION = /export const (\w+): (?:Rule|Guard)\b[^=]*= \{/;
const OWN_TYPES = /^import [^;]*'\.\/rule\.js';/gm;
/** Parameters and what follows: an arrow and an expression or braces, or the braces of a method. */
const FUNCTION =
  /^applies\s*(?::\s*)?\(\s*(\w+)[^,()]*(?:,\s*(\w+)[^,()]*)?,?\s*\)(?:\s*:\s*boolean)?\s*(=>)?\s*(?=\S)/;
const NAME = /^applies(?:\s*:\s*([A-Za-z_]\w*))?$/;

/** What a text leaves of itself when it goes: its lines. */
const blank = (text: string): string => text.replace(/[^\n]/g, '');

/**
 * The rule in `source` as AssemblyScript. Its condition may be an expression, statements in braces, a method, or a
 * function; other functions of the file stay as they are.
 *
 * @param file where the source lies, for the error
 * @throws Error with file and line if there is no rule with a number and a condition
 */
export function rule(source: string, file: string): string {
  const found = DECLARATION.exec(source);
  if (found === null) throw new Error(`${file}: expected \`export const ruleNN: Rule = {\`, found none`);
  const [declaration, name] = found;
  const open = found.index + declaration.length;
  const fail = (at: number, expected: string): Error =>
    new Error(`${file}:${source.slice(0, at).split('\n').length}: rule: ${expected}`);
  let members = '';
  let number = '';
  let hasCondition = false;
  let at = open;
  while (source[at] !== '}') {
    const end = endOfProperty(source, at);
    const text = source.slice(at, end).replace(/^(?:\s|\/\/.*\n|\/\*[\s\S]*?\*\/)+/, '');
    const from = end - text.length;
    members += blank(source.slice(at, from));
    const isCondition = /^applies\b/.test(text);
    const method = isCondition ? methodOf(text) : blank(text);
    if (method === undefined)
      throw fail(from, `applies: expected a function of w and u, got ${text.split('\n')[0]}`);
    members += method;
    hasCondition ||= isCondition;
    number ||= /^number: (\d+)\s*$/.exec(text)?.[1] ?? '';
    at = source[end] === ',' ? end + 1 : end;
    if (end === source.length) throw fail(open, 'expected an object, found no end of it');
  }
  if (number === '') throw fail(found.index, 'number: expected a whole number, found none');
  if (!hasCondition) throw fail(found.index, 'applies: expected a function of w and u, found none');
  const before = source
    .slice(0, found.index)
    .replace(OWN_TYPES, (line) => `import { Rule } from './rule.js';${blank(line)}`);
  const rest = source.slice(at + 1).replace(/^;/, '');
  return `${before}export class ${name}Class extends Rule {${members}} export const ${name} = new ${name}Class(${number});${rest}`;
}

/** A condition as a method; undefined if it is no function. */
function methodOf(text: string): string | undefined {
  const header = (w: string, u: string): string => `applies(${w}: Int32Array, ${u}: number): boolean`;
  const found = FUNCTION.exec(text);
  if (found !== null) {
    const [all, w, u = 'u', arrow] = found;
    const body = text.slice(all.length).trimEnd();
    if (arrow === undefined && !body.startsWith('{')) return undefined;
    return `${header(w, u)} ${blank(all)}${body.startsWith('{') ? body : `{ return (${body}); }`}`;
  }
  const named = NAME.exec(text.trimEnd());
  return named === null ? undefined : `${header('w', 'u')} { return ${named[1] ?? 'applies'}(w, u); }`;
}

/** Where a property ends: at a comma, or at the end of its object. Strings and comments are passed over. */
function endOfProperty(source: string, from: number): number {
  const parts = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|\/\/.*|\/\*[\s\S]*?\*\/|[()[\]{},]/g;
  parts.lastIndex = from;
  let depth = 0;
  for (let part = parts.exec(source); part !== null; part = parts.exec(source)) {
    const [text] = part;
    if (depth === 0 && (text === ',' || text === '}')) return part.index;
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text)) depth--;
  }
  return source.length;
}
