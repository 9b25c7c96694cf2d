import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Audit } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import { readCapture } from '../../src/capture/read.js';
import { CaptureWriter } from '../../src/packets/write.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { interfaceOf, type Source } from '../../src/trace/source.js';
import { randomScenario } from '../audit/scenarios.js';
import { skip } from '../packets/tshark.js';
import { inDirectory } from '../trace/files.js';
import { traceOf } from '../trace/world.js';

/*
 * The circle: what a run did, as a trace and as a capture of it. A capture shows neither the radio nor which KASME a key
 * comes from; what the audit finds in it, it must find in the trace, for the same UE.
 */

/** Scenarios per rule; UESTORM_CIRCLE asks for more. */
const SCENARIOS = Number(process.env.UESTORM_CIRCLE ?? 2);

/** What a finding says, whatever the nodes and UEs are called. */
function said({ rule, check, messages }: Finding, begin: number): string {
  const places = messages.map(
    ({ message, t_seconds }) => `${message} at ${Math.round((t_seconds - begin) * 1e6)} us`,
  );
  return `${rule ?? check}: ${places.join(', ')}`;
}

/** NAS messages that show the eKSI of what they are under. */
const SHOWS_EKSI =
  /^((ATTACH|DETACH|SERVICE|TRACKING AREA UPDATE) REQUEST|SECURITY MODE COMMAND|AUTHENTICATION REQUEST)$/;

/** What of an event passes S1, X2 and S10, without the identities of KASMEs; null: nothing does. */
function visible(event: TraceEvent): TraceEvent | null {
  const at = interfaceOf(event);
  if (at === null || at === 'rrc' || (event.event !== 'sent' && event.event !== 'received')) return null;
  const { kasme: _, as_kasme: __, from_kasme: ___, eksi, ...keys } = event.keys ?? {};
  const hasEksi = eksi !== undefined && (event.nas === undefined || SHOWS_EKSI.test(event.nas));
  return { ...event, keys: { ...keys, ...(hasEksi && { eksi }) } };
}

/** What the audit finds in events, and a function that takes them. */
function judging(source: Source): { readonly findings: Finding[]; readonly audit: Audit } {
  const findings: Finding[] = [];
  return { findings, audit: new Audit((finding) => findings.push(finding), { source }) };
}

/** What is found in what the interfaces show of a trace, and in the capture of it. */
async function circle(
  trace: readonly TraceEvent[],
): Promise<Readonly<Record<'ofTrace' | 'ofCapture', readonly (readonly [text: string, ue: number])[]>>> {
  const first = trace.find(({ message, event }) => message !== undefined && event === 'sent');
  const byTrace = judging({ kenb: true });
  for (const event of trace.map(visible)) if (event !== null) byTrace.audit.push(event);
  byTrace.audit.end();
  return inDirectory(async (dir) => {
    const pieces: Uint8Array[] = [];
    const writer = new CaptureWriter((piece) => pieces.push(piece), 'uestorm test');
    for (const event of trace) writer.take(event);
    const path = join(dir, 'trace.pcapng');
    writeFileSync(path, Buffer.concat(pieces));
    let byCapture = judging({});
    const { faults, failure } = await readCapture(
      path,
      {
        source(source) {
          byCapture = judging(source);
        },
        event: (event) => byCapture.audit.push(event),
      },
      null,
    );
    byCapture.audit.end();
    assert.deepEqual([faults, failure], [[], null]);
    const told = (findings: readonly Finding[], begin: number) =>
      findings.map((finding) => [said(finding, begin), finding.ue] as const);
    return {
      ofTrace: told(byTrace.findings, first?.t_seconds ?? 0),
      ofCapture: told(byCapture.findings, 0),
    };
  });
}

const isOfRule = ([text]: readonly [string, number]): boolean => /^\d/.test(text);
const texts = (findings: readonly (readonly [string, number])[]): string[] =>
  findings.map(([text]) => text).sort();

describe(`a trace and the capture of it, ${SCENARIOS} random scenarios`, { skip }, () => {
  let broken = 0;

  it('with all rules on nothing is found', async () => {
    for (let n = 0; n < SCENARIOS; n++) {
      const { ofTrace, ofCapture } = await circle(traceOf(randomScenario(n, 0)));
      assert.deepEqual([ofTrace, ofCapture], [[], []], `scenario ${n}`);
    }
  });

  for (let rule = 1; rule <= 11; rule++) {
    it(`without rule ${rule} the same is found, and no UEs are mixed up`, async () => {
      for (let n = 0; n < SCENARIOS; n++) {
        const { ofTrace, ofCapture } = await circle(traceOf(randomScenario(n, rule)));
        assert.deepEqual(texts(ofCapture.filter(isOfRule)), texts(ofTrace.filter(isOfRule)), `scenario ${n}`);
        broken += ofCapture.filter(isOfRule).length;
        // Where a COUNT cannot be told, nobody is accused.
        const counts = new Set(texts(ofTrace));
        for (const text of texts(ofCapture)) assert.ok(counts.has(text), `scenario ${n}: ${text}`);
        // No two UEs are taken for one. A UE has two numbers where the capture begins within a connection of its: nothing
        // shows who that was.
        const ueOf = new Map(ofTrace);
        const pairs = [...new Set(ofCapture.map(([text, ue]) => `${ue} ${ueOf.get(text)}`))];
        const times = (end: number): number[] => {
          const ends = pairs.map((pair) => pair.split(' ')[end]);
          return ends.map((one) => ends.filter((other) => other === one).length);
        };
        assert.ok(Math.max(1, ...times(0)) === 1, `scenario ${n}: ${pairs}`);
        assert.ok(Math.max(1, ...times(1)) <= 2, `scenario ${n}: ${pairs}`);
      }
    });
  }

  it('and there was something to find', () => {
    assert.ok(broken >= 20, `${broken} findings`);
  });
});
