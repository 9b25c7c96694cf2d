import assert from 'node:assert/strict';
import { Audit } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import type { KeyLine } from '../../src/capture/keys/file.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { interfaceOf, type Source } from '../../src/trace/source.js';
import { captureOf, type Read, read } from './captures.js';

/* What a run did, as a trace and as a capture of it, and what the audit finds in either. */

/** Findings as texts, and the UEs that they are of. */
export type Told = readonly (readonly [text: string, ue: number])[];

/** What a finding says, whatever the nodes and UEs are called. */
function said({ rule, check, messages }: Finding, begin: number): string {
  const places = messages.map(({ message, t_seconds }) => `${message} at ${micros(t_seconds - begin)} us`);
  return `${rule ?? check}: ${places.join(', ')}`;
}

const micros = (seconds: number): number => Math.round(seconds * 1e6);

/** NAS messages that show the eKSI of what they are under. */
const SHOWS_EKSI =
  /^((ATTACH|DETACH|SERVICE|TRACKING AREA UPDATE) REQUEST|SECURITY MODE COMMAND|AUTHENTICATION REQUEST)$/;

/** What of an event passes S1, X2 and S10; null: nothing does. */
function visible(event: TraceEvent, withKeys: boolean): TraceEvent | null {
  const at = interfaceOf(event);
  if (at === null || at === 'rrc' || (event.event !== 'sent' && event.event !== 'received')) return null;
  if (withKeys) return event;
  const { kasme: _, as_kasme: __, from_kasme: ___, eksi, ...keys } = event.keys ?? {};
  const hasEksi = eksi !== undefined && (event.nas === undefined || SHOWS_EKSI.test(event.nas));
  return { ...event, keys: { ...keys, ...(hasEksi && { eksi }) } };
}

/** What the audit finds in events. */
function judged(events: Iterable<TraceEvent>, source: Source, begin: number): Told {
  const findings: Finding[] = [];
  const audit = new Audit((finding) => findings.push(finding), { source });
  for (const event of events) audit.push(event);
  audit.end();
  return findings.map((finding) => [said(finding, begin), finding.ue]);
}

export interface Circle {
  readonly ofTrace: Told;
  readonly ofCapture: Told;
  readonly read: Read;
}

/**
 * What is found in what the interfaces show of a trace, and in the capture of it.
 *
 * @param withKeys the KASMEs are known: those of the trace, which must be whole
 */
export async function circle(trace: readonly TraceEvent[], withKeys = false): Promise<Circle> {
  const begin = trace.find(({ message, event }) => message !== undefined && event === 'sent')?.t_seconds ?? 0;
  const octets = captureOf(trace);
  const lines = withKeys ? linesOf(trace, await read(octets), begin) : [];
  const found = await read(octets, { lines });
  assert.deepEqual([found.faults, found.failure], [[], null]);
  const shown = trace.map((event) => visible(event, withKeys)).filter((event) => event !== null);
  return {
    ofTrace: judged(shown, { kenb: true }, begin),
    ofCapture: judged(found.events, found.source, 0),
    read: found,
  };
}

/** KASMEs of each UE, by the number that it has in the capture. */
function linesOf(trace: readonly TraceEvent[], { events }: Read, begin: number): KeyLine[] {
  const kasmes = new Map<number, Set<string>>();
  const ues = new Map<string, number>();
  for (const { ue, keys, t_seconds, message } of trace) {
    ues.set(`${message} ${micros(t_seconds - begin)}`, ue);
    const known = kasmes.get(ue) ?? new Set();
    kasmes.set(ue, known);
    for (const kasme of [keys?.kasme, keys?.as_kasme]) if (kasme !== undefined) known.add(kasme);
  }
  const pairs = events.map(({ ue, message, t_seconds }) => [
    ue,
    ues.get(`${message} ${micros(t_seconds)}`) ?? -1,
  ]);
  return [...new Set(pairs.map(String))]
    .map((pair) => pair.split(',').map(Number))
    .flatMap(([ue, of]) =>
      [...(kasmes.get(of) ?? [])].map((kasme) => ({ ue, kasme: Buffer.from(kasme, 'hex') })),
    );
}
