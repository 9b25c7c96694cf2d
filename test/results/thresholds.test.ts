import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../src/errors.js';
import type { Result } from '../../src/report/result.js';
import {
  evaluateThreshold,
  evaluateThresholds,
  parseThreshold,
  ThresholdError,
} from '../../src/results/thresholds.js';
import { NO_PROCEDURE, resultFixture } from '../report/fixture.js';

const evaluate = (expression: string, result: Result = resultFixture()) =>
  evaluateThreshold(parseThreshold(expression), result);

describe('reading a threshold', () => {
  it('takes a path, an operator and a value, with or without spaces', () => {
    for (const expression of [
      'rules.6.hold.p99 < 50ms',
      'rules.6.hold.p99<50ms',
      '  rules.6.hold.p99  <  50ms ',
    ]) {
      const { path, divisor, operator, limit } = parseThreshold(expression);
      assert.deepEqual(path, ['rules', '6', 'hold', 'p99']);
      assert.equal(divisor, null);
      assert.equal(operator, '<');
      assert.equal(limit, 0.05);
    }
  });

  it('keeps the expression as it was written', () => {
    assert.equal(parseThreshold(' decision.p99<1ms').expression, ' decision.p99<1ms');
  });

  it('reads values in every unit as seconds or a fraction', () => {
    const limits: [string, number][] = [
      ['rules.6.hold.p99 < 0.05', 0.05],
      ['rules.6.hold.p99 < 1.5s', 1.5],
      ['rules.6.hold.p99 < 10us', 0.00001],
      ['rules.6.hold.p99 < 3ms', 0.003],
      ['procedures.detach.failed / offered < 1%', 0.01],
      ['procedures.detach.failed / offered < 0.01', 0.01],
      ['engine.messagesPerSecond >= 2e6', 2_000_000],
      ['invariants.reuse == 0', 0],
      ['mme.utilisation.p95 < 80%', 0.8],
      ['mme.utilisation.p95 < 0.8', 0.8],
      ['mme.waiting.p99 < 5ms', 0.005],
      ['mme.queue.p99 <= 20', 20],
      ['mme.refused / messages < 1%', 0.01],
    ];
    for (const [expression, limit] of limits)
      assert.equal(parseThreshold(expression).limit, limit, expression);
  });

  it('takes a divisor without a dot to lie beside the first path, one with a dot to be a whole path', () => {
    assert.deepEqual(parseThreshold('procedures.x2_handover.failed / offered < 1%').divisor, [
      'procedures',
      'x2_handover',
      'offered',
    ]);
    assert.deepEqual(parseThreshold('rules.6.holds / procedures.x2_handover.offered < 1').divisor, [
      'procedures',
      'x2_handover',
      'offered',
    ]);
    assert.deepEqual(parseThreshold('engine.messages / procedures < 30').divisor, ['engine', 'procedures']);
  });

  it('knows every number of a result, and nothing else', () => {
    const result = resultFixture();
    const paths: string[] = [];
    const strings: string[] = [];
    const walk = (value: unknown, path: string) => {
      if (typeof value === 'number' || value === null) paths.push(path);
      else if (typeof value === 'object' && value !== null) {
        for (const [name, inner] of Object.entries(value))
          walk(inner, path === '' ? name : `${path}.${name}`);
      } else strings.push(path);
    };
    for (const section of ['engine', 'traffic', 'procedures', 'rules', 'invariants', 'decision'] as const) {
      walk(result[section], section);
    }
    assert.ok(paths.length > 300, 'the walk found the numbers');
    assert.ok(strings.length > 0, 'the walk found what is not a number');
    for (const path of paths) parseThreshold(`${path} >= 0`);
    for (const path of strings) assert.throws(() => parseThreshold(`${path} >= 0`), ThresholdError, path);
  });

  const wrong: [expression: string, value: string, says: RegExp][] = [
    ['', '', /write PATH/],
    ['rules.6.hold.p99', 'rules.6.hold.p99', /write PATH/],
    ['rules.6.hold.p99 = 5ms', 'rules.6.hold.p99 = 5ms', /one of < <= > >= ==/],
    ['rules.6.hold.p99 != 5ms', 'rules.6.hold.p99 != 5ms', /one of < <= > >= ==/],
    ['a / b / c < 1', 'a / b / c < 1', /write PATH/],
    ['rule.6.hold.p99 < 5ms', 'rule', /expected one of engine, traffic, load, procedures, paging, rules/],
    [
      'rules.12.hold.p99 < 5ms',
      '12',
      /after rules: .*expected one of 1, 2, .*, 11, key_chain, .*, t3460, key_change, algorithm_change$/,
    ],
    ['rules.0.holds < 5', '0', /expected one of 1/],
    ['rules.6.hold.p98 < 5ms', 'p98', /after rules\.6\.hold: "p98"; expected one of count, mean, p50/],
    ['rules.6.hold < 5ms', 'rules.6.hold', /not a number.*add one of count/],
    ['rules.6.holds.p99 < 5ms', 'rules.6.holds.p99', /rules\.6\.holds is a number/],
    ['rules.6.enabled == 1', 'enabled', /expected one of checks/],
    ['procedures.x2.failed < 5', 'x2', /x2_handover/],
    ['procedures.x2_handover.failed / ofered < 1%', 'ofered', /offered/],
    ['procedures.x2_handover.failed / duration < 1%', 'procedures.x2_handover.duration', /not a number/],
    ['engine.clock == 1', 'clock', /messagesPerSecond/],
    ['engine.constructor == 1', 'constructor', /messagesPerSecond/],
    ['engine.__proto__ == 1', '__proto__', /messagesPerSecond/],
    ['engine..ues == 1', '', /messagesPerSecond/],
    ['invariants.as == 0', 'as', /as_agreement/],
    ['rules.6.hold.p99 < fast', 'fast', /expected a time/],
    ['rules.6.hold.p99 < -5ms', '-5ms', /0 or more/],
    ['rules.6.hold.p99 < 5%', '5%', /expected a time/],
    ['rules.6.hold.p99 < 5min', '5min', /1\.5s, 50ms or 10us/],
    ['rules.6.holds < 5ms', '5ms', /expected a plain number/],
    ['rules.6.holds < 5%', '5%', /expected a plain number/],
    ['procedures.detach.failed / offered < 5ms', '5ms', /such as 0\.01 or 1%/],
    ['rules.6.holds < 1e999', '1e999', /expected a plain number/],
  ];
  for (const [expression, value, says] of wrong) {
    it(`refuses ${JSON.stringify(expression)}, naming the place, the value and the remedy`, () => {
      assert.throws(
        () => parseThreshold(expression),
        (error) => {
          assert.ok(error instanceof ThresholdError);
          assert.ok(error instanceof UsageError);
          assert.equal(error.expression, expression);
          assert.equal(error.value, value);
          assert.ok(error.message.includes(`"${expression}"`), error.message);
          assert.match(error.message, says);
          return true;
        },
      );
    });
  }

  it('answers any text with a threshold or a ThresholdError', () => {
    const words = fc.constantFrom(
      'rules',
      '6',
      'hold',
      'p99',
      'engine',
      '.',
      '/',
      '<',
      '==',
      '5ms',
      '1%',
      ' ',
      '',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseThreshold(text);
        } catch (error) {
          assert.ok(error instanceof ThresholdError);
        }
      }),
    );
  });
});

describe('holding a result against a threshold', () => {
  it('gives the value and whether it meets the goal', () => {
    assert.deepEqual(evaluate('rules.6.hold.p99 < 50ms'), {
      expression: 'rules.6.hold.p99 < 50ms',
      value: 0.0421,
      ok: true,
    });
    assert.deepEqual(evaluate('procedures.x2_handover.failed / offered < 1%'), {
      expression: 'procedures.x2_handover.failed / offered < 1%',
      value: 0.015,
      ok: false,
    });
  });

  it('compares as the operator says, on either side of the limit and on it', () => {
    // 42 holds in the fixture.
    const expected = { '<': [false, false, true], '<=': [false, true, true], '==': [false, true, false] };
    for (const [operator, outcomes] of Object.entries({
      ...expected,
      '>': [true, false, false],
      '>=': [true, true, false],
    })) {
      const found = [41, 42, 43].map((limit) => evaluate(`rules.6.holds ${operator} ${limit}`).ok);
      assert.deepEqual(found, outcomes, operator);
    }
  });

  it('calls a goal on what was not measured neither met nor missed', () => {
    assert.deepEqual(evaluate('rules.7.hold.p99 < 1us'), {
      expression: 'rules.7.hold.p99 < 1us',
      value: null,
      ok: null,
    });
    const { value, ok } = evaluate('procedures.detach.failed / offered < 1%');
    assert.deepEqual([value, ok], [null, null]);
  });

  it('lets a number over zero miss an upper goal, and gives null, for JSON has no infinity', () => {
    const expression = 'rules.6.holds / procedures.detach.offered';
    assert.deepEqual(evaluate(`${expression} < 1`), {
      expression: `${expression} < 1`,
      value: null,
      ok: false,
    });
    assert.equal(evaluate(`${expression} > 1`).ok, true);
  });

  it('meets exact goals that were given in a unit', () => {
    const x2_handover = { ...NO_PROCEDURE, offered: 1000, failed: 10 };
    const result = resultFixture();
    const changed = { ...result, procedures: { ...result.procedures, x2_handover } };
    assert.equal(evaluate('procedures.x2_handover.failed / offered <= 1%', changed).ok, true);
  });

  it('answers all goals of the scenario in their order', () => {
    const thresholds = ['rules.6.holds > 100', 'invariants.reuse == 0'];
    const found = evaluateThresholds(thresholds, resultFixture());
    assert.deepEqual(found, [
      { expression: 'rules.6.holds > 100', value: 42, ok: false },
      { expression: 'invariants.reuse == 0', value: 0, ok: true },
    ]);
  });
});
