import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { algorithmKey, derive, kasme, kenb, kenbStar, nh } from '../../src/security/fast.js';
import {
  ALGORITHM_TYPES,
  type AlgorithmType,
  deriveAlgorithmKey,
  deriveKasme,
  deriveKenb,
  deriveKenbStar,
  deriveNh,
  SecurityInputError,
} from '../../src/security/index.js';
import { ALGORITHM_KEYS, hex, octets, VECTORS } from './vectors.js';

const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const pci = fc.integer({ min: 0, max: 503 });
const GUARD = 0x5eed5eed;

/** Writes octets as big-endian words. */
function put(words: Int32Array, at: number, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 4) {
    words[at + i / 4] = Buffer.from(bytes).readInt32BE(i);
  }
}

/** Words as hex, most significant octet first. */
function read(words: Int32Array, at: number, length = 8): string {
  return Array.from(words.subarray(at, at + length), (w) => (w >>> 0).toString(16).padStart(8, '0')).join('');
}

/** A row with the key at 1, guard words around the output at 11, and what `write` derived there. */
function derived(
  key: Uint8Array,
  write: (row: Int32Array, key: number, out: number) => void,
  length = 8,
): string {
  const row = new Int32Array(new SharedArrayBuffer(4 * 24)).fill(GUARD);
  put(row, 1, key);
  write(row, 1, 11);
  assert.equal(read(row, 1), hex(key), 'the key stays as it is');
  const after = 11 + length;
  assert.ok(
    [0, 9, 10, after, 23].every((i) => row[i] === GUARD),
    'only the output is written',
  );
  return read(row, 11, length);
}

describe('derivations over words', () => {
  it('agree with the public vectors', () => {
    for (const { id, input, output } of VECTORS.KASME) {
      const [sn, sqn] = [Number.parseInt(input.sn_id, 16), input.sqn_xor_ak];
      const [high, low] = [Number.parseInt(sqn.slice(0, 4), 16), Number.parseInt(sqn.slice(4), 16)];
      const actual = derived(octets(input.ck + input.ik), (w, k, out) => kasme(w, k, out, sn, high, low));
      assert.equal(actual, output, id);
    }
    for (const { id, input, output } of VECTORS.KeNB) {
      const actual = derived(octets(input.kasme), (w, k, out) => kenb(w, k, out, input.ul_nas_count));
      assert.equal(actual, output, id);
    }
    for (const { id, input, output } of VECTORS.NH) {
      const words = new Int32Array(24);
      put(words, 0, octets(input.kasme));
      put(words, 8, octets(input.sync_input));
      nh(words, 0, 16, 8);
      assert.equal(read(words, 16), output, id);
    }
    for (const { id, input, output } of VECTORS.KeNB_star) {
      const actual = derived(octets(input.key), (w, k, out) =>
        kenbStar(w, k, out, input.pci, input.earfcn_dl),
      );
      assert.equal(actual, output, id);
    }
    for (const { id, input, output } of ALGORITHM_KEYS) {
      const { key, alg_type, alg_id } = input;
      const actual = derived(octets(key), (w, k, out) => algorithmKey(w, k, out, alg_type, alg_id), 4);
      assert.equal(actual, output.slice(32), id);
    }
  });

  it('agree with those over octets, in any order of calls', () => {
    const sqnXorAk = fc.uint8Array({ minLength: 6, maxLength: 6 });
    const snId = fc.uint8Array({ minLength: 3, maxLength: 3 });
    const type = fc.constantFrom(...(Object.keys(ALGORITHM_TYPES) as AlgorithmType[]));
    const call = fc.oneof(
      fc.record({ do: fc.constant('kasme' as const), key: key32, snId, sqnXorAk }),
      fc.record({
        do: fc.constant('kenb' as const),
        key: key32,
        count: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      }),
      fc.record({ do: fc.constant('nh' as const), key: key32, sync: key32 }),
      fc.record({
        do: fc.constant('kenbStar' as const),
        key: key32,
        pci,
        earfcn: fc.oneof(fc.integer({ min: 0, max: 65536 }), fc.integer({ min: 65535, max: 262143 })),
      }),
      fc.record({
        do: fc.constant('algorithm' as const),
        key: key32,
        type,
        id: fc.integer({ min: 0, max: 15 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 20 }), (calls) => {
        for (const c of calls) {
          if (c.do === 'kasme') {
            const [sn, sqn] = [Buffer.from(c.snId).readUIntBE(0, 3), Buffer.from(c.sqnXorAk)];
            const actual = derived(c.key, (w, k, out) =>
              kasme(w, k, out, sn, sqn.readUInt16BE(0), sqn.readUInt32BE(2)),
            );
            assert.equal(actual, hex(deriveKasme(c.key.slice(0, 16), c.key.slice(16), c.snId, c.sqnXorAk)));
          } else if (c.do === 'kenb') {
            const actual = derived(c.key, (w, k, out) => kenb(w, k, out, c.count));
            assert.equal(actual, hex(deriveKenb(c.key, c.count)));
          } else if (c.do === 'nh') {
            const words = new Int32Array(24);
            put(words, 0, c.key);
            put(words, 8, c.sync);
            nh(words, 0, 16, 8);
            assert.equal(read(words, 16), hex(deriveNh(c.key, c.sync)));
          } else if (c.do === 'kenbStar') {
            const actual = derived(c.key, (w, k, out) => kenbStar(w, k, out, c.pci, c.earfcn));
            assert.equal(actual, hex(deriveKenbStar(c.key, c.pci, c.earfcn)));
          } else {
            const { key, type, id } = c;
            const actual = derived(key, (w, k, out) => algorithmKey(w, k, out, ALGORITHM_TYPES[type], id), 4);
            assert.equal(actual, hex(deriveAlgorithmKey(key, type, id)));
          }
        }
      }),
    );
  });

  it('may write over their own input: a chain of NH in one place', () => {
    fc.assert(
      fc.property(key32, key32, fc.integer({ min: 1, max: 9 }), (kasmeKey, kenbKey, steps) => {
        const words = new Int32Array(16);
        put(words, 0, kasmeKey);
        put(words, 8, kenbKey);
        let expected: Uint8Array = kenbKey;
        for (let i = 0; i < steps; i++) {
          nh(words, 0, 8, 8);
          expected = deriveNh(kasmeKey, expected);
        }
        assert.equal(read(words, 8), hex(expected));
        // And over the key itself, as a horizontal handover replaces KeNB by KeNB*.
        kenbStar(words, 8, 8, 17, 70_000);
        assert.equal(read(words, 8), hex(deriveKenbStar(expected, 17, 70_000)));
      }),
    );
  });
});

describe('HMAC-SHA-256 over words', () => {
  it('agrees with node:crypto for every message of 0 to 55 octets', () => {
    const s = fc.uint8Array({ maxLength: 55 });
    fc.assert(
      fc.property(fc.array(fc.tuple(key32, s), { minLength: 1, maxLength: 6 }), (calls) => {
        const [from, to] = [new Int32Array(10), new Int32Array(10)];
        for (const [key, message] of calls) {
          put(from, 2, key);
          derive(from, 2, to, 1, message, message.length);
          assert.equal(read(to, 1), createHmac('sha256', key).update(message).digest('hex'));
        }
      }),
      { numRuns: 500 },
    );
    const zeros = new Int32Array(16);
    for (let length = 0; length <= 55; length++) {
      derive(zeros, 0, zeros, 8, new Uint8Array(64).fill(0xff), length);
      const expected = createHmac('sha256', new Uint8Array(32)).update(new Uint8Array(length).fill(0xff));
      assert.equal(read(zeros, 8), expected.digest('hex'));
    }
  });

  it('tells keys apart that differ in one bit, although it keeps the work for the last key', () => {
    fc.assert(
      fc.property(key32, fc.integer({ min: 0, max: 255 }), (key, bit) => {
        const other = key.slice();
        other[bit >>> 3] ^= 1 << (bit & 7);
        for (const k of [key, other, other, key]) {
          assert.equal(
            derived(k, (w, at, out) => kenb(w, at, out, 5)),
            hex(deriveKenb(k, 5)),
          );
        }
      }),
    );
  });

  it('refuses a message that one block does not hold, or that ends after its array', () => {
    const words = new Int32Array(16);
    for (const length of [56, -1, 1.5]) {
      assert.throws(
        () => derive(words, 0, words, 8, new Uint8Array(60), length),
        (error) => error instanceof SecurityInputError && /^sLength: .* 0 to 55, got /.test(error.message),
      );
    }
    assert.throws(() => derive(words, 0, words, 8, new Uint8Array(3), 4), /0 to 3, got 4/);
  });
});
