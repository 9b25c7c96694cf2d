import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HmacKeys } from '../../src/model/hmac.js';
import { MESSAGES } from '../../src/model/messages.js';
import { NAS_MESSAGES } from '../../src/model/nas-messages.js';
import { SymbolicKeys } from '../../src/model/symbolic.js';
import { TracedKeys } from '../../src/recording/keys.js';
import { codeOfNode, nodeOfCode } from '../../src/trace/event.js';
import { isSelected, readUeSelection } from '../../src/trace/selection.js';
import { MESSAGE_NAMES, NAS_NAMES } from '../../src/trace/vocabulary.js';

describe('the names that readers of traces know', () => {
  it('are all that the model has, and no others', () => {
    // The UE's own way to another cell is no message, and some kinds are timers.
    const names = MESSAGES.map(({ name }) => name).filter((name) => name !== '' && name !== '(UE moves)');
    // Some go on SRB1 or SRB2.
    const messages = [...new Set(names)];
    assert.deepEqual([...MESSAGE_NAMES].sort(), messages.sort());
    assert.deepEqual([...NAS_NAMES].sort(), NAS_MESSAGES.slice(1).sort());
  });
});

describe('the parties', () => {
  it('keep their numbers when they are coded', () => {
    assert.equal(nodeOfCode(codeOfNode('ue')), 'ue');
    assert.equal(nodeOfCode(codeOfNode('enb', 16_000_000)), 'enb-16000000');
    assert.equal(nodeOfCode(codeOfNode('mme', 63)), 'mme-63');
    for (const code of [0, 4, 5, 8]) assert.equal(nodeOfCode(code), null);
  });
});

describe('a selection of UEs', () => {
  const selected = (written: string, ues: number): number[] => {
    const test = isSelected(
      readUeSelection(written) as Exclude<ReturnType<typeof readUeSelection>, 'violated'>,
      ues,
    );
    return Array.from({ length: ues }, (_, ue) => ue).filter(test);
  };

  it('takes ranges with both ends, in any order, overlapping or not', () => {
    assert.deepEqual(selected('7, 2-4,3-5,0', 20), [0, 2, 3, 4, 5, 7]);
    assert.deepEqual(selected('1-9,2-3', 12), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('samples exactly as many as asked for, or all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 500 }), (ues, count) => {
        assert.equal(selected(`sample:${count}`, ues).length, Math.min(count, ues));
      }),
    );
    assert.deepEqual(selected('sample:4', 100), [0, 25, 50, 75]);
  });
});

describe('keys of a traced run', () => {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

  it('know the KASME that they were derived from', () => {
    const w = new Int32Array(new SharedArrayBuffer(400));
    const keys = new TracedKeys(new SymbolicKeys(1));
    const [k1, k2, kenb, nh, star] = [4, 14, 24, 34, 44];
    keys.kasme(w, k1, 5, 1);
    keys.kasme(w, k2, 5, 2);
    keys.kenb(w, kenb, k1, 0);
    keys.nh(w, nh, k1, kenb);
    keys.nh(w, nh, k2, nh);
    keys.kenbStar(w, star, nh, 3, 100);
    keys.copy(w, 60, star);
    assert.equal(hex(keys.origin(w, k1)), hex(keys.identity(w, k1)));
    assert.equal(hex(keys.origin(w, kenb)), hex(keys.identity(w, k1)));
    // The last step of the chain was made with the other KASME.
    assert.equal(hex(keys.origin(w, nh)), hex(keys.identity(w, k2)));
    assert.equal(hex(keys.origin(w, 60)), hex(keys.identity(w, k2)));
    assert.equal(hex(keys.identity(w, 60)), hex(keys.identity(w, star)));
    assert.notEqual(hex(keys.identity(w, k1)), hex(keys.identity(w, k2)));
  });

  it('are the same keys', () => {
    const plain = new SymbolicKeys(1);
    const keys = new TracedKeys(new SymbolicKeys(1));
    const w = new Int32Array(100);
    plain.kasme(w, 0, 5, 1);
    keys.kasme(w, 10, 5, 1);
    plain.kenb(w, 2, 0, 7);
    keys.kenb(w, 14, 10, 7);
    assert.ok(plain.equal(w, 0, 10) && plain.equal(w, 2, 14));
    assert.equal(keys.derivations, plain.derivations);
  });

  it('of 256 bits show nothing of themselves but an identity, and in full only on request', () => {
    const w = new Int32Array(new SharedArrayBuffer(800));
    const keys = new TracedKeys(new HmacKeys(1));
    const whole = new TracedKeys(new HmacKeys(1), true);
    keys.kasme(w, 0, 5, 1);
    whole.kasme(w, 40, 5, 1);
    const octets = Buffer.alloc(32);
    for (let i = 0; i < 8; i++) octets.writeInt32BE(w[i], 4 * i);
    assert.equal(hex(whole.identity(w, 40)), octets.toString('hex'));
    assert.equal(hex(whole.origin(w, 40)), octets.toString('hex'));
    assert.equal(hex(keys.identity(w, 0)).length, 16);
    assert.ok(!octets.toString('hex').includes(hex(keys.identity(w, 0)).slice(0, 6)));
  });

  it('of A.7 are shown as the key that they come from', () => {
    const w = new Int32Array(100);
    const keys = new TracedKeys(new HmacKeys(1));
    keys.kasme(w, 0, 5, 1);
    keys.kenb(w, 15, 0, 3);
    keys.nasKeys(w, 30, 0, 0);
    keys.rrcKeys(w, 45, 15);
    assert.ok(keys.matchesNas(w, 30, 0, 0) && keys.matchesRrc(w, 45, 15));
    assert.equal(hex(keys.identity(w, 30)), hex(keys.identity(w, 0)));
    assert.equal(hex(keys.identity(w, 45)), hex(keys.identity(w, 15)));
    assert.equal(hex(keys.origin(w, 45)), hex(keys.identity(w, 0)));
  });
});
