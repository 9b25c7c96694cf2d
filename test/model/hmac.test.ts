import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HmacKeys, RRC_ALGORITHM, SN_ID } from '../../src/model/hmac.js';
import { NAS_ALGORITHMS } from '../../src/model/nas-algorithms.js';
import {
  deriveAlgorithmKey,
  deriveKasme,
  deriveKenb,
  deriveKenbStar,
  deriveNh,
} from '../../src/security/index.js';

/** Words as octets, and back. */
function octetsOf(w: Int32Array, at: number): Uint8Array {
  const octets = Buffer.alloc(32);
  for (let i = 0; i < 8; i++) octets.writeInt32BE(w[at + i], 4 * i);
  return Uint8Array.from(octets);
}
function put(w: Int32Array, at: number, octets: Uint8Array): void {
  for (let i = 0; i < 8; i++) w[at + i] = Buffer.from(octets).readInt32BE(4 * i);
}

const hmac = (key: Uint8Array, letter: string, value: number) => {
  const input = Buffer.alloc(5);
  input.write(letter, 'latin1');
  input.writeUInt32BE(value, 1);
  return Uint8Array.from(createHmac('sha256', key).update(input).digest());
};

/** KASME as docs/keys.md tells it. */
function kasmeOf(seed: number, ue: number, run: number): Uint8Array {
  const seedOctets = Buffer.alloc(4);
  seedOctets.writeUInt32BE(seed);
  const k = hmac(seedOctets, 'K', ue).slice(0, 16);
  const ckIk = hmac(k, 'C', run);
  const sqn = new Uint8Array(6);
  Buffer.from(sqn.buffer).writeUInt32BE(run, 2);
  const snId = Uint8Array.of(SN_ID >>> 16, SN_ID >>> 8, SN_ID);
  return deriveKasme(ckIk.slice(0, 16), ckIk.slice(16), snId, sqn);
}

const joined = (a: Uint8Array, b: Uint8Array) => Uint8Array.from([...a, ...b]);
const nasKeysOf = (kasme: Uint8Array, pair: number) => {
  const algorithm = NAS_ALGORITHMS[pair];
  return joined(
    deriveAlgorithmKey(kasme, 'nas-int', algorithm),
    deriveAlgorithmKey(kasme, 'nas-enc', algorithm),
  );
};
const rrcKeysOf = (kenb: Uint8Array) =>
  joined(
    deriveAlgorithmKey(kenb, 'rrc-int', RRC_ALGORITHM),
    deriveAlgorithmKey(kenb, 'rrc-enc', RRC_ALGORITHM),
  );

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Few of each, so that a memo often has the answer, and often has one that is nearly right. */
const fewKeys = fc
  .array(key, { minLength: 1, maxLength: 2 })
  .map((keys) => keys.flatMap((one) => [one, one.map((octet, i) => (i === 0 ? octet ^ 0x80 : octet))]));
const call = fc.record({
  what: fc.constantFrom('kenb', 'nh', 'kenbStar', 'nasKeys', 'rrcKeys'),
  key: fc.nat(3),
  sync: fc.nat(3),
  count: fc.constantFrom(0, 1, 0xffffff),
  pci: fc.constantFrom(0, 1, 503),
  earfcn: fc.constantFrom(0, 1300, 65535, 65536, 262143),
  inPlace: fc.boolean(),
});

describe('real keys', () => {
  it('are those of TS 33.401 Annex A, with any memo and in any order', () => {
    fc.assert(
      fc.property(fewKeys, fc.array(call, { maxLength: 40 }), (keys, calls) => {
        for (const real of [new HmacKeys(1, 1), new HmacKeys(1)]) {
          const w = new Int32Array(32);
          for (const { what, key: k, sync: s, count, pci, earfcn, inPlace } of calls) {
            const [own, sync] = [keys[k % keys.length], keys[s % keys.length]];
            const to = inPlace ? 0 : 16;
            put(w, 0, own);
            put(w, 8, sync);
            let expected: Uint8Array;
            if (what === 'kenb') {
              real.kenb(w, to, 0, count);
              expected = deriveKenb(own, count);
            } else if (what === 'nh') {
              real.nh(w, to, 0, 8);
              expected = deriveNh(own, sync);
            } else if (what === 'kenbStar') {
              real.kenbStar(w, to, 0, pci, earfcn);
              expected = deriveKenbStar(own, pci, earfcn);
            } else if (what === 'nasKeys') {
              real.nasKeys(w, to, 0, count & 1);
              expected = nasKeysOf(own, count & 1);
            } else {
              real.rrcKeys(w, to, 0);
              expected = rrcKeysOf(own);
            }
            assert.deepEqual(octetsOf(w, to), expected, what);
            assert.deepEqual(octetsOf(w, 8), sync, 'only the output is written');
          }
        }
      }),
    );
  });

  it('begin with the KASME of a UE and an AKA run: A.2 over the CK and IK that its K gives', () => {
    fc.assert(
      fc.property(uint32, fc.array(fc.tuple(uint32, fc.nat(0xffff)), { maxLength: 6 }), (seed, runs) => {
        const real = new HmacKeys(seed);
        const w = new Int32Array(16);
        for (const [ue, run] of [...runs, ...runs]) {
          for (const to of [0, 8]) real.kasme(w, to, ue, run);
          assert.deepEqual(octetsOf(w, 0), kasmeOf(seed, ue, run));
          assert.ok(real.equal(w, 0, 8), 'UE and MME come to the same');
        }
      }),
    );
  });

  it('are fresh with every AKA run, for every UE and with every seed', () => {
    const w = new Int32Array(8);
    const seen = new Set<string>();
    for (const seed of [1, 2]) {
      const real = new HmacKeys(seed);
      for (let ue = 0; ue < 20; ue++) {
        for (let run = 1; run <= 20; run++) {
          real.kasme(w, 0, ue, run);
          seen.add(w.join());
        }
      }
    }
    assert.equal(seen.size, 2 * 20 * 20);
  });

  it('match at a receiver whose own key is the same in all 256 bits', () => {
    fc.assert(
      fc.property(key, fc.nat(255), (own, bit) => {
        const real = new HmacKeys(1);
        const w = new Int32Array(24);
        put(w, 0, own);
        put(w, 8, own);
        real.nasKeys(w, 16, 0, 0);
        assert.ok(real.equal(w, 0, 8) && real.matchesNas(w, 16, 8, 0) && !real.matchesRrc(w, 16, 8));
        assert.ok(!real.matchesNas(w, 16, 8, 1), 'nor with other algorithms');
        real.rrcKeys(w, 16, 0);
        assert.ok(real.matchesRrc(w, 16, 8) && !real.matchesNas(w, 16, 8, 0));
        w[8 + (bit >>> 5)] ^= 1 << (bit & 31);
        assert.ok(!real.equal(w, 0, 8) && !real.matchesRrc(w, 16, 8));
        real.nasKeys(w, 16, 0, 0);
        assert.ok(!real.matchesNas(w, 16, 8, 0));
      }),
    );
  });

  it('count what parties derive, known to the memo or not; the two keys of A.7 are two', () => {
    const real = new HmacKeys(1);
    const w = new Int32Array(24);
    real.kasme(w, 0, 7, 1);
    for (let i = 0; i < 2; i++) real.kenb(w, 8, 0, 5);
    real.nh(w, 16, 0, 8);
    assert.equal(real.derivations, 4);
    real.rrcKeys(w, 16, 8);
    real.matchesRrc(w, 16, 8);
    assert.equal(real.derivations, 8);
  });
});
