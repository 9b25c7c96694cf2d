import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrameReader, FrameWriter, frameBytesMin } from '../../../src/engine/exchange/frames.js';
import {
  sizes,
  TRANSFER_WORDS,
  X_CELL,
  X_DRAWS,
  X_DUE_HIGH,
  X_DUE_LOW,
  X_HEARD,
  X_KIND,
  X_QUIET,
  X_REGION,
} from '../../../src/model/layout.js';
import {
  FORWARD_RELOCATION_REQUEST,
  RELOCATION_CANCEL_RESPONSE,
  UE_MOVE,
} from '../../../src/model/messages.js';

/** One transfer after the other, as in a region; word 0 is the sender's own link and does not travel. */
function words(transfers: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(transfers.length * (transfers[0]?.length ?? 0));
  for (const [n, transfer] of transfers.entries()) all.set(transfer, n * transfer.length);
  return all;
}

/** A transfer of a kind as its sender fills it in: what the kind does not carry is 0. */
function transferOf(keyWords: number) {
  const { transfer } = sizes(keyWords);
  const kinds = fc.integer({ min: FORWARD_RELOCATION_REQUEST, max: UE_MOVE });
  // Due within minutes of each other, anywhere in the longest run, beyond 2^32 µs too.
  return fc
    .tuple(
      ...[kinds, fc.nat(0xff), fc.nat(200e6), fc.nat(254)],
      fc.int32Array({ minLength: transfer, maxLength: transfer }),
    )
    .map(([kind, fate, due, region, filled]) => {
      filled[0] = 0;
      filled[X_KIND] = kind | (fate << 8);
      filled[X_REGION] = region;
      const [quiet, heard] = [filled[X_QUIET], filled[X_HEARD] >>> 0];
      if (kind !== UE_MOVE) {
        if (kind !== FORWARD_RELOCATION_REQUEST) filled.fill(0, X_CELL);
        filled.fill(
          0,
          Math.max(X_CELL, kind === FORWARD_RELOCATION_REQUEST ? X_DRAWS + 1 : 0),
          TRANSFER_WORDS,
        );
        filled.fill(0, TRANSFER_WORDS + 3 * keyWords);
      }
      filled[X_QUIET] = quiet;
      filled[X_HEARD] = heard;
      return { due, filled };
    });
}

function setDue(transfer: Int32Array, due: number): void {
  transfer[X_DUE_LOW] = due;
  transfer[X_DUE_HIGH] = Math.floor(due / 2 ** 32);
}

/** What arrives of transfers that are sent through frames of at most `limit` bytes. */
function passOn(transfers: readonly Int32Array[], keyWords: number, limit: number) {
  const writer = new FrameWriter(sizes(keyWords), limit);
  const reader = new FrameReader(sizes(keyWords));
  const arrived: Int32Array[] = [];
  const lengths: number[] = [];
  const pass = () => {
    const frame = writer.take();
    lengths.push(frame.length);
    reader.read(frame, (words, region) => {
      assert.equal(region, words[X_REGION]);
      arrived.push(words.slice());
    });
  };
  const source = words(transfers);
  for (let n = 0; n < transfers.length; n++) {
    const x = n * sizes(keyWords).transfer;
    if (writer.add(source, x)) continue;
    pass();
    assert.ok(writer.add(source, x), 'an empty frame has no room');
  }
  if (writer.count > 0) pass();
  return { arrived, lengths };
}

describe('frames', () => {
  for (const [keys, keyWords] of [
    ['symbolic', 2],
    ['hmac', 8],
  ] as const) {
    it(`carry transfers as they are, in order, and keep within their limit: ${keys} keys`, () => {
      const least = frameBytesMin(sizes(keyWords));
      fc.assert(
        fc.property(
          fc.array(transferOf(keyWords), { maxLength: 40 }),
          fc.integer({ min: 0, max: 86_200 }),
          fc.integer({ min: least, max: 8 * least }),
          (drawn, second, limit) => {
            const transfers = drawn.map(({ due, filled }) => {
              setDue(filled, second * 1e6 + due);
              return filled;
            });
            const { arrived, lengths } = passOn(transfers, keyWords, limit);
            assert.deepEqual(arrived, transfers);
            for (const length of lengths) assert.ok(length <= limit, `${length} of ${limit} bytes`);
          },
        ),
      );
    });
  }

  it('leave out the payload of kinds that have none', () => {
    const bare = new Int32Array(sizes(2).transfer);
    bare[X_KIND] = RELOCATION_CANCEL_RESPONSE;
    const full = Int32Array.from(bare, (word, n) => (n < X_CELL || n >= X_QUIET ? word : -1));
    const move = full.slice();
    move[X_KIND] = UE_MOVE;
    const [barely, fully, moving] = [bare, full, move].map((one) => passOn([one], 2, 1024).lengths[0]);
    assert.equal(barely, fully);
    const payload = 4 * (X_QUIET - X_CELL + sizes(2).transfer - TRANSFER_WORDS);
    // Beside the words a tag and their length.
    assert.ok(moving - fully > payload && moving - fully <= payload + 4);
  });

  it('must have room for a UE on the move', () => {
    const least = frameBytesMin(sizes(2));
    assert.throws(() => new FrameWriter(sizes(2), least - 1), /make the rings larger/);
  });
});
