import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aesCmac, nasIntegrity, nasKeystreamed } from '../../src/security/nas-protection.js';
import { eia3, zucKeystream } from '../../src/security/zuc.js';

const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (value: Uint8Array | null): string => Buffer.from(value ?? []).toString('hex');

/** A key and a plain text that the test sets of TS 33.401 Annex C have in common. */
const KEY = octets('d3c5d592 327fb11c 4035c668 0af8c6d1');
const PLAIN = octets('981ba682 4c1bfb1a b4854720 29b71d80 8ce33e2c c3c0b5fc 1f3de8a6 dc66b1f0');

describe('NAS is protected by the algorithms of TS 33.401 Annex B', () => {
  it('128-EIA1: test set 1 of Annex C.4', () => {
    const key = octets('2bd6459f 82c5b300 952c4910 4881ff48');
    const message = octets('33323462 63393861 373479');
    assert.equal(hex(nasIntegrity(1, key, 0x38a6f056, 0, message, 0x1f)), '731f1165');
  });

  it('128-EIA2: test set 2 of Annex C.2', () => {
    assert.equal(hex(nasIntegrity(2, KEY, 0x398a59b4, 1, octets('484583d5 afe082ae'), 0x1a)), 'b93787e6');
  });

  it('AES-CMAC: examples 1 to 3 of RFC 4493', () => {
    const key = octets('2b7e1516 28aed2a6 abf71588 09cf4f3c');
    const text = octets('6bc1bee2 2e409f96 e93d7e11 7393172a ae2d8a57 1e03ac9c 9eb76fac 45af8e51 30c81c46');
    assert.equal(hex(aesCmac(key, new Uint8Array(0))), 'bb1d6929e95937287fa37d129b756746');
    assert.equal(hex(aesCmac(key, text.subarray(0, 16))), '070a16b46b4d4144f79bdd9dd04a287c');
    assert.equal(
      hex(aesCmac(key, Buffer.concat([text, octets('a35ce411')]))),
      'dfa66747de9ae63030ca32611497c827',
    );
  });

  it('128-EIA3: test sets 1 and 2 of its specification, which do not end with an octet', () => {
    assert.equal(hex(eia3(new Uint8Array(16), 0, 0, 0, octets('00000000'), 1)), 'c8a9595e');
    const key = octets('47054125 561eb2dd a94059da 05097850');
    assert.equal(hex(eia3(key, 0x561eb2dd, 0x14, 0, new Uint8Array(12), 90)), '6719a088');
  });

  it('128-EEA1: test set 1 of Annex C.3, as far as whole octets go', () => {
    const out = hex(nasKeystreamed(1, KEY, 0x398a59b4, 1, PLAIN, 0x15));
    assert.equal(out.slice(0, 62), '5d5bfe75eb04f68ce0a12377ea00b37d47c6a0ba06309155086a859c4341b3');
  });

  it('128-EEA2: test set 1 of Annex C.1, as far as whole octets go', () => {
    const out = hex(nasKeystreamed(2, KEY, 0x398a59b4, 1, PLAIN, 0x15));
    assert.equal(out.slice(0, 62), 'e9fed8a63d155304d71df20bf3e82214b20ed7dad2f233dc3c22d7bdeeed8e');
  });

  it('128-EEA3: test set 1 of its specification', () => {
    const key = octets('173d14ba 5003731d 7a600494 70f00a29');
    const plain = octets('6cf65340 735552ab 0c9752fa 6f9025fe 0bd675d9 005875b2');
    const out = hex(nasKeystreamed(3, key, 0x66035492, 0, plain, 0x0f));
    assert.equal(out, 'a6c85fc66afb8533aafc2518dfe784940ee1e4b030238cc8');
  });

  it('ZUC: the first words of its test sets 1 and 2', () => {
    const words = (octet: number): string[] =>
      [...zucKeystream(new Uint8Array(16).fill(octet), new Uint8Array(16).fill(octet), 2)].map((word) =>
        word.toString(16).padStart(8, '0'),
      );
    assert.deepEqual(words(0), ['27bede74', '018082da']);
    assert.deepEqual(words(0xff), ['0657cfa0', '7096398b']);
  });

  it('no algorithm leaves things as they are, or gives a MAC of 0', () => {
    assert.deepEqual(nasKeystreamed(0, KEY, 1, 0, PLAIN), PLAIN);
    assert.equal(hex(nasIntegrity(0, KEY, 1, 0, PLAIN)), '00000000');
    assert.equal(nasIntegrity(5, KEY, 1, 0, PLAIN), null);
    assert.equal(nasKeystreamed(5, KEY, 1, 0, PLAIN), null);
  });
});
