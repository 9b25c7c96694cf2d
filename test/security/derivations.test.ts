import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
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
const earfcn = fc.integer({ min: 0, max: 0xffff });
const TYPES = Object.keys(ALGORITHM_TYPES) as AlgorithmType[];

/** The KDF's string written out by hand, independent of the code under test. */
const hmac = (key: Uint8Array, ...s: number[]) =>
  createHmac('sha256', key).update(Uint8Array.from(s)).digest('hex');

describe('public vectors', () => {
  for (const { id, input, output } of VECTORS.KASME) {
    it(`A.2: ${id}`, () => {
      const kasme = deriveKasme(
        octets(input.ck),
        octets(input.ik),
        octets(input.sn_id),
        octets(input.sqn_xor_ak),
      );
      assert.equal(hex(kasme), output);
    });
  }
  for (const { id, input, output } of VECTORS.KeNB) {
    it(`A.3: ${id}`, () => {
      assert.equal(hex(deriveKenb(octets(input.kasme), input.ul_nas_count)), output);
    });
  }
  for (const { id, input, output } of VECTORS.NH) {
    it(`A.4: ${id}`, () => {
      assert.equal(hex(deriveNh(octets(input.kasme), octets(input.sync_input))), output);
    });
  }
  for (const { id, input, output } of VECTORS.KeNB_star) {
    it(`A.5: ${id}`, () => {
      assert.equal(hex(deriveKenbStar(octets(input.key), input.pci, input.earfcn_dl)), output);
    });
  }
  for (const { id, input, output } of ALGORITHM_KEYS) {
    it(`A.7: ${id} is the lower half of the output`, () => {
      const type = TYPES.find((name) => ALGORITHM_TYPES[name] === input.alg_type)!;
      assert.equal(hex(deriveAlgorithmKey(octets(input.key), type, input.alg_id)), output.slice(32));
    });
  }
});

describe('the string of each derivation', () => {
  it('A.3: the COUNT takes four octets', () => {
    fc.assert(
      fc.property(key32, fc.integer({ min: 0, max: 0xffffff }), (kasme, count) => {
        const s = [0x11, 0, count >>> 16, (count >>> 8) & 255, count & 255, 0, 4];
        assert.equal(hex(deriveKenb(kasme, count)), hmac(kasme, ...s));
      }),
    );
  });

  it('A.5: an EARFCN-DL above 65535 takes three octets, one up to it two', () => {
    const key = new Uint8Array(32).fill(7);
    assert.equal(hex(deriveKenbStar(key, 300, 65535)), hmac(key, 0x13, 1, 44, 0, 2, 255, 255, 0, 2));
    assert.equal(hex(deriveKenbStar(key, 300, 65536)), hmac(key, 0x13, 1, 44, 0, 2, 1, 0, 0, 0, 3));
    fc.assert(
      fc.property(key32, pci, fc.integer({ min: 65536, max: 262143 }), (k, cell, e) => {
        const s = [0x13, cell >>> 8, cell & 255, 0, 2, e >>> 16, (e >>> 8) & 255, e & 255, 0, 3];
        assert.equal(hex(deriveKenbStar(k, cell, e)), hmac(k, ...s));
      }),
    );
  });

  it('A.7: each type and identity gives a key of its own, also those without a public vector', () => {
    fc.assert(
      fc.property(key32, (key) => {
        const keys = TYPES.flatMap((type) =>
          [0, 1, 2, 3].map((id) => {
            const derived = hex(deriveAlgorithmKey(key, type, id));
            assert.equal(derived, hmac(key, 0x15, ALGORITHM_TYPES[type], 0, 1, id, 0, 1).slice(32));
            return derived;
          }),
        );
        assert.equal(new Set(keys).size, 24);
      }),
      { numRuns: 20 },
    );
  });
});

describe('chains of handovers (TS 33.401 clause 7.2.8)', () => {
  it('vertical: UE and MME stay on one chain of NH through the wrap of the 3-bit NCC', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(key32, key32, pci, earfcn, steps, (kasme, kenb, cell, e, stepsOfMme) => {
        const mme = { nh: deriveNh(kasme, kenb), ncc: 1 };
        const ue = { nh: deriveNh(kasme, kenb), ncc: 1 };
        const kenbs = new Set<string>();
        for (const ahead of stepsOfMme) {
          for (let i = 0; i < ahead; i++) {
            mme.nh = deriveNh(kasme, mme.nh);
            mme.ncc++;
          }
          // The UE sees three bits of the MME's count and steps until its own agree.
          while (ue.ncc !== mme.ncc % 8) {
            ue.nh = deriveNh(kasme, ue.nh);
            ue.ncc = (ue.ncc + 1) % 8;
          }
          const atUe = hex(deriveKenbStar(ue.nh, cell, e));
          assert.equal(atUe, hex(deriveKenbStar(mme.nh, cell, e)));
          kenbs.add(atUe);
        }
        const distinct = new Set(
          stepsOfMme.map((_, i) => stepsOfMme.slice(0, i + 1).reduce((x, y) => x + y)),
        );
        assert.equal(
          kenbs.size,
          distinct.size,
          'every NCC, also one that looks like an earlier one, has its own key',
        );
      }),
      { numRuns: 50 },
    );
  });

  it('horizontal: the cells on the way decide every KeNB from there on', () => {
    const way = fc.array(pci, { minLength: 1, maxLength: 8 });
    const along = (kenb: Uint8Array, cells: readonly number[], e: number) => {
      const kenbs = [kenb];
      for (const cell of cells) {
        kenbs.push(deriveKenbStar(kenbs[kenbs.length - 1], cell, e));
      }
      return kenbs.map(hex);
    };
    fc.assert(
      fc.property(key32, way, earfcn, fc.nat(), (kenb, cells, e, pick) => {
        const kenbs = along(kenb, cells, e);
        assert.equal(new Set(kenbs).size, cells.length + 1);
        const changed = pick % cells.length;
        const detour = along(kenb, cells.with(changed, cells[changed] ^ 1), e);
        kenbs.forEach((key, i) => {
          assert.equal(key === detour[i], i <= changed);
        });
      }),
    );
  });

  it('vertical and horizontal derivation to the same cell never give the same KeNB', () => {
    fc.assert(
      fc.property(key32, key32, pci, earfcn, (kasme, kenb, cell, e) => {
        const vertical = deriveKenbStar(deriveNh(kasme, kenb), cell, e);
        assert.notEqual(hex(vertical), hex(deriveKenbStar(kenb, cell, e)));
      }),
    );
  });
});

describe('wrong input', () => {
  const ok = new Uint8Array(32);
  const short = new Uint8Array(31);
  const cases: readonly (readonly [string, RegExp, () => unknown])[] = [
    ['ck', /^ck: expected 16 octets, got 15$/, () => deriveKasme(new Uint8Array(15), ok, ok, ok)],
    ['ik', /16 octets, got 32/, () => deriveKasme(new Uint8Array(16), ok, ok, ok)],
    ['snId', /3 octets, got 32/, () => deriveKasme(new Uint8Array(16), new Uint8Array(16), ok, ok)],
    [
      'sqnXorAk',
      /6 octets, got 32/,
      () => deriveKasme(new Uint8Array(16), new Uint8Array(16), new Uint8Array(3), ok),
    ],
    ['kasme', /32 octets, got 31/, () => deriveKenb(short, 0)],
    ['kasme', /32 octets, got a value of type string/, () => deriveKenb('ab'.repeat(16) as never, 0)],
    ['ulNasCount', /0 to 4294967295, got 4294967296/, () => deriveKenb(ok, 2 ** 32)],
    ['ulNasCount', /got -1/, () => deriveKenb(ok, -1)],
    ['ulNasCount', /got 0.5/, () => deriveKenb(ok, 0.5)],
    ['kasme', /32 octets, got 31/, () => deriveNh(short, ok)],
    ['syncInput', /32 octets, got 31/, () => deriveNh(ok, short)],
    ['key', /32 octets, got 31/, () => deriveKenbStar(short, 0, 0)],
    ['pci', /0 to 65535, got 65536/, () => deriveKenbStar(ok, 65536, 0)],
    ['earfcnDl', /0 to 16777215, got NaN/, () => deriveKenbStar(ok, 0, Number.NaN)],
    ['earfcnDl', /got 16777216/, () => deriveKenbStar(ok, 0, 2 ** 24)],
    ['key', /32 octets, got 31/, () => deriveAlgorithmKey(short, 'nas-enc', 0)],
    [
      'type',
      /one of nas-enc, .*, up-int, got "toString"/,
      () => deriveAlgorithmKey(ok, 'toString' as never, 0),
    ],
    ['algorithmId', /0 to 15, got 16/, () => deriveAlgorithmKey(ok, 'up-int', 16)],
  ];
  for (const [argument, message, call] of cases) {
    it(`${argument}: ${message.source}`, () => {
      assert.throws(call, (error) => {
        assert.ok(error instanceof SecurityInputError && error instanceof RangeError);
        assert.equal(error.code, 'ERR_SECURITY_INPUT');
        assert.equal(error.argument, argument);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('never shows key material', () => {
    assert.throws(
      () => deriveNh(new Uint8Array(31).fill(0xab), ok),
      (error: Error) => !/ab|171/.test(error.message),
    );
  });
});
