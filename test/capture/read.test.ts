import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { lookAhead } from '../../src/capture/sniff.js';
import { uestorm } from '../cli/world.js';
import { skip } from '../packets/tshark.js';
import { inDirectory } from '../trace/files.js';
import { BROKEN, captureOf, chunks, read } from './captures.js';

describe('a capture is read as a trace', { skip }, () => {
  it('with the frames that messages are in, and what each shows of keys without showing one', async () => {
    const { events, failure, faults, strangers } = await read(captureOf(BROKEN));
    assert.deepEqual([failure, faults, strangers], [null, [], 0]);
    assert.deepEqual(
      events.map(({ message, nas, connection, frame }) => [message, nas, connection, frame]),
      [
        // S1 SETUP is in frames 1 to 4, of both ends.
        ['INITIAL UE MESSAGE', 'ATTACH REQUEST', 1, 5],
        ['DOWNLINK NAS TRANSPORT', 'AUTHENTICATION REQUEST', 1, 6],
        ['DOWNLINK NAS TRANSPORT', 'SECURITY MODE COMMAND', 1, 7],
        ['INITIAL CONTEXT SETUP REQUEST', undefined, 1, 8],
      ],
    );
    assert.deepEqual(
      events.slice(1, 3).map(({ keys, nas_count }) => [keys, nas_count]),
      [
        [{ new_eksi: 1 }, undefined],
        [{ eksi: 1 }, 0],
      ],
    );
    assert.match(events[3].keys?.kenb ?? '', /^[0-9a-f]{16}$/);
    assert.doesNotMatch(events[3].keys?.kenb ?? '', /cdcd/);
  });

  it('from a pipe, and packed', async () => {
    const octets = captureOf(BROKEN);
    const whole = await read(octets);
    for (const form of [octets, gzipSync(octets)]) {
      const piped = await read(form, { isPiped: true });
      assert.deepEqual([piped.events, piped.failure], [whole.events, null]);
    }
  });
});

describe('whether it is a capture', () => {
  const begins: readonly (readonly [hex: string, isCapture: boolean])[] = [
    ['0a0d0d0a1c000000', true],
    ['d4c3b2a102000400', true],
    ['7b22745f7365636f', false],
    ['0a', false],
    ['', false],
  ];
  for (const [hex, expected] of begins) {
    it(`${hex || 'nothing'}: ${expected}, in whatever pieces it comes, and nothing is lost`, async () => {
      const octets = Buffer.from(hex, 'hex');
      for (const form of expected ? [octets, gzipSync(octets)] : [octets]) {
        const { isCapture, stream } = await lookAhead(chunks(form, form === octets ? 1 : 1000));
        const pieces: Buffer[] = [];
        for await (const piece of stream) pieces.push(Buffer.from(piece as Uint8Array));
        assert.deepEqual([isCapture, Buffer.concat(pieces).equals(form)], [expected, true]);
      }
    });
  }
});

describe('uestorm audit of a capture', { skip }, () => {
  it('names the frames of a finding, and what is not visible', async () => {
    await inDirectory(async (dir) => {
      const path = join(dir, 'broken.pcapng');
      writeFileSync(path, captureOf(BROKEN));
      const { status, stdout } = await uestorm(['audit', path]);
      assert.equal(status, 4);
      assert.match(stdout.text, /^rule 1, UE 0, mme-0: the MME sent a KeNB while a NAS SMC was ongoing$/m);
      assert.match(stdout.text, /SECURITY MODE COMMAND in DOWNLINK NAS TRANSPORT, mme-0 to enb-0, frame 7$/m);
      assert.match(stdout.text, /^rules 6, 7, 8, 9: not visible: no message of S10 is in it$/m);
    });
  });
});
