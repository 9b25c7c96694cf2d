import { EVENT_KINDS, isTraceNode, type TraceEvent, type TraceKeys } from './event.js';
import { Malformed, type TraceParser } from './parser.js';
import { interfaceOf } from './source.js';
import { canonicalName, canonicalX2Name } from './vocabulary.js';

/** No line of a trace comes near this. */
const LINE_BYTES_MAX = 2 ** 20;

const NEWLINE = 0x0a;

/** The event as a line of JSON, newline included. */
export function toJsonLine(event: TraceEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** Takes JSON lines apart. Empty lines are allowed. */
export class JsonLines implements TraceParser {
  readonly header = null;
  private rest: Uint8Array = new Uint8Array(0);
  private offset = 0;
  private line = 1;

  constructor(private readonly take: (event: TraceEvent, offset: number) => void) {}

  push(bytes: Uint8Array): void {
    const data = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    let at = 0;
    for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, at)) {
      this.text(data.subarray(at, end), this.offset + at);
      at = end + 1;
      this.line++;
    }
    this.rest = data.slice(at);
    this.offset += at;
    if (this.rest.length > LINE_BYTES_MAX) {
      throw new Malformed(this.offset, `line ${this.line} is longer than ${LINE_BYTES_MAX} bytes`);
    }
  }

  end(): void {
    // The last line need not end in a newline.
    if (this.rest.length > 0) this.text(this.rest, this.offset);
  }

  private text(bytes: Uint8Array, offset: number): void {
    // What is trimmed: blanks, the carriage return of some systems, and a byte order mark ahead of all.
    const text = Buffer.from(bytes).toString('utf8').trim();
    if (text === '') return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      const what = this.line === 1 ? 'neither a trace nor JSON lines' : `line ${this.line} is not JSON`;
      throw new Malformed(offset, `${what}: ${JSON.stringify(excerpt(text))}`);
    }
    const problem = problemOf(value);
    if (problem !== null) throw new Malformed(offset, `line ${this.line}: ${problem}`);
    this.take(canonical(value as TraceEvent), offset);
  }
}

/** The event with names and keys as they are written here: a trace may have been written elsewhere. */
function canonical(event: TraceEvent): TraceEvent {
  const { message, nas, keys } = event;
  const name = interfaceOf(event) === 'x2' ? canonicalX2Name : canonicalName;
  return {
    ...event,
    ...(message !== undefined && { message: name(message) }),
    ...(nas !== undefined && { nas: canonicalName(nas) }),
    ...(keys !== undefined && { keys: lowerCase(keys) }),
  };
}

/** Identities of keys are equal where their digits are. */
function lowerCase(keys: TraceKeys): TraceKeys {
  const pairs = Object.entries(keys);
  return Object.fromEntries(
    pairs.map(([name, key]) => [name, typeof key === 'string' ? key.toLowerCase() : key]),
  );
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';
const isHex = (value: unknown): boolean => typeof value === 'string' && /^([0-9a-f]{2})+$/i.test(value);
const isTime = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;
const isKind = (value: unknown): boolean => (EVENT_KINDS as readonly unknown[]).includes(value);

type Check = readonly [test: (value: unknown) => boolean, expected: string];

const NUMBER: Check = [isCount, 'a whole number of 0 or more'];
const TEXT: Check = [isText, 'a string'];
const NODE: Check = [isTraceNode, 'ue, enb-N or mme-N'];
const MARK: Check = [(value) => value === true, 'true, or to be left out'];
const KEY: Check = [isHex, 'hexadecimal digits'];

const REQUIRED: Readonly<Record<string, Check>> = {
  t_seconds: [isTime, 'a number of seconds of 0 or more'],
  ue: NUMBER,
  event: [isKind, EVENT_KINDS.join(', ')],
};

const OPTIONAL: Readonly<Record<string, Check>> = {
  from: NODE,
  to: NODE,
  message: TEXT,
  nas: TEXT,
  id: NUMBER,
  connection: NUMBER,
  other_connection: NUMBER,
  cause: TEXT,
  procedure: TEXT,
  outcome: TEXT,
  verdict: TEXT,
  rule: NUMBER,
  invariant: TEXT,
  nas_count: NUMBER,
  frame: NUMBER,
};

const KEYS: Readonly<Record<string, Check>> = {
  kasme: KEY,
  eksi: NUMBER,
  as_kasme: KEY,
  as_eksi: NUMBER,
  new_eksi: NUMBER,
  kenb: KEY,
  nh: KEY,
  ncc: NUMBER,
  from_kasme: KEY,
  nas_algorithms: NUMBER,
  from_kenb: KEY,
  kenb_count: NUMBER,
  nh_step: NUMBER,
  underived: MARK,
  unproved: MARK,
};

/** What is wrong with a line, or null. Fields that are not known are left alone. */
function problemOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `expected an object, got ${show(value)}`;
  }
  const event = value as Readonly<Record<string, unknown>>;
  return check(event, REQUIRED, '', true) ?? check(event, OPTIONAL, '', false) ?? keysProblem(event.keys);
}

function keysProblem(keys: unknown): string | null {
  if (keys === undefined) return null;
  if (typeof keys !== 'object' || keys === null) return `keys: expected an object, got ${show(keys)}`;
  return check(keys as Readonly<Record<string, unknown>>, KEYS, 'keys.', false);
}

function check(
  of: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
  prefix: string,
  isRequired: boolean,
): string | null {
  for (const [field, [test, expected]] of Object.entries(checks)) {
    if (!isRequired && of[field] === undefined) continue;
    if (!test(of[field])) {
      return `${prefix}${field}: expected ${expected}, got ${show(of[field])}`;
    }
  }
  return null;
}

/** A value in a message. (One that is nested a million deep must not be written out.) */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(excerpt(value)) : String(value);
}

function excerpt(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
