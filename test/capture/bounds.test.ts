import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isImsi } from '../../src/capture/imsi.js';
import { S6a } from '../../src/capture/keys/s6a.js';
import { KeyStore } from '../../src/capture/keys/store.js';
import { type Packet, Pdml, PdmlError } from '../../src/capture/pdml.js';
import { Signalling } from '../../src/capture/signalling.js';

/*
 * What a capture may hold that no network sends: it is passed over, or refused with what is wrong, and takes no memory that
 * grows with the size of its packets.
 */

const field = (name: string, show: string, value = ''): string =>
  `    <field name="${name}" show="${show}" value="${value}"/>`;

/** A packet as tshark prints it. */
const packet = (...lines: readonly string[]): string =>
  ['<packet>', field('frame.number', '1'), field('frame.time_relative', '0'), ...lines, '</packet>', ''].join(
    '\n',
  );

const nobody = { source: () => undefined, event: () => undefined };

describe('a number that tshark prints', () => {
  for (const [name, show] of [
    ['frame.number', '-1'],
    ['frame.number', ''],
    ['frame.number', 'seven'],
    ['frame.time_relative', '1e999'],
    ['frame.time_relative', ''],
  ] as const) {
    it(`is refused where it places a packet and is none: ${name} ${JSON.stringify(show)}`, () => {
      const text = `<packet>\n${field(name, show)}\n</packet>\n`;
      assert.throws(
        () => new Signalling(nobody, []).push(text),
        (error) => error instanceof PdmlError && error.message.includes(`${JSON.stringify(show)} as ${name}`),
      );
    });
  }
});

describe('an identity', () => {
  it('is an IMSI with 6 to 15 digits alone', () => {
    const texts = ['00101', '001010', '001010123456819', '0010101234568190', '00101a', ''];
    assert.deepEqual(texts.map(isImsi), [false, true, true, false, false, false]);
  });
});

describe('a vector of S6a', () => {
  /** RANDs and KASMEs that are taken. */
  function taken(rand: string, kasme: string, imsi = '001010000000001') {
    const vectors: unknown[] = [];
    const store = new KeyStore([]);
    store.vector = (...vector) => void vectors.push(vector);
    const s6a = new S6a(store);
    const pdml = new Pdml(
      new Set([
        'diameter.flags.request',
        'diameter.hopbyhopid',
        'diameter.User-Name',
        'diameter.RAND',
        'diameter.KASME',
      ]),
      (packet: Packet) => {
        for (const pdu of packet.pdus) s6a.message(pdu, packet);
      },
    );
    const ends = (from: string, to: string) => [field('ip.src', from), field('ip.dst', to)];
    const head = '  <proto name="diameter">';
    const id = field('diameter.hopbyhopid', '7');
    const name = field('diameter.User-Name', imsi);
    const keys = [field('diameter.RAND', '', rand), field('diameter.KASME', '', kasme)];
    pdml.push(packet(...ends('a', 'b'), head, field('diameter.flags.request', '1'), id, name));
    pdml.push(packet(...ends('b', 'a'), head, field('diameter.flags.request', '0'), id, ...keys));
    return vectors;
  }
  const [RAND, KASME] = ['0f'.repeat(16), '5a'.repeat(32)];

  it('is taken with a RAND of 16 octets, a KASME of 32 and an IMSI', () => {
    assert.deepEqual(taken(RAND, KASME), [[RAND, KASME, '001010000000001']]);
  });

  it('is passed over with a RAND or a KASME of another length', () => {
    assert.deepEqual(
      [taken(`${RAND}00`, KASME), taken('', KASME), taken(RAND, KASME.slice(2))],
      [[], [], []],
    );
  });

  it('is of nobody where the name is no IMSI', () => {
    assert.deepEqual(taken(RAND, KASME, '1'.repeat(1e5)), [[RAND, KASME, null]]);
  });
});
