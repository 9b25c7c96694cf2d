import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { uestorm, type World } from '../cli/world.js';
import { missing, whereIs } from '../programs.js';
import { inDirectory } from '../trace/files.js';
import { BROKEN, captureOf, read } from './captures.js';

/*
 * Captures that are not as they should be. BROKEN in S1AP is frames 1 to 4 for S1 SETUP at both ends, and then one for each
 * message: rule 1 is broken by frames 7 and 8.
 */

const skip = missing('tshark', 'editcap');
const WHOLE = captureOf(BROKEN);
const PACKET_OCTETS = WHOLE.length - WHOLE.lastIndexOf(Buffer.from([6, 0, 0, 0, WHOLE[WHOLE.length - 4]]));

/** What Wireshark's own editor makes of a capture. */
function edited(octets: Uint8Array, ...args: readonly string[]): Promise<Buffer> {
  return inDirectory(async (dir) => {
    const [from, to] = [join(dir, 'from'), join(dir, 'to')];
    writeFileSync(from, octets);
    const { status, stderr } = spawnSync('editcap', [...args.slice(0, 2), from, to, ...args.slice(2)]);
    assert.equal(status, 0, String(stderr));
    return readFileSync(to);
  });
}

/** `uestorm audit` of these octets. */
const audit = (octets: Uint8Array | string, ...flags: readonly string[]): Promise<World> =>
  inDirectory(async (dir) => {
    const path = join(dir, 'a.pcapng');
    writeFileSync(path, octets);
    return uestorm(['audit', path, ...flags]);
  });

describe('a capture that was cut', { skip }, () => {
  for (const [what, form] of [
    ['within a packet', WHOLE.subarray(0, -20)],
    ['within a packet, packed', gzipSync(WHOLE).subarray(0, -60)],
  ] as const) {
    it(`${what} is judged as far as it goes: status 2`, async () => {
      const { events } = await read(form);
      assert.deepEqual(
        events.map(({ frame }) => frame),
        [5, 6, 7].slice(0, events.length),
      );
      assert.ok(events.length >= 1);
      const { status, stdout, stderr } = await audit(form, '--partial');
      assert.equal(status, 2);
      assert.match(
        stdout.text,
        new RegExp(`^no rule was broken in ${events.length} events, where .* off$`, 'm'),
      );
      assert.match(
        stderr.text,
        /cut short in the middle of a packet; \d packets with signalling were read before it$/m,
      );
    });
  }

  it('behind a packet shows nothing of that, and is judged', async () => {
    const { events, failure } = await read(WHOLE.subarray(0, -PACKET_OCTETS));
    assert.deepEqual([events.length, failure], [3, null]);
  });

  it('in its messages, by snaplen, names the frames and is not taken for whole: status 3', async () => {
    // INITIAL CONTEXT SETUP REQUEST is longer.
    const octets = await edited(WHOLE, '-s', '120');
    const { events, faults } = await read(octets);
    assert.deepEqual(
      events.map(({ frame }) => frame),
      [5, 6, 7],
    );
    assert.deepEqual(
      faults.map(({ packets }) => packets),
      [[8]],
    );
    const { status, stderr } = await audit(octets);
    assert.equal(status, 3);
    assert.match(stderr.text, /^uestorm: passed over, cut short .*\(tcpdump -s 0 .*\): 1 frames: 8$/m);
    assert.equal((await audit(octets, '--partial')).status, 0);
  });

  it('in all its headers has no signalling, and says so: status 2', async () => {
    const { status, stderr } = await audit(await edited(WHOLE, '-s', '16'));
    assert.equal(status, 2);
    assert.match(stderr.text, /no S1AP, X2AP, GTPv2-C or S6a is in it; its first packet reads as ip, /);
  });
});

describe('a capture with frames that cannot be dissected', { skip }, () => {
  /** A list of elements that is longer than its message. */
  function malformed(): Buffer {
    const octets = Buffer.from(WHOLE);
    // Behind SCTP's payload protocol 18: choice, code of the procedure, criticality, length, and how many elements follow.
    const at = octets.lastIndexOf(Buffer.from([0, 0, 0, 18])) + 4;
    const isLong = octets[at + 3] >= 0x80;
    octets[at + (isLong ? 7 : 6)] = 0xff;
    return octets;
  }

  it('is read without them, and they are told by number', async () => {
    const { events, faults } = await read(malformed());
    assert.equal(events.length, 3);
    assert.deepEqual(faults, [{ what: 'malformed', count: 1, packets: [8] }]);
  });

  it('is not taken for whole: status 3, and in the summary for programs', async () => {
    const { status, stdout } = await audit(malformed(), '--json');
    assert.equal(status, 3);
    const { summary } = JSON.parse(stdout.text.trimEnd().split('\n').at(-1) ?? '');
    assert.deepEqual(summary.faults, [{ what: 'malformed', count: 1, packets: [8] }]);
  });
});

describe('a capture that begins within its associations', { skip }, () => {
  it('without any set-up is read all the same', async () => {
    const whole = await read(WHOLE);
    const late = await read(await edited(WHOLE, '-F', 'pcapng', '1-4'));
    const said = ({ message, nas, ue, connection }: (typeof whole.events)[number]) => [
      message,
      nas,
      ue,
      connection,
    ];
    assert.deepEqual(late.events.map(said), whole.events.map(said));
    assert.equal((await audit(await edited(WHOLE, '-F', 'pcapng', '1-4'))).status, 4);
  });
});

describe('what is no capture of signalling', { skip }, () => {
  const cases: readonly (readonly [
    what: string,
    octets: () => Promise<Buffer> | Buffer,
    complaint: RegExp,
  ])[] = [
    [
      'another link type than its own',
      () => edited(WHOLE, '-T', 'ether'),
      /no S1AP, X2AP, .* reads as eth.*, of Wireshark's link type 1; capture with tcpdump .*, or .* editcap -T$/m,
    ],
    [
      'a link type that nothing is known of',
      () => edited(WHOLE, '-T', 'user0'),
      /no S1AP, X2AP, .* reads as user_dlt:data, of Wireshark's link type 45; /,
    ],
    ['no packet', () => WHOLE.subarray(0, WHOLE.readUInt32LE(4)), /no packet is in it; capture with/],
    [
      'only a beginning',
      () => Buffer.from('\n\r\r\nno capture at all'),
      /0 packets with signalling were read before it/,
    ],
    ['text', () => Buffer.from('no capture at all'), /neither a trace nor JSON lines: "no capture at all"/],
    ['nothing', () => Buffer.alloc(0), /a\.pcapng: .*is empty/],
  ];
  for (const [what, octets, complaint] of cases) {
    it(`${what}: status 2, and what is wrong`, async () => {
      const { status, stdout, stderr } = await audit(await octets(), '--partial');
      assert.deepEqual([status, stdout.text], [2, '']);
      assert.match(stderr.text, complaint);
      assert.match(stderr.text, /^uestorm: .*a\.pcapng: /m);
    });
  }
});

describe('a tshark', () => {
  /** Audits with a tshark of these lines of shell in the path, and nothing before it; from a pipe, too. */
  async function withTshark(lines: readonly string[]): Promise<readonly World[]> {
    const { PATH = '' } = process.env;
    return inDirectory(async (dir) => {
      const [path, bin] = [join(dir, 'a.pcapng'), join(dir, 'bin')];
      writeFileSync(path, WHOLE);
      mkdirSync(bin);
      if (lines.length > 0) {
        writeFileSync(join(bin, 'tshark'), ['#!/bin/sh', ...lines, ''].join('\n'));
        chmodSync(join(bin, 'tshark'), 0o755);
      }
      process.env.PATH = lines.length > 0 ? `${bin}${delimiter}${PATH}` : '/nowhere';
      try {
        return [
          await uestorm(['audit', path]),
          ...(lines.length > 0 ? [await uestorm(['audit', '-'], undefined, { stdin: WHOLE })] : []),
        ];
      } finally {
        process.env.PATH = PATH;
      }
    });
  }

  const cases: readonly (readonly [what: string, lines: readonly string[], complaint: RegExp])[] = [
    ['that is missing', [], /a\.pcapng: .*tshark.* cannot be run; install it, .*apt-get install tshark/],
    ['that is killed', ['kill -9 $$'], /tshark ended with SIGKILL; 0 packets/],
    ['that fails', ['echo "tshark: Out of memory." >&2', 'exit 1'], /: Out of memory; 0 packets/],
    ['that fails without a word', ['exit 3'], /tshark ended with status 3; 0 packets/],
    [
      'that is too old',
      ['echo \'<pdml version="0" creator="wireshark/3.4.8">\'', 'sleep 5'],
      /the tshark that dissects it is 3\.4\.8; install 4\.0 or later/,
    ],
  ];
  for (const [what, lines, complaint] of cases) {
    it(`${what}: status 2, from a file and from a pipe`, async () => {
      for (const { status, stdout, stderr } of await withTshark(lines)) {
        assert.deepEqual([status, stdout.text], [2, '']);
        assert.match(stderr.text, complaint);
      }
    });
  }

  it('that dies on its way leaves what it has said, and a finding counts: status 4', { skip }, async () => {
    const real = whereIs('tshark');
    for (const { status, stdout, stderr } of await withTshark([`${real} "$@"`, 'kill -9 $$'])) {
      assert.equal(status, 4);
      assert.match(stdout.text, /^rule 1, UE 0, mme-0/m);
      assert.match(stderr.text, /tshark ended with SIGKILL; 8 packets with signalling were read before it/);
    }
  });
});
