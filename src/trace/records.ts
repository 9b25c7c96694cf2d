import { EVENT_KINDS, nodeOfCode, type TraceEvent, type TraceKeys } from './event.js';
import { Malformed, type TraceHeader, type TraceParser } from './parser.js';
import { uestorm } from './trace.pb.js';

/** No record of a trace comes near this. */
const RECORD_BYTES_MAX = 2 ** 20;

type Optional<T> = { -readonly [K in keyof T]?: T[K] };

/** Takes a protobuf trace apart. */
export class Records implements TraceParser {
  header: TraceHeader | null = null;
  private names: readonly string[] = [];
  private rest: Uint8Array = new Uint8Array(0);
  /** Offset of `rest` in the trace. */
  private offset = 0;
  private events = 0;
  private isEnded = false;

  constructor(private readonly take: (event: TraceEvent, offset: number) => void) {}

  push(bytes: Uint8Array): void {
    const data = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
    let at = 0;
    for (;;) {
      const start = lengthAt(data, at, this.offset + at);
      if (start === null || start.end > data.length) break;
      this.record(data.subarray(start.from, start.end), this.offset + at);
      at = start.end;
    }
    // A chunk is its sender's, who may use it again.
    this.rest = data.slice(at);
    this.offset += at;
  }

  end(): void {
    const { rest, offset } = this;
    if (rest.length > 0) {
      const start = lengthAt(rest, 0, offset);
      const of = start === null ? '' : ` of ${start.end}`;
      throw new Malformed(offset, `truncated: ${rest.length}${of} bytes of a record`);
    }
    if (!this.isEnded) throw new Malformed(offset, 'truncated: the record that ends a trace is missing');
  }

  private record(bytes: Uint8Array, offset: number): void {
    if (this.isEnded) throw new Malformed(offset, 'something follows after the end of the trace');
    let record: uestorm.trace.Record;
    try {
      record = uestorm.trace.Record.decode(bytes);
    } catch (error) {
      throw new Malformed(offset, `corrupt: not a record (${(error as Error).message})`);
    }
    const { header, event, end } = record;
    if (this.header === null) {
      if (header?.format !== 'uestorm-trace') throw new Malformed(offset, 'not a trace: no header');
      if (header.version !== 1)
        throw new Malformed(offset, `a trace of version ${header.version}, expected version 1`);
      this.start(header);
    } else if (event) {
      this.take(this.read(event, offset), offset);
      this.events++;
    } else if (end) {
      if (end.events !== this.events)
        throw new Malformed(offset, `corrupt: the end tells of ${end.events} events`);
      this.isEnded = true;
    } else throw new Malformed(offset, 'corrupt: a record that is neither event nor end');
  }

  private read(event: uestorm.trace.Event.$Properties, offset: number): TraceEvent {
    try {
      return eventOf(event, this.names);
    } catch (error) {
      throw new Malformed(offset, `corrupt: ${(error as Error).message}`);
    }
  }

  private start(header: uestorm.trace.Header.$Properties): void {
    const { uestorm = '', scenario = '', seed = 0, withoutRules = [], ues = '', names = [] } = header;
    this.header = {
      uestorm: uestorm ?? '',
      scenario: scenario ?? '',
      seed: seed ?? 0,
      withoutRules: withoutRules ?? [],
      ues: ues ?? '',
    };
    this.names = names ?? [];
  }
}

/**
 * The event that a record stands for.
 *
 * @param names the names that the trace's header lists
 * @throws Error if it is corrupt
 */
export function eventOf(coded: uestorm.trace.Event.$Properties, names: readonly string[]): TraceEvent {
  const name = (place: number | null | undefined, what: string): string => {
    const found = names[place ?? 0];
    if (found === undefined) throw new Error(`${what} number ${place}, of ${names.length} names`);
    return found;
  };
  const node = (code: number) => {
    const found = nodeOfCode(code);
    if (found === null) throw new Error(`party number ${code}`);
    return found;
  };
  const { seconds, microseconds, ue, what, keys } = coded;
  const kind = EVENT_KINDS[what ?? 0];
  if (kind === undefined) throw new Error(`event of kind ${what}`);
  if ((microseconds ?? 0) >= 1e6) throw new Error(`${microseconds} microseconds`);
  const event: Optional<TraceEvent> = {
    t_seconds: ((seconds ?? 0) * 1e6 + (microseconds ?? 0)) / 1e6,
    ue: ue ?? 0,
    event: kind,
  };
  if (coded.from) event.from = node(coded.from);
  if (coded.to) event.to = node(coded.to);
  if (coded.message) event.message = name(coded.message, 'message');
  if (coded.nas) event.nas = name(coded.nas, 'NAS message');
  if (coded.id) event.id = coded.id;
  if (coded.connection) event.connection = coded.connection;
  if (coded.otherConnection) event.other_connection = coded.otherConnection;
  if (coded.cause) event.cause = name(coded.cause, 'cause');
  if (coded.procedure) event.procedure = name(coded.procedure, 'procedure');
  if (coded.outcome) event.outcome = name(coded.outcome, 'outcome');
  if (coded.verdict) event.verdict = name(coded.verdict, 'verdict');
  if (coded.rule) event.rule = coded.rule;
  if (coded.invariant) event.invariant = name(coded.invariant, 'invariant');
  if (keys) {
    const found = keysOf(keys);
    if (Object.keys(found).length > 0) event.keys = found;
  }
  if (coded.nasCount != null) event.nas_count = coded.nasCount;
  return event as TraceEvent;
}

/** Where the record at `at` lies, or null if its length is not all there. */
function lengthAt(
  data: Uint8Array,
  at: number,
  offset: number,
): { readonly from: number; readonly end: number } | null {
  let length = 0;
  for (let i = at; i < data.length; i++) {
    length += (data[i] & 0x7f) * 2 ** (7 * (i - at));
    if (length > RECORD_BYTES_MAX)
      throw new Malformed(offset, `corrupt: a record of ${length} bytes or more`);
    if (data[i] < 0x80) return { from: i + 1, end: i + 1 + length };
    // A length in so many bytes would have been too large by now, but for zeros.
    if (i - at === 8) throw new Malformed(offset, 'corrupt: the length of a record has no end');
  }
  return null;
}

function keysOf(coded: uestorm.trace.Keys.$Properties): TraceKeys {
  const keys: Optional<TraceKeys> = {};
  if (coded.kasme?.length) keys.kasme = hex(coded.kasme);
  if (coded.eksi != null) keys.eksi = coded.eksi;
  if (coded.asKasme?.length) keys.as_kasme = hex(coded.asKasme);
  if (coded.asEksi != null) keys.as_eksi = coded.asEksi;
  if (coded.newEksi != null) keys.new_eksi = coded.newEksi;
  if (coded.kenb?.length) keys.kenb = hex(coded.kenb);
  if (coded.nh?.length) keys.nh = hex(coded.nh);
  if (coded.ncc != null) keys.ncc = coded.ncc;
  if (coded.fromKasme?.length) keys.from_kasme = hex(coded.fromKasme);
  if (coded.nasAlgorithms != null) keys.nas_algorithms = coded.nasAlgorithms;
  return keys;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
