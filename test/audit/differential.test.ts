import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Audit } from '../../src/audit/audit.js';
import type { Finding } from '../../src/audit/finding.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { interfaceOf } from '../../src/trace/source.js';
import { traceOf } from '../trace/world.js';
import { type Compared, compare as judged } from './compared.js';
import { randomScenario } from './scenarios.js';

/*
 * Engine against audit. With a rule switched off the engine notes in the trace what that rule would have held, rejected
 * or selected otherwise, at the moment it passes; the audit, which looks at no such note, must name that rule for those
 * UEs and for no others. Whatever breaks is preceded by a finding.
 */

/** Scenarios per rule; UESTORM_DIFFERENTIAL asks for more. */
const SCENARIOS = Number(process.env.UESTORM_DIFFERENTIAL ?? 20);

/** @throws AssertionError where the audit did not judge all that applies */
function compare(trace: readonly TraceEvent[]): Compared {
  const compared = judged(trace);
  assert.deepEqual(compared.unjudged, []);
  return compared;
}

const isMessage = ({ event }: TraceEvent): boolean => event === 'sent' || event === 'received';
const withoutKeys = (trace: readonly TraceEvent[]): TraceEvent[] =>
  trace.map(({ keys: _, ...event }) => event);

/** As a capture at an MME has it: S1 and S10, each message once, there. */
const atMme = (trace: readonly TraceEvent[]): TraceEvent[] =>
  trace.filter((event) => {
    const at = interfaceOf(event);
    const sends = event.event === 'sent' && event.from?.startsWith('mme');
    return at === 's10'
      ? sends
      : at === 's1' && (sends || (event.event === 'received' && event.to?.startsWith('mme')));
  });

const SIGHTS: Readonly<Record<string, (trace: readonly TraceEvent[]) => readonly TraceEvent[]>> = {
  'messages alone': (trace) => trace.filter(isMessage),
  'each message once, where it is sent': (trace) => trace.filter(({ event }) => event === 'sent'),
  'messages alone, no keys': (trace) => withoutKeys(trace.filter(isMessage)),
  'a capture at the MMEs': atMme,
  'a capture at the MMEs, no keys': (trace) => withoutKeys(atMme(trace)),
  'a capture of S1, no keys': (trace) =>
    withoutKeys(atMme(trace)).filter((event) => interfaceOf(event) === 's1'),
};

const sorted = (ues: Iterable<number>): number[] => [...new Set(ues)].sort((a, b) => a - b);

describe(`engine and audit agree on ${SCENARIOS} random scenarios`, () => {
  it('with all rules on both are silent', () => {
    let events = 0;
    for (let n = 0; n < SCENARIOS; n++) {
      const compared = compare(traceOf(randomScenario(n, 0)));
      assert.deepEqual(compared.findings, [], `scenario ${n}`);
      assert.equal(compared.passed.size + compared.onsets, 0, `scenario ${n}`);
      assert.equal(compared.repeated.size, 0, `scenario ${n}`);
      events += compared.events;
    }
    assert.ok(events > 1000 * SCENARIOS);
  });

  it('without what the engine alone knows, and without keys, nobody is accused, and all that is missed is said', () => {
    for (let n = 0; n < SCENARIOS; n++) {
      const trace = traceOf(randomScenario(n, 0));
      for (const [name, sights] of Object.entries(SIGHTS)) {
        const findings: Finding[] = [];
        const audit = new Audit((finding) => findings.push(finding));
        for (const event of sights(trace)) audit.push(event);
        audit.end();
        assert.deepEqual(findings, [], `scenario ${n}, ${name}`);
      }
    }
  });

  it('with real keys the trace is the same but for the names of the keys, and so is the judgement', () => {
    for (let n = 0; n < SCENARIOS / 5; n++) {
      const scenario = randomScenario(n, 1 + (n % 11));
      const symbolic = traceOf(scenario);
      const real = traceOf({ ...scenario, keys: 'hmac' });
      const names = new Map<string, string>();
      const renamed = real.map(({ keys, ...event }, i) => {
        if (keys === undefined) return event;
        const other = Object.entries(symbolic[i].keys ?? {});
        const pairs = Object.entries(keys).map(([slot, key], k) => {
          if (typeof key !== 'string') return [slot, key];
          if (!names.has(key)) names.set(key, String(other[k]?.[1]));
          return [slot, names.get(key)];
        });
        return { ...event, keys: Object.fromEntries(pairs) };
      });
      // Each key of one kind has one name in the other, and no two have the same.
      assert.deepEqual(renamed, symbolic, `scenario ${n}`);
      assert.equal(new Set(names.values()).size, names.size, `scenario ${n}`);
    }
  });

  for (let rule = 1; rule <= 11; rule++) {
    it(`without rule ${rule} the audit names it, for the UEs where something passed, before anything breaks`, () => {
      let ues = 0;
      for (let n = 0; n < SCENARIOS; n++) {
        const { passed, findings, unexplained } = compare(traceOf(randomScenario(n, rule)));
        const others = findings.filter((finding) => finding.rule !== rule);
        assert.deepEqual(others, [], `scenario ${n}: another rule`);
        const found = sorted(findings.map(({ ue }) => ue));
        if (rule === 9) {
          // A target MME that drops the old KASME shows it when it hands out a key of its own, if ever; then AS breaks.
          assert.deepEqual(
            found.filter((ue) => !passed.has(ue)),
            [],
            `scenario ${n}: the UEs`,
          );
          const broken = unexplained.filter(({ invariant }) => invariant === 'as_agreement');
          assert.deepEqual(broken, [], `scenario ${n}: broken without a finding`);
        } else {
          assert.deepEqual(found, sorted(passed), `scenario ${n}: the UEs`);
          assert.deepEqual(unexplained, [], `scenario ${n}: broken without a finding`);
        }
        ues += found.length;
      }
      assert.ok(ues > 0, 'nothing passed: the scenarios are too tame');
    });
  }
});
