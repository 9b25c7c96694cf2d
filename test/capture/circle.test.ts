import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TraceEvent } from '../../src/trace/event.js';
import { randomScenario } from '../audit/scenarios.js';
import { skip } from '../packets/tshark.js';
import { traceOf } from '../trace/world.js';
import { circle, type Told } from './circles.js';

/*
 * The circle: what a run did, as a trace and as a capture of it. A capture shows neither the radio nor which KASME a key
 * comes from; what the audit finds in it, it must find in the trace, for the same UE.
 */

/** Scenarios per rule; UESTORM_CIRCLE asks for more. */
const SCENARIOS = Number(process.env.UESTORM_CIRCLE ?? 2);

const isOfRule = ([text]: Told[number]): boolean => /^\d/.test(text);
/** What eNBs have not done, and why. */
const causes = (events: readonly TraceEvent[]): string[] =>
  events
    .filter(({ message = '' }) => /^(NAS NON DELIVERY|UE CONTEXT MODIFICATION F)/.test(message))
    .map(({ message, cause }) => `${message}: ${cause}`)
    .sort();
const texts = (findings: Told): string[] => findings.map(([text]) => text).sort();

describe(`a trace and the capture of it, ${SCENARIOS} random scenarios`, { skip }, () => {
  let broken = 0;

  it('with all rules on nothing is found', async () => {
    for (let n = 0; n < SCENARIOS; n++) {
      const { ofTrace, ofCapture } = await circle(traceOf(randomScenario(n, 0)));
      assert.deepEqual([ofTrace, ofCapture], [[], []], `scenario ${n}`);
    }
  });

  it('the causes that eNBs give are read as they were written', async () => {
    const given: string[] = [];
    for (let n = 0; n < SCENARIOS; n++) {
      const trace = traceOf(randomScenario(n, 0));
      const { read } = await circle(trace);
      const sent = causes(trace);
      assert.deepEqual(causes(read.events), sent, `scenario ${n}`);
      given.push(...sent);
    }
    for (const handover of ['S1 intra system Handover triggered', 'X2 Handover triggered']) {
      assert.ok(given.includes(`NAS NON DELIVERY INDICATION: ${handover}`), handover);
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

describe('a trace with whole keys, and the capture of it with its KASMEs', { skip }, () => {
  const right = { macs: 0, kenbs: 0, nhs: 0 };

  for (const rule of [0, 3, 4, 8, 9]) {
    it(`${rule === 0 ? 'with all rules on' : `without rule ${rule}`} the same is found, by keys`, async () => {
      for (let n = 0; n < SCENARIOS / 2; n++) {
        const trace = traceOf({ ...randomScenario(n, rule), keys: 'hmac' }, true);
        const { ofTrace, ofCapture, read } = await circle(trace, true);
        assert.deepEqual(texts(ofCapture), texts(ofTrace), `scenario ${n}`);
        for (const name of ['macs', 'kenbs', 'nhs'] as const) {
          assert.equal(read.keys[name].right, read.keys[name].all, `scenario ${n}: ${name}`);
          right[name] += read.keys[name].all;
        }
      }
    });
  }

  it('and every KeNB, NH and MAC derives from them', () => {
    assert.ok(right.macs > 1000 && right.kenbs > 100 && right.nhs > 100, JSON.stringify(right));
  });
});
