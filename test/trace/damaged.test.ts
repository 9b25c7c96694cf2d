import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runScenario } from '../../src/run.js';
import { loadScenario } from '../../src/scenario/load.js';
import { toJsonLine } from '../../src/trace/json.js';
import { TraceError } from '../../src/trace/parser.js';
import { inDirectory, readBytes } from './files.js';

const bytes = await inDirectory(async (dir) => {
  const file = join(dir, 'run.trace');
  const scenario = loadScenario('collision-storm', { ues: 200, duration: 2 });
  await runScenario(scenario, { workers: 1, trace: { file, ues: '0-4' } });
  return readFileSync(file);
});
const { list: events } = await readBytes(bytes);
const lines = events.map(toJsonLine);

/** Every damaged trace gives an error of its kind that agrees with what was read. */
function assertTold({ list, error }: Awaited<ReturnType<typeof readBytes>>, size: number): void {
  assert.ok(error instanceof TraceError, String(error));
  assert.equal(error.events, list.length);
  assert.ok(error.offset >= 0 && error.offset <= size);
  assert.match(error.message, /^standard input: byte \d+: .*; \d+ events were read before it$/s);
}

describe('a trace', () => {
  it('reads the same in chunks of any size, as protobuf and as JSON lines', async () => {
    assert.ok(events.length > 20);
    for (const chunk of [1, 7, 1000]) {
      assert.deepEqual(await readBytes(bytes, chunk), { list: events, error: null });
      assert.deepEqual(await readBytes(lines.join(''), chunk), { list: events, error: null });
    }
    // The last newline may be missing, and empty lines do no harm.
    assert.deepEqual((await readBytes(`\n${lines.join('\n')}`.trimEnd())).list, events);
  });

  it('that is cut off anywhere says where, and gives all that was whole', async () => {
    for (let size = 0; size < bytes.length; size += 1 + Math.floor(size / 50)) {
      const cut = await readBytes(bytes.subarray(0, size));
      assertTold(cut, size);
      assert.deepEqual(cut.list, events.slice(0, cut.list.length));
    }
    const noEnd = await readBytes(bytes.subarray(0, bytes.length - 1));
    assert.equal(noEnd.list.length, events.length);
    assert.match(noEnd.error!.message, /truncated/);
  });

  it('that is cut off between two records is not taken for a whole one', async () => {
    const last = (await readBytes(bytes.subarray(0, bytes.length - 1))).error as TraceError;
    const { list, error } = await readBytes(bytes.subarray(0, last.offset));
    assert.equal(list.length, events.length);
    assert.match(error!.message, /the record that ends a trace is missing/);
  });

  it('with something behind its end is refused', async () => {
    const { error } = await readBytes(Buffer.concat([bytes, bytes]));
    assert.match(error!.message, new RegExp(`byte ${bytes.length}: something follows after the end`));
  });

  it('out of the order of time is refused', async () => {
    const swapped = [...lines].reverse().join('');
    assert.match((await readBytes(swapped)).error!.message, /an event at .* s comes after one at .* s/);
  });

  it('that is empty says so', async () => {
    assert.match((await readBytes('')).error!.message, /byte 0: the trace is empty; 0 events/);
  });
});

describe('a JSON line that is wrong', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['{"t_seconds":1', /byte \d+: line 2 is not JSON/],
    ['[]', /line 2: expected an object, got an array/],
    ['{"ue":1,"event":"sent"}', /t_seconds: expected a number of seconds of 0 or more, got nothing/],
    ['{"t_seconds":99,"ue":-1,"event":"sent"}', /ue: expected a whole number of 0 or more, got -1/],
    ['{"t_seconds":99,"ue":1,"event":"gone"}', /event: expected sent, received, .* got "gone"/],
    ['{"t_seconds":99,"ue":1,"event":"sent","from":"hss"}', /from: expected ue, enb-N or mme-N, got "hss"/],
    ['{"t_seconds":99,"ue":1,"event":"sent","keys":{"kasme":7}}', /keys.kasme: expected hexadecimal digits/],
    [`{"t_seconds":99,"ue":1,"event":"sent","keys":${'['.repeat(1e5)}`, /line 2 is not JSON/],
    [`${'['.repeat(1e5)}${']'.repeat(1e5)}`, /expected an object, got an array/],
    ['x'.repeat(2 ** 20 + 10), /line 2 is longer than 1048576 bytes/],
  ];
  for (const [line, message] of wrong) {
    it(`${line.slice(0, 60)}: ${message.source}`, async () => {
      const { list, error } = await readBytes(lines[0] + line);
      assert.equal(list.length, 1);
      assert.match(error!.message, message);
    });
  }
});

describe('bytes that are no trace', () => {
  it('random ones never do more than end in an error that tells where', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (noise) => {
        const read = await readBytes(noise, 64);
        // Nothing but white space is an empty list of JSON lines.
        if (read.error !== null) assertTold(read, noise.length);
        else assert.equal(Buffer.from(noise).toString().trim(), '');
      }),
      { numRuns: 500 },
    );
  });

  it('a trace with bytes changed, taken out or put in is read as it is, or ends in such an error', async () => {
    const change = fc.record({
      at: fc.nat({ max: bytes.length - 1 }),
      out: fc.nat({ max: 3 }),
      put: fc.uint8Array({ maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let damaged: Buffer = Buffer.from(bytes);
        for (const { at, out, put } of changes) {
          damaged = Buffer.concat([damaged.subarray(0, at), put, damaged.subarray(at + out)]);
        }
        const read = await readBytes(damaged);
        if (read.error !== null) assertTold(read, damaged.length);
      }),
      { numRuns: 1000 },
    );
  });
});
