import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ARG_A, ARG_B, NODE_WORDS } from '../../src/model/layout.js';
import { MESSAGES } from '../../src/model/messages.js';
import { NAS_MESSAGES } from '../../src/model/nas-messages.js';
import { copyPayload } from '../../src/model/payload.js';
import { FIELDS, type Field, type FieldName, LAYOUTS, NAS_LAYOUTS } from '../../src/model/payload-layout.js';
import { crosses } from '../../src/model/record.js';

const maskOf = ({ shift, bits }: Field): number => (bits === 32 ? -1 : ((1 << bits) - 1) << shift);

describe('the fields of a message', () => {
  for (const [name, field] of Object.entries<Field>(FIELDS)) {
    it(`${name}: written and read in its bits, and in no others`, () => {
      const mask = maskOf(field);
      for (const before of [0, -1]) {
        for (const value of [0, 1, mask >>> field.shift]) {
          const w = new Int32Array(3 * NODE_WORDS).fill(before);
          field.set(w, NODE_WORDS, value);
          assert.equal(field.of(w, NODE_WORDS) >>> 0, value >>> 0);
          const at = NODE_WORDS + field.word;
          assert.equal(w[at], (before & ~mask) | (value << field.shift));
          assert.ok(w.every((word, i) => i === at || word === before));
        }
      }
    });
  }
});

/** Each message, and what it carries in all: with a NAS message inside, what that one carries too. */
function* layouts(): Generator<[string, readonly FieldName[]]> {
  for (const [kind, { fields }] of Object.entries(LAYOUTS)) {
    const { name } = MESSAGES[Number(kind)];
    yield [name, fields];
    if (!fields.includes('plain')) continue;
    for (const [nas, own] of Object.entries(NAS_LAYOUTS)) {
      yield [`${NAS_MESSAGES[Number(nas)]} in ${name}`, [...fields, ...own]];
    }
  }
}

describe('the layout of a message', () => {
  it('has no two fields in the same bits', () => {
    for (const [name, fields] of layouts()) {
      const taken = [0, 0];
      for (const field of fields) {
        const { word } = FIELDS[field];
        const mask = maskOf(FIELDS[field]);
        assert.equal(taken[word - ARG_A] & mask, 0, `${name}: ${field} lies upon another field`);
        taken[word - ARG_A] |= mask;
      }
    }
  });

  it('lies in a transfer where the message crosses regions, and only there', () => {
    for (const [kind, { transfer }] of Object.entries(LAYOUTS)) {
      assert.equal(transfer === true, crosses(Number(kind)), MESSAGES[Number(kind)].name);
    }
  });

  it('is the same on the next hop', () => {
    const w = new Int32Array(3 * NODE_WORDS);
    w[NODE_WORDS + ARG_A] = 0x1234_5678;
    w[NODE_WORDS + ARG_B] = -5;
    copyPayload(w, 2 * NODE_WORDS, NODE_WORDS);
    assert.deepEqual([w[2 * NODE_WORDS + ARG_A], w[2 * NODE_WORDS + ARG_B]], [0x1234_5678, -5]);
  });
});
