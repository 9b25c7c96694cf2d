import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bitString,
  choice,
  encode,
  enumerated,
  extensible,
  integer,
  octetString,
  octets,
  open,
  sequence,
  sequenceOf,
  type Type,
} from '../../src/packets/per/types.js';

/** Hexadecimal digits of a value in the aligned variant, or in the other. */
const hex = <T>(type: Type<T>, value: T, isAligned = true): string =>
  Buffer.from(encode(type, value, isAligned)).toString('hex');

const of = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits, 'hex'));

describe('whole numbers (X.691 10.5)', () => {
  it('take as many bits as their range needs, up to a range of 255', () => {
    assert.equal(hex(integer(0, 7), 5), 'a0');
    assert.equal(hex(integer(1, 4), 4), 'c0');
  });

  it('take a whole octet at a range of 256 and two up to 65536, aligned', () => {
    const after = (type: Type<number>) =>
      sequence(
        [
          ['a', type],
          ['b', type],
        ] as never,
        true,
      );
    assert.equal(hex(after(integer(0, 255)), { a: 1, b: 2 }), '000102');
    assert.equal(hex(after(integer(0, 4095)), { a: 1, b: 0xfff }), '0000010fff');
  });

  it('take as few octets as they need above that, behind how many', () => {
    assert.equal(hex(integer(0, 0xffffffff), 0), '0000');
    assert.equal(hex(integer(0, 0xffffffff), 0x0100005d), 'c00100005d');
    assert.equal(hex(integer(0, 0xffffff), 0x1234), '401234');
    assert.equal(hex(integer(0, 10_000_000_000), 100_000_000), '6005f5e100');
  });

  it('are packed without gaps in the unaligned variant', () => {
    assert.equal(
      hex(
        sequence(
          [
            ['a', integer(0, 255)],
            ['b', integer(0, 3)],
          ],
          true,
        ),
        { a: 0xff, b: 3 },
        false,
      ),
      '7fe0',
    );
  });

  it('outside their range are refused', () => {
    assert.throws(() => hex(integer(0, 7), 8), /8 is not from 0 to 7/);
    assert.throws(() => hex(integer(0, 7), Number.NaN), /NaN/);
  });
});

describe('strings (X.691 16, 17)', () => {
  it('of up to two octets go on where they are, longer ones begin at an octet', () => {
    const two = sequence([['a', octets(2)]], true);
    const three = sequence([['a', octets(3)]], true);
    assert.equal(hex(two, { a: of('ffff') }), '7fff80');
    assert.equal(hex(three, { a: of('ffffff') }), '00ffffff');
  });

  it('of bits likewise, from 17 bits on', () => {
    assert.equal(hex(extensible(bitString(16)), of('e000')), '7000' + '00');
    assert.equal(hex(sequence([['a', bitString(28)]], true), { a: of('12345670') }), '0012345670');
  });

  it('of any length have it before them, in two octets from 128 on', () => {
    assert.equal(hex(octetString, of('0102')), '020102');
    assert.equal(hex(octetString, new Uint8Array(200)).slice(0, 4), '80c8');
    assert.throws(() => hex(octetString, new Uint8Array(0x4000)), /fragments/);
  });

  it('of another length than the fixed one are refused', () => {
    assert.throws(() => hex(octets(3), of('00')), /1 octets instead of 3/);
  });
});

describe('sequences, choices and open types', () => {
  const optional = sequence([
    ['a', integer(0, 1)],
    ['b', integer(0, 1), 'optional'],
  ]);

  it('tell of what is optional by a bit each, before all else', () => {
    assert.equal(hex(optional, { a: 1, b: 1 }), '70');
    assert.equal(hex(optional, { a: 1 }), '20');
    assert.throws(() => hex(optional, { b: 1 }), /a is missing/);
  });

  it('tell by an index which alternative it is', () => {
    assert.equal(hex(choice(3, 2, integer(0, 1)), 1), '50');
  });

  it('count their items', () => {
    assert.equal(hex(sequenceOf(1, 16, enumerated(4)), [3, 3]), '1f');
    assert.throws(() => hex(sequenceOf(1, 16, enumerated(4)), []), /0 is not from 1 to 16/);
  });

  it('an open type is a whole number of octets, at least one', () => {
    assert.equal(hex(open(sequence([], true)), {}), '0100');
    assert.equal(hex(open(integer(0, 1)), 1), '0180');
  });
});
