import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SecurityInputError } from '../../src/security/errors.js';
import { aesCmac, eia2, nasMac } from '../../src/security/nas-mac.js';

const of = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits, 'hex'));
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

describe('AES-CMAC, by the examples of RFC 4493', () => {
  const key = of('2b7e151628aed2a6abf7158809cf4f3c');
  const message = of('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411');
  for (const [length, mac] of [
    [0, 'bb1d6929e95937287fa37d129b756746'],
    [16, '070a16b46b4d4144f79bdd9dd04a287c'],
    [40, 'dfa66747de9ae63030ca32611497c827'],
  ] as const) {
    it(`of ${length} octets`, () => assert.equal(hex(aesCmac(key, message.subarray(0, length))), mac));
  }
});

describe('128-EIA2', () => {
  it('gives the code of test set 2 of TS 33.401 C.2', () => {
    const key = of('d3c5d592327fb11c4035c6680af8c6d1');
    // Its direction bit is 1: downlink.
    assert.equal(hex(eia2(key, 0x398a59b4, 0x1a, false, of('484583d5afe082ae'))), 'b93787e6');
  });

  it('protects a NAS message under bearer 0 and 24 bits of COUNT', () => {
    const key = of('d3c5d592327fb11c4035c6680af8c6d1');
    assert.deepEqual(nasMac(2, key, 5, true, of('0507')), eia2(key, 5, 0, true, of('0507')));
    assert.throws(() => nasMac(2, key, 0x1000000, true, of('00')), SecurityInputError);
    assert.throws(() => nasMac(2, of('00'), 0, true, of('00')), SecurityInputError);
  });
});
