/**
 * As much of a WebAssembly assembler as the SHA-256 kernel needs (WebAssembly Core Specification 2.0, chapter
 * 5). An expression is the bytes that leave its value on the stack, so expressions nest like the formulas of
 * a standard; a statement leaves nothing.
 */
export type Code = readonly number[];

/** A local variable or parameter, by its index. */
export type Local = number;

export const I32 = 0x7f;
export const V128 = 0x7b;

export interface WasmFunction {
  /** Name to export it under; null keeps it internal. */
  readonly name: string | null;
  /** Number of i32 parameters; they are its first locals. No function here returns anything. */
  readonly parameters: number;
  /** Further locals, in order: how many, and of which type. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly body: readonly Code[];
}

/** A module of these functions over one page (64 KiB) of memory, exported as `memory`. */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array {
  const types = functions.map((f) => [0x60, ...vector(Array(f.parameters).fill([I32])), 0]);
  const exported = functions.flatMap((f, i) =>
    f.name === null ? [] : [[...name(f.name), 0, ...unsigned(i)]],
  );
  const bodies = functions.map((f) => {
    const code = [...vector(f.locals.map(([n, type]) => [...unsigned(n), type])), ...f.body.flat(), 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    ...section(5, [[0, 1]]),
    ...section(7, [[...name('memory'), 2, 0], ...exported]),
    ...section(10, bodies),
  ]);
}

export const get = (local: Local): Code => [0x20, ...unsigned(local)];
export const set = (local: Local, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const tee = (local: Local, value: Code): Code => [...value, 0x22, ...unsigned(local)];
export const call = (index: number, ...values: Code[]): Code => [...values.flat(), 0x10, ...unsigned(index)];

/** Runs the body, and again while the condition is not 0. */
export const doWhile = (body: readonly Code[], condition: Code): Code => [
  ...[0x03, 0x40],
  ...body.flat(),
  ...condition,
  ...[0x0d, 0, 0x0b],
];

/** Scalars; an address is `base` plus a constant offset in octets. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value | 0)],
  load: (base: Code, offset: number): Code => [...base, 0x28, 2, ...unsigned(offset)],
  store: (base: Code, offset: number, value: Code): Code => [...base, ...value, 0x36, 2, ...unsigned(offset)],
  ne: chain([0x47]),
  add: chain([0x6a]),
  and: chain([0x71]),
  xor: chain([0x73]),
  shr: (value: Code, bits: number): Code => [...value, ...i32.const(bits), 0x76],
  rotr: (value: Code, bits: number): Code => [...value, ...i32.const(bits), 0x78],
};

/** Four 32-bit lanes, lane 0 at the lowest address. */
export const v128 = {
  const: (lanes: readonly number[]): Code => [
    ...simd(12),
    ...new Uint8Array(Int32Array.from(lanes, (lane) => lane | 0).buffer),
  ],
  load: (base: Code, offset: number): Code => [...base, ...simd(0), 4, ...unsigned(offset)],
  store: (base: Code, offset: number, value: Code): Code => [
    ...base,
    ...value,
    ...simd(11),
    4,
    ...unsigned(offset),
  ],
  add: chain(simd(174)),
  or: chain(simd(80)),
  xor: chain(simd(81)),
  shl: (value: Code, bits: number): Code => [...value, ...i32.const(bits), ...simd(171)],
  shr: (value: Code, bits: number): Code => [...value, ...i32.const(bits), ...simd(173)],
  /** Two 64-bit lanes instead of four. */
  shr64: (value: Code, bits: number): Code => [...value, ...i32.const(bits), ...simd(205)],
  /** Picks four lanes: 0 to 3 are those of `a`, 4 to 7 those of `b`. */
  shuffle: (a: Code, b: Code, lanes: readonly number[]): Code => [
    ...a,
    ...b,
    ...simd(13),
    ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
};

function simd(opcode: number): Code {
  return [0xfd, ...unsigned(opcode)];
}

/** A binary operation over two or more values, from left to right. */
function chain(operation: Code): (first: Code, ...others: Code[]) => Code {
  return (first, ...others) => [...first, ...others.flatMap((value) => [...value, ...operation])];
}

function section(id: number, entries: readonly Code[]): Code {
  const body = vector(entries);
  return [id, ...unsigned(body.length), ...body];
}

function vector(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()];
}

function name(text: string): Code {
  return [...unsigned(text.length), ...Buffer.from(text, 'latin1')];
}

/** LEB128, seven bits an octet from the lowest, the top bit set on all but the last. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Signed LEB128: bit 6 of the last octet is the sign. */
function signed(value: number): number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
