import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRing, RingReader, RingWriter } from '../../../src/engine/exchange/ring.js';
import { runThreads } from '../workers/threads.js';
import type { RingData, RingReport } from './ring.worker.js';

interface Item {
  readonly type: number;
  readonly bytes: readonly number[];
}

function readItems(reader: RingReader, limit?: number): Item[] {
  const items: Item[] = [];
  const count = reader.read((type, view, offset, length) => {
    items.push({ type, bytes: [...view.subarray(offset, offset + length)] });
  }, limit);
  assert.equal(count, items.length);
  return items;
}

/** A ring whose positions stand at `position`, as they do after so many bytes modulo 2³². */
function ringAt(capacity: number, position: number): { writer: RingWriter; reader: RingReader } {
  const buffer = createRing(capacity);
  const words = new Int32Array(buffer, 0, 64);
  words[0] = position;
  words[32] = position;
  return { writer: new RingWriter(buffer), reader: new RingReader(buffer) };
}

function bytesOf(length: number, first = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i);
}

describe('ring', () => {
  it('hands records over in order, type and bytes as written', () => {
    const { writer, reader } = ringAt(1024, 0);
    const source = bytesOf(20);
    assert.ok(writer.tryWrite(7, source, 5, 3));
    assert.ok(writer.tryWrite(2 ** 31 - 1, source, 0, 20));
    assert.ok(writer.tryWrite(1, source, 20, 0));
    writer.publish();
    assert.deepEqual(readItems(reader), [
      { type: 7, bytes: [5, 6, 7] },
      { type: 2 ** 31 - 1, bytes: [...source] },
      { type: 1, bytes: [] },
    ]);
    assert.deepEqual(readItems(reader), []);
  });

  it('shows nothing before it is published, and then all of it', () => {
    const { writer, reader } = ringAt(1024, 0);
    writer.tryWrite(1, bytesOf(8), 0, 8);
    writer.tryWrite(2, bytesOf(8), 0, 8);
    assert.equal(writer.usedBytes, 0);
    assert.deepEqual(readItems(reader), []);
    writer.publish();
    assert.equal(reader.usedBytes, 32);
    assert.deepEqual(
      readItems(reader).map(({ type }) => type),
      [1, 2],
    );
    assert.equal(writer.usedBytes, 0);
  });

  it('reads no more than the limit, and goes on from there', () => {
    const { writer, reader } = ringAt(1024, 0);
    for (let type = 1; type <= 5; type++) {
      writer.tryWrite(type, bytesOf(4), 0, 4);
    }
    writer.publish();
    assert.deepEqual(
      [0, 2, 2, 2].map((limit) => readItems(reader, limit).map(({ type }) => type)),
      [[], [1, 2], [3, 4], [5]],
    );
  });

  it('refuses what does not fit now, and takes it when the reader has made room', () => {
    const { writer, reader } = ringAt(64, 0);
    for (let type = 1; type <= 4; type++) {
      assert.equal(writer.tryWrite(type, bytesOf(8), 0, 8), true, 'four records of 16 bytes fill 64');
    }
    assert.equal(writer.tryWrite(5, bytesOf(0), 0, 0), false);
    writer.publish();
    assert.equal(writer.usedBytes, 64);
    assert.equal(readItems(reader, 1).length, 1);
    assert.equal(writer.tryWrite(5, bytesOf(8), 0, 8), true);
    assert.equal(writer.tryWrite(6, bytesOf(0), 0, 0), false);
    writer.publish();
    assert.deepEqual(
      readItems(reader).map(({ type }) => type),
      [2, 3, 4, 5],
    );
  });

  it('does not lose the records of a batch when a handler throws: only the one it choked on is gone', () => {
    const { writer, reader } = ringAt(1024, 0);
    for (let type = 1; type <= 3; type++) {
      writer.tryWrite(type, bytesOf(4), 0, 4);
    }
    writer.publish();
    assert.throws(
      () =>
        reader.read((type) => {
          if (type === 2) {
            throw new Error('choked');
          }
        }),
      /choked/,
    );
    assert.deepEqual(
      readItems(reader).map(({ type }) => type),
      [3],
    );
  });

  it('gives the handler the ring itself, so nothing is copied on the way', () => {
    const buffer = createRing(256);
    const writer = new RingWriter(buffer);
    writer.tryWrite(1, bytesOf(4), 0, 4);
    writer.publish();
    new RingReader(buffer).read((_type, view) => assert.equal(view.buffer, buffer));
  });

  it('goes on where it stood when an end is made anew, as when a region moves to another thread', () => {
    const buffer = createRing(256);
    const first = new RingWriter(buffer);
    first.tryWrite(1, bytesOf(4), 0, 4);
    first.tryWrite(2, bytesOf(4), 0, 4);
    first.publish();
    readItems(new RingReader(buffer), 1);
    const second = new RingWriter(buffer);
    second.tryWrite(3, bytesOf(4), 0, 4);
    second.publish();
    assert.deepEqual(
      readItems(new RingReader(buffer)).map(({ type }) => type),
      [2, 3],
    );
  });

  it('says what is wrong with a record that can never be written', () => {
    const { writer, reader } = ringAt(1024, 0);
    assert.equal(writer.recordBytesMax, 128);
    assert.throws(
      () => writer.tryWrite(1, bytesOf(129), 0, 129),
      /expected a record of 0 to 128 bytes, got 129; split it or make the ring larger than 1024 bytes/,
    );
    assert.throws(() => writer.tryWrite(1, bytesOf(10), 4, 7), /expected 7 bytes from 4, the source has 10/);
    assert.throws(() => writer.tryWrite(1, bytesOf(10), -1, 7), /from -1/);
    assert.throws(() => writer.tryWrite(0, bytesOf(1), 0, 1), /record type from 1 to 2\^31 - 1, got 0/);
    writer.publish();
    assert.deepEqual(readItems(reader), []);
    for (const capacity of [0, 32, 100, 2 ** 31, Number.NaN]) {
      assert.throws(
        () => createRing(capacity),
        new RegExp(`power of two from 64 to 2\\^30 bytes, got ${capacity}`),
      );
    }
    assert.throws(() => new RingReader(new SharedArrayBuffer(1000)), /got 744/);
  });
});

describe('ring against a queue', () => {
  const write = fc.record({
    kind: fc.constant('write' as const),
    type: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    bytes: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 128, size: 'max' }),
    offset: fc.integer({ min: 0, max: 9 }),
  });
  const commands = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: write },
      { weight: 3, arbitrary: fc.constant({ kind: 'publish' as const }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 0, max: 8 }) }),
      },
    ),
    { maxLength: 200, size: 'max' },
  );
  const capacities = fc.constantFrom(64, 128, 256, 1024);
  // Around the wraps of signed and of unsigned 32-bit positions, and anywhere.
  const positions = fc.oneof(
    fc.constant(0),
    fc.integer({ min: -64, max: -1 }).map((units) => (2 ** 31 + units * 8) | 0),
    fc.integer({ min: -64, max: -1 }).map((units) => units * 8),
    fc.integer().map((position) => position & ~7),
  );

  it('any writes and reads give what a queue gives; full means that the room was really taken', () => {
    let refusals = 0;
    let wraps = 0;
    fc.assert(
      fc.property(capacities, positions, commands, (capacity, position, list) => {
        const { writer, reader } = ringAt(capacity, position);
        const unpublished: Item[] = [];
        const published: Item[] = [];
        for (const command of list) {
          if (command.kind === 'write') {
            const item = { type: command.type, bytes: command.bytes.slice(0, writer.recordBytesMax) };
            const source = Uint8Array.from([...new Array<number>(command.offset).fill(238), ...item.bytes]);
            if (writer.tryWrite(item.type, source, command.offset, item.bytes.length)) {
              unpublished.push(item);
            } else {
              refusals++;
              const taken = [...published, ...unpublished].reduce(
                (sum, { bytes }) => sum + 8 + 8 * Math.ceil(bytes.length / 8),
                0,
              );
              const required = 8 + 8 * Math.ceil(item.bytes.length / 8);
              // At most two paddings, each shorter than a record: the one in the ring and the one this would need.
              assert.ok(
                taken + required + 2 * (writer.recordBytesMax + 8) > capacity,
                `refused with ${taken} taken`,
              );
            }
          } else if (command.kind === 'publish') {
            writer.publish();
            published.push(...unpublished.splice(0));
          } else {
            const before = published.length;
            assert.deepEqual(readItems(reader, command.limit), published.splice(0, command.limit));
            wraps += before - published.length;
          }
        }
        writer.publish();
        assert.deepEqual(readItems(reader), [...published, ...unpublished]);
        assert.equal(reader.usedBytes, 0);
      }),
      { numRuns: 400 },
    );
    assert.ok(refusals > 100 && wraps > 1000, `${refusals} refusals, ${wraps} records read`);
  });

  it('a ring that is empty takes the longest record wherever it stands', () => {
    for (const capacity of [64, 128, 1024]) {
      for (let position = 0; position < capacity; position += 8) {
        const { writer, reader } = ringAt(capacity, position);
        const bytes = bytesOf(writer.recordBytesMax);
        assert.ok(writer.tryWrite(1, bytes, 0, bytes.length), `capacity ${capacity}, position ${position}`);
        writer.publish();
        assert.deepEqual(readItems(reader), [{ type: 1, bytes: [...bytes] }]);
      }
    }
  });
});

describe('ring between two threads', () => {
  const RECORDS = 1_000_000;

  for (const [name, capacity, position] of [
    ['a small ring, nearly always full or empty', 2048, 0],
    ['a large ring, across the wrap of its positions at 2³¹', 65_536, 2 ** 31 - 8 * 1024],
  ] as const) {
    it(`${name}: ${RECORDS} records of any length arrive in order and whole`, async () => {
      const buffer = createRing(capacity);
      const words = new Int32Array(buffer, 0, 64);
      words[0] = position;
      words[32] = position;
      const data: RingData = { buffer, records: RECORDS, role: 'writer' };
      const [written, read] = await runThreads<RingReport>(new URL('./ring.worker.js', import.meta.url), [
        data,
        { ...data, role: 'reader' },
      ]);
      assert.equal(read.records, RECORDS);
      assert.equal(read.bytes, written.bytes);
      assert.equal(read.checksum, written.checksum);
      assert.ok(written.refusals > 0, 'the ring was full at some time');
    });
  }
});
