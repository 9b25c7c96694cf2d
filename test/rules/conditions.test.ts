import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as F from '../../src/model/flags.js';
import { BLOCK, EN_FLAGS, MME_FLAGS, ROW_WORDS, SEQUENCE, STATE } from '../../src/model/layout.js';
import { rule05 } from '../../src/rules/rule-05.js';
import { nameOfRule, RULES } from '../../src/rules/table.js';

/*
 * The condition of each rule, on a row: also on rows that the procedures of today never bring about, because another
 * check stands before the rule. A rule must not rest on that.
 */

/** Flags of the row (`state`), and what is in progress at the MME (`mme`) and at the serving eNB (`en`). */
interface Row {
  readonly state?: number;
  readonly mme?: number;
  readonly en?: number;
  /** Word SEQUENCE: steps of the chain. */
  readonly sequence?: number;
}

/** What a row is, in words; its flags; whether the rule applies to it. */
type Case = readonly [string, Row, boolean];

const NEW_KASME = F.MME_SMC | F.MME_SMC_NEW;
const CHANGE = F.MME_SMC | F.MME_SMC_ALGORITHMS;
const CONNECTED = F.EN_CONTEXT | F.EN_AS | F.MME_AS;

const MODIFICATION: readonly Case[] = [
  ['a modification is ongoing', { mme: F.MME_MODIFICATION }, true],
  ['its REQUEST has reached the eNB', { mme: F.MME_MODIFICATION, en: F.EN_KEY_CHANGE }, true],
  ['the UE has changed its key, the eNB too', { mme: F.MME_MODIFICATION, state: CONNECTED }, true],
  ['a path switch waits for it', { mme: F.MME_MODIFICATION | F.MME_HELD_PATH_SWITCH }, true],
  ['a handover waits for it', { mme: F.MME_MODIFICATION | F.MME_HELD_REQUIRED }, true],
  ['a modification is due, and has not begun', { mme: F.MME_REKEY_WAIT }, false],
  ['an initial context setup is ongoing', { mme: F.MME_ICS }, false],
];

const ANY_SMC: readonly Case[] = [
  ['an SMC for a new KASME is ongoing', { mme: NEW_KASME }, true],
  ['an SMC on the current KASME is ongoing', { mme: F.MME_SMC }, true],
  ['a message of the UE aborted it, and its outcome is open', { mme: NEW_KASME | F.MME_SMC_ABORTED }, true],
  ['AKA is ongoing', { mme: F.MME_AKA }, false],
  ['the SMC has ended', { state: F.MME_AS_OLD }, false],
];

const CONDITIONS: Readonly<Record<number, readonly Case[]>> = {
  1: [
    ['an SMC for a new KASME is ongoing', { mme: NEW_KASME }, true],
    ['an SMC on the current KASME is ongoing', { mme: F.MME_SMC }, true],
    [
      'an SMC was aborted by the UE, and its outcome is awaited',
      { mme: NEW_KASME | F.MME_SMC_ABORTED },
      true,
    ],
    ['AKA is ongoing', { mme: F.MME_AKA }, false],
    ['AKA has ended, and no SMC has begun', { mme: F.MME_PENDING }, false],
  ],
  2: [
    ['an initial context setup is ongoing', { mme: F.MME_ICS }, true],
    ['its REQUEST has reached the eNB', { mme: F.MME_ICS, state: F.EN_CONTEXT }, true],
    [
      'AS security is active at the eNB, and its RESPONSE on the way',
      { mme: F.MME_ICS, state: CONNECTED },
      true,
    ],
    ...MODIFICATION.filter(([, , applies]) => applies),
    ['a modification is due, and has not begun', { mme: F.MME_REKEY_WAIT }, false],
    ['AS security is active', { state: CONNECTED }, false],
  ],
  3: [
    ['an SMC for a new KASME is ongoing', { mme: NEW_KASME }, true],
    ['an SMC succeeded, and AS runs on the old KASME', { state: F.MME_AS_OLD }, true],
    ['... and the modification is ongoing', { state: F.MME_AS_OLD, mme: F.MME_MODIFICATION }, true],
    ['an SMC on the current KASME is ongoing', { mme: F.MME_SMC }, false],
    ['no SMC is ongoing, whatever the last one was for', { mme: F.MME_SMC_NEW }, false],
    [
      'AS runs on an old KASME that came by relocation: rule 9',
      { state: F.MME_AS_OLD | F.MME_INHERITED },
      false,
    ],
    [
      '... but an SMC for yet another one is ongoing',
      { state: F.MME_AS_OLD | F.MME_INHERITED, mme: NEW_KASME },
      true,
    ],
    ['AS runs on the KASME in NAS use', { state: CONNECTED }, false],
  ],
  4: [
    ['the UE took a new KASME into NAS use', { state: F.UE_AS_OLD }, true],
    ['... and the MME knows', { state: F.UE_AS_OLD | F.MME_AS_OLD }, true],
    ['... and has begun the modification', { state: F.UE_AS_OLD, mme: F.MME_MODIFICATION }, true],
    ['only the MME is on an old KASME', { state: F.MME_AS_OLD }, false],
  ],
  5: [
    ['the reconfiguration of a modification is ongoing', { en: F.EN_KEY_CHANGE }, true],
    ['... and the UE has changed its key', { en: F.EN_KEY_CHANGE, state: CONNECTED }, true],
    ['the REQUEST has not reached the eNB', { mme: F.MME_MODIFICATION }, false],
    ['a handover is ongoing', { en: F.EN_HANDOVER }, false],
  ],
  6: [
    ['an SMC for a new KASME is ongoing', { mme: NEW_KASME }, true],
    ['... and was aborted by the UE', { mme: NEW_KASME | F.MME_SMC_ABORTED }, true],
    ['an SMC on the current KASME is ongoing', { mme: F.MME_SMC }, false],
    ['no SMC is ongoing, whatever the last one was for', { mme: F.MME_SMC_NEW }, false],
    ['an SMC succeeded', { state: F.MME_AS_OLD }, false],
  ],
  7: MODIFICATION,
  8: [
    ['an SMC succeeded, and AS runs on the old KASME', { state: F.MME_AS_OLD }, true],
    ['... and the modification is not yet due', { state: F.MME_AS_OLD, mme: F.MME_REKEY_WAIT }, true],
    ['that state came by relocation itself: a guard', { state: F.MME_AS_OLD | F.MME_INHERITED }, false],
    ['only the UE is on an old KASME', { state: F.UE_AS_OLD }, false],
    ['an SMC for a new KASME is ongoing', { mme: NEW_KASME }, false],
  ],
  9: [
    ['FORWARD RELOCATION REQUEST brought both KASMEs', { state: F.MME_AS_OLD | F.MME_INHERITED }, true],
    ['... and the handover is ongoing', { state: F.MME_AS_OLD | F.MME_INHERITED, mme: F.MME_TARGET }, true],
    ['... and the modification is', { state: F.MME_AS_OLD | F.MME_INHERITED, mme: F.MME_MODIFICATION }, true],
    ['AS runs on an old KASME after an SMC here: rule 3', { state: F.MME_AS_OLD }, false],
    ['nothing is left of the old KASME', { state: F.MME_INHERITED }, false],
  ],
  10: [
    ['FORWARD RELOCATION REQUEST was sent', { mme: F.MME_HANDOVER | F.MME_FORWARDED }, true],
    ['... and the handover command', { mme: F.MME_FORWARDED, en: F.EN_HANDOVER | F.EN_COMMANDED }, true],
    ['... and its cancel, which is not acknowledged', { mme: F.MME_FORWARDED | F.MME_CANCELLING }, true],
    ['a relocation waits', { mme: F.MME_HELD_REQUIRED | F.MME_HELD_INTER }, false],
    ['a handover within the MME is ongoing', { mme: F.MME_HANDOVER }, false],
    ['this is the target MME', { mme: F.MME_HANDOVER | F.MME_TARGET }, false],
  ],
  11: MODIFICATION,
  12: [
    ['NH was stepped seven times without the UE', { sequence: 7 << 22 }, true],
    ['NH was stepped six times without the UE', { sequence: 6 << 22 }, false],
    [
      'NH was stepped seven times since the eNB got its pair, and the UE followed',
      { sequence: 7 << 25 },
      false,
    ],
  ],
  13: [
    ['both KASMEs came by relocation', { state: F.MME_AS_OLD | F.MME_INHERITED }, true],
    ['AS runs on an old KASME after an SMC here: rule 8', { state: F.MME_AS_OLD }, false],
    ['nothing is left of the old KASME', { state: F.MME_INHERITED }, false],
  ],
  14: ANY_SMC,
  15: ANY_SMC,
  16: [
    ['an SMC is ongoing', { mme: NEW_KASME }, true],
    ['an AKA is ongoing', { mme: F.MME_AKA }, true],
    ['a modification is ongoing', { mme: F.MME_MODIFICATION }, false],
  ],
  17: [
    ['an eNB has answered ahead of the reconfiguration', { mme: F.MME_KEY_CHANGE }, true],
    ['a modification is outstanding', { mme: F.MME_MODIFICATION }, false],
  ],
  18: [
    ['an SMC on the current KASME changes algorithms', { mme: CHANGE }, true],
    ['... and the MME prefers them', { mme: CHANGE | F.MME_SMC_OTHER }, true],
    ['... and was aborted by the UE', { mme: CHANGE | F.MME_SMC_ABORTED }, true],
    ['an SMC on the current KASME is for its COUNT alone', { mme: F.MME_SMC }, false],
    ['an SMC for a new KASME is ongoing: rule 6', { mme: NEW_KASME }, false],
    ['no SMC is ongoing, whatever the last one was for', { mme: F.MME_SMC_ALGORITHMS }, false],
  ],
};

/** Rule 5a. A connection that the UE has left counts too, but that is for who asks to know. */
const REJECTS: readonly Case[] = [
  ['a handover has started', { en: F.EN_HANDOVER }, true],
  ['... and the UE was commanded', { en: F.EN_HANDOVER | F.EN_COMMANDED }, true],
  ['... and it is being cancelled', { en: F.EN_HANDOVER | F.EN_CANCELLING }, true],
  ['only the MME knows of a handover', { mme: F.MME_HANDOVER }, false],
  ['a key change is ongoing', { en: F.EN_KEY_CHANGE }, false],
];

const ROW = 16;
const ACTIVE = ROW + 2 * ROW_WORDS;

function applies(
  condition: (w: Int32Array, u: number) => boolean,
  { state = 0, mme = 0, en = 0, sequence = 0 }: Row,
): boolean {
  const w = new Int32Array(256);
  w[ROW + STATE] = state;
  w[ROW + BLOCK] = ACTIVE;
  w[ROW + SEQUENCE] = sequence;
  w[ACTIVE + MME_FLAGS] = mme;
  w[ACTIVE + EN_FLAGS] = en;
  return condition(w, ROW);
}

describe('The condition of each rule', () => {
  for (const { number, applies: condition } of RULES) {
    for (const [what, row, expected] of CONDITIONS[number]) {
      it(`${nameOfRule(number)} ${expected ? 'applies' : 'does not apply'}: ${what}`, () => {
        assert.equal(applies(condition, row), expected);
      });
    }
    it(`${nameOfRule(number)} does not apply when nothing is in progress`, () => {
      assert.equal(condition(new Int32Array(64), ROW), false);
    });
  }

  for (const [what, row, expected] of REJECTS) {
    it(`rule 5a ${expected ? 'rejects' : 'does not reject'}: ${what}`, () => {
      assert.equal(applies(rule05.rejects, row), expected);
    });
  }
});
