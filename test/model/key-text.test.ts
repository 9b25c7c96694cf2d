import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { HmacKeys } from '../../src/model/hmac.js';
import { keyText } from '../../src/model/key-text.js';
import { SymbolicKeys } from '../../src/model/symbolic.js';

const w = Int32Array.from({ length: 24 }, (_, i) => Math.imul(i & 7, 0x9e3779b1) ^ (i < 16 ? 0 : 1));
const hex = Array.from(w.subarray(0, 8), (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

describe('a key in a trace', () => {
  it('is an identity that is equal for equal keys only', () => {
    const real = new HmacKeys(1);
    assert.equal(keyText(real, w, 0), keyText(real, w, 8));
    assert.notEqual(keyText(real, w, 0), keyText(real, w, 16));
  });

  it('gives a real key away only if it is told to', () => {
    const real = new HmacKeys(1);
    const identity = createHmac('sha256', Buffer.from(hex, 'hex'))
      .update('uestorm key identity')
      .digest('hex');
    assert.equal(keyText(real, w, 0), identity.slice(0, 16));
    assert.equal(keyText(real, w, 0, true), hex);
    assert.equal(real.derivations, 0, 'to look at a key is no derivation');
  });

  it('is the fingerprint that a symbolic key is', () => {
    const symbolic = new SymbolicKeys(1);
    for (const reveal of [false, true]) assert.equal(keyText(symbolic, w, 0, reveal), hex.slice(0, 16));
  });
});
