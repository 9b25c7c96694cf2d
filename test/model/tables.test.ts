import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as invariants from '../../src/model/invariants.js';
import { TIMER_SLOTS } from '../../src/model/layout.js';
import * as messages from '../../src/model/messages.js';
import * as nas from '../../src/model/nas-messages.js';
import { namesOf } from '../../src/model/numbered.js';
import * as outcomes from '../../src/model/outcomes.js';
import * as procedures from '../../src/model/procedures.js';
import * as codes from '../../src/model/queue-codes.js';
import { codeOfKind, isTraffic, kindOfCode } from '../../src/model/queue-entry.js';
import * as timers from '../../src/model/timers.js';
import * as traffic from '../../src/model/traffic.js';
import * as verdicts from '../../src/model/verdicts.js';
import {
  GUARD,
  GUARD_NAMES,
  GUARDS,
  nameOfRule,
  numbersOff,
  RULES,
  rulesWithout,
} from '../../src/rules/table.js';

describe('a table', () => {
  it('has its names in the order of their numbers', () => {
    assert.deepEqual(namesOf('letters', { b: { number: 1 }, a: { number: 0 } }), ['a', 'b']);
    assert.deepEqual(namesOf('letters', { b: { number: 2 }, a: { number: 1 } }, 1), ['a', 'b']);
  });

  it('is refused if two rows have one number', () => {
    assert.throws(
      () => namesOf('kinds', { attach: { number: 0 }, paging: { number: 0 } }),
      /^Error: kinds: attach and paging both have the number 0$/,
    );
  });

  it('is refused if a number is left out', () => {
    assert.throws(
      () => namesOf('kinds', { attach: { number: 0 }, paging: { number: 2 } }),
      /^Error: kinds: none has the number 1, others have higher ones$/,
    );
  });
});

/** The numbers that a module exports under names of their own: no counts, and nothing that is not for one row. */
function constantsOf(module: object, apart: readonly string[]): [string, number][] {
  return Object.entries(module)
    .filter(([name, value]) => typeof value === 'number' && !apart.includes(name))
    .sort((a, b) => a[1] - b[1]);
}

describe('every constant has its row, and every row its constant', () => {
  const tables = [
    ['traffic', traffic, traffic.TRAFFIC, ['TRAFFIC_COUNT']],
    ['procedures', procedures, procedures.PROCEDURES, ['PROCEDURE_COUNT', 'STARTED_CLASSES']],
    ['outcomes', outcomes, outcomes.OUTCOME_TABLE, ['OUTCOMES']],
    ['verdicts', verdicts, verdicts.VERDICTS, []],
    ['invariants', invariants, invariants.INVARIANTS, []],
    ['NAS messages', nas, nas.NAS_TABLE, ['NAS_KINDS']],
    ['timers', timers, timers.TIMER_TABLE, ['FIRST_TIMER', 'TIMER_PLACES', 'TIMER_COUNT']],
  ] as const;
  for (const [name, module, table, apart] of tables) {
    it(name, () => {
      const numbers = Object.values(table).map(({ number }) => number);
      assert.deepEqual(
        constantsOf(module, apart).map(([, value]) => value),
        numbers.sort((a, b) => a - b),
      );
    });
  }

  it('messages', () => {
    const own = constantsOf(messages, [
      ...['MESSAGE_KINDS', 'LOST', 'REFUSED', 'SWAPPED', 'CONGESTED', 'SERVED', 'AT_TARGET'],
      ...['COPY', 'COPY_SHIFT', 'LATER', 'LATER_SHIFT', 'UE', 'ENB', 'MME'],
      ...Object.keys(nas),
      ...Object.keys(timers),
    ]);
    const kinds = messages.MESSAGES.flatMap(({ name }, kind) => (name === '' ? [] : [kind]));
    assert.deepEqual(
      own.map(([, kind]) => kind),
      kinds,
    );
  });

  it('timers have room among the kinds of events, and a slot of the block or none', () => {
    assert.ok(timers.TIMER_COUNT <= timers.TIMER_PLACES);
    assert.ok(Math.max(...timers.TIMER_SLOT) < TIMER_SLOTS);
  });

  it('codes of the queue: traffic below the steps, all of them in five bits', () => {
    const steps = constantsOf(codes, ['FIRST_STEP']).map(([, code]) => code);
    assert.equal(new Set(steps).size, steps.length);
    for (const step of steps) assert.ok(!isTraffic(step) && step < 32);
    traffic.TRAFFIC_KINDS.forEach((_, kind) => {
      assert.ok(isTraffic(codeOfKind(kind)));
      assert.equal(kindOfCode(codeOfKind(kind)), kind);
    });
  });

  it('rules: numbered from 1 on, the guards beyond the clause last, each with a name of its own', () => {
    assert.deepEqual(
      RULES.map(({ number }) => number),
      Array.from(RULES, (_, k) => k + 1),
    );
    assert.equal(nameOfRule(GUARD), 'guard 11');
    assert.equal(nameOfRule(6), 'rule 6');
    assert.equal(rulesWithout([1, 11]), 0b111_1111_0111_1111_1100);
    assert.equal(nameOfRule(12), 'guard key_chain');
    assert.deepEqual(
      GUARDS.map(({ number }) => number),
      Array.from(GUARDS, (_, k) => GUARD + k),
    );
    assert.equal(new Set(GUARD_NAMES).size, GUARDS.length);
    assert.deepEqual(
      numbersOff({ withoutRules: [11, 3], withoutGuards: ['handover_key', 't3460'] }),
      [3, 11, 16],
    );
  });
});
