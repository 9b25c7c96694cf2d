import { BitWriter } from './bits.js';

/*
 * The types of ASN.1 that our messages are made of, and how the packed encoding rules (ITU-T X.691) write them, aligned
 * or not as the writer says. A type is a function that writes a value; a message is a table of types.
 */

export type Type<T> = (w: BitWriter, value: T) => void;

/** Bits that tell so many values apart. */
const bitsFor = (values: number): number => Math.ceil(Math.log2(values));

/** INTEGER (min..max) (X.691 10.5, 12). */
export function integer(min: number, max: number): Type<number> {
  const range = max - min + 1;
  return (w, value) => {
    if (!(value >= min && value <= max)) throw new RangeError(`${value} is not from ${min} to ${max}`);
    const offset = value - min;
    if (!w.isAligned || range <= 255) return w.put(offset, bitsFor(range));
    if (range <= 0x10000) {
      w.align();
      return w.put(offset, range === 256 ? 8 : 16);
    }
    // As few octets as the number needs, and before them how many, of those that the largest needs.
    const octets = bigEndian(offset);
    integer(1, bigEndian(range - 1).length)(w, octets.length);
    w.align();
    w.putOctets(octets);
  };
}

/** INTEGER (min..max, ...), of a value within the root. */
export function extensibleInteger(min: number, max: number): Type<number> {
  return extensible(integer(min, max));
}

/** ENUMERATED with so many values in its root. */
export function enumerated(values: number): Type<number> {
  return (w, value) => w.put(value, bitsFor(values));
}

/** What has an extension marker, of a value within the root. */
export function extensible<T>(type: Type<T>): Type<T> {
  return (w, value) => {
    w.flag(false);
    type(w, value);
  };
}

export const boolean: Type<boolean> = (w, value) => w.flag(value);

/** BIT STRING (SIZE (bits)), of whole octets or so many bits of the last one, the first the highest. */
export function bitString(bits: number): Type<Uint8Array> {
  return (w, value) => {
    if (bits > 16) w.align();
    const whole = bits >>> 3;
    w.putOctets(value.subarray(0, whole));
    if (bits & 7) w.put(value[whole] >>> (8 - (bits & 7)), bits & 7);
  };
}

/** OCTET STRING (SIZE (octets)). */
export function octets(length: number): Type<Uint8Array> {
  return (w, value) => {
    if (value.length !== length) throw new RangeError(`${value.length} octets instead of ${length}`);
    if (length > 2) w.align();
    w.putOctets(value);
  };
}

/** OCTET STRING of any length. */
export const octetString: Type<Uint8Array> = (w, value) => {
  length(w, value.length);
  w.putOctets(value);
};

/** BIT STRING (SIZE (1..max, ...)) of whole octets. */
export function octetsAsBits(max: number): Type<Uint8Array> {
  const size = extensibleInteger(1, max);
  return (w, value) => {
    size(w, 8 * value.length);
    w.align();
    w.putOctets(value);
  };
}

/** SEQUENCE (SIZE (min..max)) OF. */
export function sequenceOf<T>(min: number, max: number, item: Type<T>): Type<readonly T[]> {
  const size = integer(min, max);
  return (w, values) => {
    size(w, values.length);
    for (const value of values) item(w, value);
  };
}

/** A component of a SEQUENCE; `optional` may be left out. */
export type Component = readonly [name: string, type: Type<never>, optional?: 'optional'];

/**
 * SEQUENCE: a bit for the extension marker if it has one, a bit for each optional component, then what is there.
 *
 * @param isExtensible whether it has an extension marker; nothing is written behind it
 */
export function sequence(
  components: readonly Component[],
  isExtensible = true,
): Type<Readonly<Record<string, unknown>>> {
  const optional = components.filter(([, , kind]) => kind === 'optional');
  return (w, values) => {
    if (isExtensible) w.flag(false);
    for (const [name] of optional) w.flag(values[name] !== undefined);
    for (const [name, type] of components) {
      const value = values[name];
      if (value !== undefined) (type as Type<unknown>)(w, value);
      else if (!optional.some(([other]) => other === name)) throw new TypeError(`${name} is missing`);
    }
  };
}

/** A component that is never there: extensions and what this program has no use for. */
export const absent: Type<never> = () => {
  throw new TypeError('it is never there');
};

/** CHOICE among so many alternatives in its root: which one, and its value. */
export function choice<T>(alternatives: number, index: number, type: Type<T>, isExtensible = true): Type<T> {
  return (w, value) => {
    if (isExtensible) w.flag(false);
    w.put(index, bitsFor(alternatives));
    type(w, value);
  };
}

/** An open type: the complete encoding of a value, with its length before it (X.691 11.2). */
export function open<T>(type: Type<T>): Type<T> {
  return (w, value) => octetString(w, encode(type, value, w.isAligned));
}

export function encode<T>(type: Type<T>, value: T, isAligned: boolean): Uint8Array {
  const w = new BitWriter(isAligned);
  type(w, value);
  return w.finish();
}

/** Length that nothing constrains (X.691 10.9). */
function length(w: BitWriter, value: number): void {
  if (value >= 0x4000) throw new RangeError(`${value} octets would have to be written in fragments`);
  w.align();
  if (value < 0x80) w.put(value, 8);
  else w.put(0x8000 | value, 16);
}

/** A whole number below 2⁵³ in as few octets as it needs, at least one. */
function bigEndian(value: number): Uint8Array {
  const octets: number[] = [];
  for (let rest = value; rest > 0 || octets.length === 0; rest = Math.floor(rest / 256))
    octets.unshift(rest % 256);
  return Uint8Array.from(octets);
}
