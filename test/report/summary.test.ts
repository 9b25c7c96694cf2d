import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { INVARIANT_NAMES } from '../../src/model/invariants.js';
import { PROCEDURE_NAMES, type ProcedureName } from '../../src/model/procedures.js';
import type { Result } from '../../src/report/result.js';
import { formatSummary } from '../../src/report/summary.js';
import type { MmeResult, RuleResult } from '../../src/results/parts.js';
import { RULE_LABELS } from '../../src/rules/table.js';
import { NO_RULE, resultFixture, scenarioFixture } from './fixture.js';

const summary = (changes: Partial<Result> = {}) =>
  formatSummary(resultFixture(changes), { colour: false, columns: 80 });
const lineWith = (text: string, part: RegExp) => {
  const line = text.split('\n').find((candidate) => part.test(candidate));
  assert.ok(line !== undefined, `no line with ${part} in\n${text}`);
  return line;
};
/** The line as words; two or more spaces apart, or one where the gaps shrank. */
const words = (line: string) => line.trim().split(/\s+/);

/** Every column of every table in use, and every number as wide as it gets. */
function crowded(): Result {
  const statistic = {
    count: 123_456,
    mean: 0.123,
    p50: 0.123,
    p90: 0.123,
    p99: 0.456,
    p999: 0.789,
    max: 125.4,
  };
  const procedure = {
    offered: 123_456_789,
    completed: 123_456_789,
    failed: 123_456_789,
    rejected: 123_456_789,
    cancelled: 123_456_789,
    superseded: 123_456_789,
    refused: 123_456_789,
    inFlight: 123_456_789,
    queued: 123_456_789,
    duration: statistic,
  };
  const rule: RuleResult = {
    enabled: false,
    checks: 123_456_789,
    holds: 123_456_789,
    rejects: 123_456_789,
    selections: 123_456_789,
    hold: statistic,
  };
  const withoutRules = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  const expression = 'procedures.ue_context_modification.superseded / offered <= 12.345678901234567890%';
  const base = resultFixture({
    status: 'interrupted',
    scenario: scenarioFixture({ name: 'n'.repeat(100), withoutRules }),
    thresholds: [{ expression, value: 0.123456, ok: false }],
  });
  return {
    ...base,
    procedures: Object.fromEntries(PROCEDURE_NAMES.map((name) => [name, procedure])) as Record<
      ProcedureName,
      typeof procedure
    >,
    rules: Object.fromEntries(RULE_LABELS.map((label) => [label, rule])),
    invariants: Object.fromEntries(
      INVARIANT_NAMES.map((name) => [name, 123_456_789]),
    ) as Result['invariants'],
  };
}

const STATISTIC = { count: 1000, mean: 0.001, p50: 0.0002, p90: 0.002, p99: 0.0123, p999: 0.02, max: 0.03 };
const MME: MmeResult = {
  servers: 4,
  messages: 1_234_567,
  refused: 89,
  utilisation: { mean: 0.614, p50: 0.6, p95: 0.83, p99: 0.9, max: 0.987 },
  waiting: STATISTIC,
  sojourn: STATISTIC,
  queue: { mean: 1.5, p50: 0, p95: 7, p99: 12, max: 345 },
};

describe('the summary of a run', () => {
  it('says how busy the MMEs were, if they have servers', () => {
    const text = summary({ mme: MME });
    assert.match(text, /^MMEs {2}4 servers each, in use 61\.4 %, p95 83 %, max 98\.7 %, 1\.23 M messages$/m);
    assert.match(text, /^ {6}waiting p50 200 µs, p99 12\.3 ms, queue p99 12, max 345, 89 refused$/m);
    assert.doesNotMatch(summary(), /MMEs/);
  });

  it('begins with what was run and how long it took', () => {
    assert.deepEqual(summary().split('\n').slice(0, 5), [
      'uestorm busy-hour: completed',
      '1.00 M UEs in 32 regions, 2 workers, seed 7, virtual clock, symbolic keys',
      '1 h 00 min simulated in 22.5 s, set-up 912 ms',
      '13.4 M messages/s, 1.11 M procedures/s, 160 × real time',
      '',
    ]);
  });

  it('says one region and one worker where there is one', () => {
    const base = resultFixture();
    const engine = { ...base.engine, regions: 1, workers: 1 };
    assert.match(summary({ engine }), /in 1 region, 1 worker, /);
  });

  it('says when a run was interrupted', () => {
    assert.match(summary({ status: 'interrupted' }), /^uestorm busy-hour: interrupted$/m);
  });

  it('shows the procedures that were offered, by outcome, without the outcomes that nothing had', () => {
    const text = summary();
    assert.deepEqual(words(lineWith(text, /^procedure /)), [
      'procedure',
      'offered',
      'completed',
      'failed',
      'open',
    ]);
    assert.deepEqual(words(lineWith(text, /^X2 handover/)), ['X2', 'handover', '1000', '980', '15', '5']);
    assert.deepEqual(
      words(lineWith(text, /^initial context setup/)).slice(3),
      ['25.0 M', '25.0 M', '0', '120'].join(' ').split(' '),
    );
    assert.doesNotMatch(text, /detach/);
  });

  it('says so when nothing was offered', () => {
    const { procedures } = resultFixture();
    const none = Object.fromEntries(PROCEDURE_NAMES.map((name) => [name, procedures.detach]));
    assert.match(summary({ procedures: none as Result['procedures'] }), /^no procedure was offered$/m);
  });

  it('shows all eleven rules by verdict, with how long work was held', () => {
    const text = summary();
    assert.match(lineWith(text, /^rule /), /^rule +checks +holds +hold p50 +p99 +max$/);
    assert.match(lineWith(text, /^ 6 /), / 12\.3 k +42 +18\.0 ms +42\.1 ms +51\.2 ms$/);
    assert.match(lineWith(text, /^ 7 /), / 0 +0 +- +- +-$/);
    for (let number = 1; number <= 11; number++)
      lineWith(text, new RegExp(`^${String(number).padStart(2)} \\w`));
  });

  it('shows rejects and selections where there are some', () => {
    const { rules } = resultFixture();
    const text = summary({ rules: { ...rules, 3: { ...NO_RULE, checks: 9, selections: 8, rejects: 7 } } });
    assert.match(lineWith(text, /^rule /), /checks +holds +rejects +select(ions)? +hold p50/);
    assert.match(lineWith(text, /^ 3 /), / 9 +0 +7 +8 +- +- +-$/);
  });

  it('marks the rules that were off', () => {
    assert.doesNotMatch(summary(), / off /);
    const text = summary({ scenario: scenarioFixture({ withoutRules: [7] }) });
    assert.match(lineWith(text, /^ 7 /), / off /);
    assert.doesNotMatch(lineWith(text, /^ 6 /), / off /);
  });

  it('needs one line where all invariants hold', () => {
    const text = summary();
    assert.match(text, /^invariants {2}all seven hold$/m);
    assert.doesNotMatch(text, /as_agreement/);
  });

  it('lists the invariants that were violated, and says whether that was to be expected', () => {
    const invariants = { ...resultFixture().invariants, as_agreement: 12_345, progress: 1 };
    const text = summary({ invariants });
    assert.match(text, /^invariants {2}2 of seven violated, with all rules on$/m);
    assert.match(text, /^ {2}as_agreement +12\.3 k$/m);
    assert.match(text, /^ {2}progress +1$/m);
    assert.doesNotMatch(text, /nas_agreement/);
    const scenario = scenarioFixture({ withoutRules: [6, 7] });
    assert.match(summary({ invariants, scenario }), /2 of seven violated, without rule 6, 7$/m);
  });

  it('shows each threshold with its value in its own unit', () => {
    assert.doesNotMatch(summary(), /threshold/);
    const text = summary({
      thresholds: [
        { expression: 'rules.6.hold.p99 < 50ms', value: 0.0421, ok: true },
        { expression: 'procedures.x2_handover.failed / offered < 1%', value: 0.015, ok: false },
        { expression: 'engine.messagesPerSecond >= 2e6', value: 13_422_222, ok: true },
        { expression: 'rules.7.hold.p99 < 50ms', value: null, ok: null },
      ],
    });
    assert.match(text, /^rules\.6\.hold\.p99 < 50ms +42\.1 ms +ok$/m);
    assert.match(text, /^procedures\.x2_handover\.failed \/ offered < 1% +1\.5 % +missed$/m);
    assert.match(text, /^engine\.messagesPerSecond >= 2e6 +13\.4 M +ok$/m);
    assert.match(text, /^rules\.7\.hold\.p99 < 50ms +- +not measured$/m);
  });

  it('ends with memory and digest', () => {
    assert.deepEqual(summary().split('\n').slice(-3), [
      'memory  180 B per UE, 412 MiB resident at most',
      'digest  0123456789abcdef',
      '',
    ]);
  });

  it('hints at huge pages that would help, where there are many UEs', () => {
    const { machine, engine } = resultFixture();
    const memory = (hugePages: string | null, ues: number) =>
      lineWith(summary({ machine: { ...machine, hugePages }, engine: { ...engine, ues } }), /^memory/);
    assert.match(memory('madvise', 1e6), /resident at most, huge pages off \(madvise\)$/);
    for (const other of [memory('always', 1e6), memory(null, 1e6), memory('never', 1e5)]) {
      assert.match(other, /resident at most$/);
    }
  });

  it('stays within 80 columns, whatever the numbers', () => {
    for (const result of [resultFixture(), crowded()]) {
      for (const line of formatSummary(result, { colour: false, columns: 80 }).split('\n')) {
        assert.ok(line.length <= 80, `${line.length}: ${line}`);
      }
    }
  });

  it('has the same text with colours and without', () => {
    for (const result of [resultFixture(), crowded()]) {
      const colourful = formatSummary(result, { colour: true, columns: 80 });
      const plain = formatSummary(result, { colour: false, columns: 80 });
      assert.ok(colourful.includes('\x1b['));
      assert.equal(plain, stripVTControlCharacters(plain));
      assert.equal(stripVTControlCharacters(colourful), plain);
    }
  });

  it('says how much was offered, and in red what is wrong with it', () => {
    assert.match(
      lineWith(summary(), /^load /),
      /^load {2}25\.0 M traffic events offered, none refused by full queues$/,
    );
    const load = { offered: 1000, refused: 20, registered: 0.5, missing: 0.5 };
    const text = formatSummary(resultFixture({ load }), { colour: true, columns: 200 });
    assert.ok(text.includes('\x1b[31m20 of 1000 traffic events refused (2 %)'));
    assert.match(
      stripVTControlCharacters(text),
      /^ {6}50 % of the scenario's load never came: it says 100 % of/m,
    );
  });
});
