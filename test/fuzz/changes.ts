import fc from 'fast-check';

/*
 * Bytes that are nearly right. Inputs that are wrong all over are refused at their first byte; what finds faults is a
 * good input with something changed in it.
 */

/** What a change puts in: bytes that mean something to many forms, and any. */
const PUT = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '0',
      '-1',
      '1e999',
      'null',
      '{}',
      '[]',
      '"',
      '\\u0000',
      '\n',
      '\r\n',
      ' ',
      ':',
      '- ',
      '&a',
      '*a',
    ].map((text) => Buffer.from(text)),
    Buffer.from([0x00]),
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]),
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
  ),
  fc.uint8Array({ maxLength: 8 }),
);

/** Values of JSON, YAML and CSV. */
const VALUE = fc.oneof(
  fc.constantFrom(
    ...['0', '-1', '0.5', '1e308', '99999999999', 'null', 'true', '"x"', '""', '{}', '[]', '[1]'],
  ),
  fc.jsonValue({ maxDepth: 1 }).map((value) => JSON.stringify(value)),
);

const share = fc.double({ min: 0, max: 1, noNaN: true });

type Change = (bytes: Buffer) => Buffer;

const placeIn = (bytes: Buffer, at: number): number => Math.floor(at * bytes.length);

/** One thing that is done to an input, wherever in it. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ at: share, out: fc.nat(8), put: PUT }).map(({ at, out, put }): Change => {
    return (bytes) => {
      const place = placeIn(bytes, at);
      return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + out)]);
    };
  }),
  fc.record({ at: share, bit: fc.nat(7) }).map(({ at, bit }): Change => {
    return (bytes) => {
      const changed = Buffer.from(bytes);
      if (bytes.length > 0) changed[Math.min(placeIn(bytes, at), bytes.length - 1)] ^= 1 << bit;
      return changed;
    };
  }),
  // Another value in place of a number or a text, which leaves the form as it is.
  fc.tuple(share, VALUE).map(([at, value]): Change => {
    return (bytes) => {
      const text = bytes.toString('latin1');
      const found = /"[^"\n]*"|[-+]?\d+(?:\.\d+)?/.exec(text.slice(placeIn(bytes, at)));
      if (found === null) return bytes;
      const place = placeIn(bytes, at) + found.index;
      return Buffer.concat([
        bytes.subarray(0, place),
        Buffer.from(value),
        bytes.subarray(place + found[0].length),
      ]);
    };
  }),
  // Cut short, and a part of it somewhere else once more.
  share.map(
    (at): Change =>
      (bytes) =>
        bytes.subarray(0, placeIn(bytes, at)),
  ),
  fc.tuple(share, share, share).map(([from, length, to]): Change => {
    return (bytes) => {
      const start = placeIn(bytes, from);
      const part = bytes.subarray(start, start + Math.ceil(length * 64));
      const place = placeIn(bytes, to);
      return Buffer.concat([bytes.subarray(0, place), part, bytes.subarray(place)]);
    };
  }),
);

const several = fc.array(change, { minLength: 2, maxLength: 4 });

/** One of some inputs, changed in one to four places; now and then any bytes. */
export function nearly(inputs: readonly Uint8Array[]): fc.Arbitrary<Buffer> {
  const changed: fc.Arbitrary<Buffer> = fc
    .tuple(
      fc.constantFrom(...inputs),
      fc.oneof(
        change.map((one) => [one]),
        several,
      ),
    )
    .map(([input, changes]) => changes.reduce((bytes: Buffer, one) => one(bytes), Buffer.from(input)));
  const any = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof({ weight: 9, arbitrary: changed }, { weight: 1, arbitrary: any });
}
