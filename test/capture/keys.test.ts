import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { KeyLine } from '../../src/capture/keys/file.js';
import { challengeOf } from '../../src/packets/nas.js';
import { deriveKasme, deriveKenb, deriveNh } from '../../src/security/derivations.js';
import { milenage } from '../../src/security/milenage.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { uestorm } from '../cli/world.js';
import { skip } from '../packets/tshark.js';
import { inDirectory } from '../trace/files.js';
import { captureOf, numbered, read } from './captures.js';
import { s6aCapture } from './diameter.js';

const UE = 17;
const IMSI = '001010000000017';
const RAND = challengeOf(UE, 1);
const KASME = Buffer.alloc(32, 0x5a);
const K = Buffer.alloc(16, 0x11);
const OPC = Buffer.alloc(16, 0x22);
/** TS 33.401 A.2: PLMN 001 01, and SQN ⊕ AK, with which AUTN begins. */
const PLMN = Uint8Array.of(0x00, 0xf1, 0x10);

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

/** An attach and a path switch under a KASME; `change` makes another story of it. */
function story(
  kasme: Uint8Array,
  change: Partial<{ kenb: Uint8Array; nh: Uint8Array }> = {},
): readonly TraceEvent[] {
  const kenb = change.kenb ?? deriveKenb(kasme, 0);
  const nh = change.nh ?? deriveNh(kasme, deriveNh(kasme, kenb));
  const nas = { kasme: hex(kasme), eksi: 1 };
  const at = (
    t_seconds: number,
    isUplink: boolean,
    message: string,
    more: Partial<TraceEvent>,
  ): TraceEvent => ({
    t_seconds,
    ue: UE,
    event: isUplink ? 'received' : 'sent',
    from: isUplink ? 'enb-6' : 'mme-1',
    to: isUplink ? 'mme-1' : 'enb-6',
    connection: 1,
    message,
    ...more,
  });
  return numbered([
    at(1, true, 'INITIAL UE MESSAGE', { nas: 'ATTACH REQUEST' }),
    at(2, false, 'DOWNLINK NAS TRANSPORT', { nas: 'AUTHENTICATION REQUEST', keys: { new_eksi: 1 } }),
    at(3, true, 'UPLINK NAS TRANSPORT', { nas: 'AUTHENTICATION RESPONSE' }),
    at(4, false, 'DOWNLINK NAS TRANSPORT', { nas: 'SECURITY MODE COMMAND', nas_count: 0, keys: nas }),
    at(5, true, 'UPLINK NAS TRANSPORT', { nas: 'SECURITY MODE COMPLETE', nas_count: 0, keys: nas }),
    at(6, false, 'INITIAL CONTEXT SETUP REQUEST', { keys: { kenb: hex(kenb) } }),
    at(7, true, 'INITIAL CONTEXT SETUP RESPONSE', {}),
    at(8, true, 'PATH SWITCH REQUEST', { from: 'enb-7', connection: 2, other_connection: 1 }),
    at(9, false, 'PATH SWITCH REQUEST ACKNOWLEDGE', {
      to: 'enb-7',
      connection: 2,
      other_connection: 1,
      keys: { nh: hex(nh), ncc: 2 },
    }),
  ]);
}

/** All that a capture with keys says of them. */
async function derived(octets: Uint8Array, lines: readonly KeyLine[] = []) {
  const { events, keys, failure, faults } = await read(octets, { lines });
  assert.deepEqual([failure, faults], [null, []]);
  const of = (message: string) => events.find((event) => event.message === message)?.keys ?? {};
  const { kasme } = events.find(({ nas }) => nas === 'SECURITY MODE COMPLETE')?.keys ?? {};
  return {
    kasme,
    keys,
    kenb: of('INITIAL CONTEXT SETUP REQUEST'),
    nh: of('PATH SWITCH REQUEST ACKNOWLEDGE'),
  };
}

describe('keys of a capture', { skip }, () => {
  const sources: readonly (readonly [
    what: string,
    before: Buffer,
    kasme: Uint8Array,
    lines: readonly KeyLine[],
  ])[] = [
    ['AUTHENTICATION-INFORMATION ANSWER', s6aCapture(IMSI, RAND, KASME), KASME, []],
    ['a key file that has the KASME', Buffer.alloc(0), KASME, [{ ue: 0, kasme: KASME }]],
    [
      'a key file that has K and OPc',
      Buffer.alloc(0),
      (() => {
        const { ck, ik } = milenage(K, OPC, RAND);
        return deriveKasme(ck, ik, PLMN, RAND.subarray(0, 6));
      })(),
      [{ ue: 0, subscriber: { k: K, opc: OPC } }],
    ],
  ];
  for (const [what, before, kasme, lines] of sources) {
    it(`KeNB, NH and MACs derive from the KASME of ${what}`, async () => {
      const found = await derived(Buffer.concat([before, captureOf(story(kasme))]), lines);
      const { kasmes, macs, kenbs, nhs } = found.keys;
      assert.deepEqual(
        [kasmes, macs, kenbs, nhs],
        [1, { right: 2, all: 2 }, { right: 1, all: 1 }, { right: 1, all: 1 }],
      );
      assert.match(found.kasme ?? '', /^[0-9a-f]{16}$/);
      assert.deepEqual([found.kenb.from_kasme, found.kenb.kenb_count], [found.kasme, 0]);
      assert.deepEqual([found.nh.from_kasme, found.nh.nh_step, found.nh.ncc], [found.kasme, 2, 2]);
    });
  }

  it('a KeNB and an NH that derive from no known KASME are told', async () => {
    const other = Buffer.alloc(32, 0xa5);
    const lines = [{ ue: 0, kasme: KASME }];
    const kenb = await derived(captureOf(story(KASME, { kenb: other })), lines);
    assert.deepEqual([kenb.keys.kenbs, kenb.kenb.underived], [{ right: 0, all: 1 }, true]);
    const nh = await derived(captureOf(story(KASME, { nh: other })), lines);
    assert.deepEqual([nh.keys.nhs, nh.nh.underived], [{ right: 0, all: 1 }, true]);
  });

  it('a MAC of no known KASME is told, and its COUNT belongs to none', async () => {
    const octets = captureOf(story(KASME));
    // SECURITY MODE COMPLETE: security header 4, its MAC, sequence number 0, and what it is.
    const type = Buffer.from([0x00, 0x07, 0x5e]);
    for (let at = octets.indexOf(type); at >= 0; at = octets.indexOf(type, at + 1)) {
      if (octets[at - 5] === 0x47) octets[at - 1] ^= 1;
    }
    const { events } = await read(octets, { lines: [{ ue: 0, kasme: KASME }] });
    const complete = events.find(({ nas }) => nas === 'SECURITY MODE COMPLETE');
    assert.deepEqual([complete?.keys, complete?.nas_count], [{ unproved: true }, undefined]);
  });

  it('are never printed: neither those of the capture nor those of the file', async () => {
    await inDirectory(async (dir) => {
      const [path, file] = [join(dir, 'a.pcapng'), join(dir, 'keys')];
      writeFileSync(path, captureOf(story(KASME)));
      writeFileSync(file, `# of one subscriber\nue=0 kasme=${hex(KASME)}\n`);
      const audit = await uestorm(['audit', path, '--keys', file, '--partial']);
      const trace = await uestorm(['trace', path, '--keys', file]);
      assert.match(
        audit.stderr.text,
        /1 KASMEs known; from them 1 of 1 KeNBs derive, 1 of 1 NHs, and 2 of 2 NAS MACs/,
      );
      const said = [audit, trace].map(({ stdout, stderr }) => stdout.text + stderr.text).join('');
      const kenb = deriveKenb(KASME, 0);
      for (const key of [KASME, kenb, deriveNh(KASME, kenb)])
        assert.ok(!said.includes(hex(key).slice(0, 12)));
    });
  });
});

describe('a key file', () => {
  const bad: readonly (readonly [text: string, complaint: RegExp])[] = [
    ['imsi=001010000000017 kasme=5a', /keys:1: kasme: expected 64 hexadecimal digits, got 2 characters/],
    ['imsi=00101 k=00', /keys:1: imsi: expected 6 to 15 digits, got "00101"/],
    ['# a remark\nkasme=00', /keys:2: expected one of imsi and ue, such as/],
    [`ue=1 k=${hex(K)}`, /keys:1: expected kasme, or k and opc, such as/],
    ['subscriber=1', /keys:1: expected imsi, ue, kasme, k or opc with a value, such as/],
  ];
  for (const [text, complaint] of bad) {
    it(`that says ${JSON.stringify(text.slice(0, 20))} is refused, and the line named: status 2`, async () => {
      await inDirectory(async (dir) => {
        const [path, file] = [join(dir, 'a.pcapng'), join(dir, 'keys')];
        writeFileSync(path, captureOf(story(KASME)));
        writeFileSync(file, text);
        const { status, stderr } = await uestorm(['audit', path, '--keys', file]);
        assert.equal(status, 2);
        assert.match(stderr.text, complaint);
        assert.ok(!stderr.text.includes(hex(K)));
      });
    });
  }

  it('that is not there is refused, and one for a trace: status 2', async () => {
    await inDirectory(async (dir) => {
      const [path, trace] = [join(dir, 'a.pcapng'), join(dir, 'a.jsonl')];
      writeFileSync(path, captureOf(story(KASME)));
      writeFileSync(trace, '');
      const missing = await uestorm(['audit', path, '--keys', join(dir, 'none')]);
      assert.equal(missing.status, 2);
      assert.match(missing.stderr.text, /--keys: cannot read .*none: ENOENT/);
      const other = await uestorm(['audit', trace, '--keys', path]);
      assert.equal(other.status, 2);
      assert.match(other.stderr.text, /--keys: .*a\.jsonl is no capture/);
    });
  });
});
