import {
  type Code,
  call,
  doWhile,
  encodeModule,
  get,
  I32,
  i32,
  type Local,
  set,
  tee,
  V128,
  v128,
  type WasmFunction,
} from './wasm.js';

/**
 * HMAC-SHA-256 with a key of 32 octets and a message of at most 55, as a WebAssembly module: four
 * compressions (FIPS 180-4 section 6.2.2), two for the padded key and two that finish inner and outer hash.
 *
 * The message schedule runs four words at a time in SIMD lanes, beside the rounds in scalar registers. One
 * compression in turns of 16 rounds serves all four. Measured beside it (0.74 µs for a derivation): all scalar
 * and unrolled 1.30 µs; lanes, but unrolled and specialised for each of the four compressions, 0.79 µs.
 *
 * Memory, in octets; all values are words of the hash, so there is no byte order but that of the machine:
 * ```
 *    0  key, 8 words             192  inner state after the padded key      320  K + W of 16 rounds
 *   64  message block, 16 words  224  outer state after the padded key      384  scratch block, 16 words
 *  128  result, 8 words          256  initial hash value                    512  K, 64 words
 * ```
 */
const AT = {
  key: 0,
  message: 64,
  result: 128,
  inner: 192,
  outer: 224,
  initial: 256,
  schedule: 320,
  scratch: 384,
  constants: 512,
} as const;

/** FIPS 180-4 section 5.3.3. */
const INITIAL = Int32Array.of(
  0x6a09e667,
  0xbb67ae85,
  0x3c6ef372,
  0xa54ff53a,
  0x510e527f,
  0x9b05688c,
  0x1f83d9ab,
  0x5be0cd19,
);

/** FIPS 180-4 section 4.2.2. */
// biome-ignore format: the table keeps the standard's shape, eight to a line.
const K = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);

/** Parameters and locals of the compression. */
const BLOCK: Local = 0;
const FROM: Local = 1;
const TO: Local = 2;
/** Offset into K of the 16 rounds at hand, in octets. */
const TURN: Local = 3;
/** a to h; which is which moves on by one with every round, instead of the values. */
const STATE: Local = 4;
/** a ⊕ b of this round and of the one before: Maj then takes three operations, not four. */
const DIFFERENCE: Local = 12;
/** The 16 words of the schedule at hand, four to a vector. */
const WORDS: Local = 14;
const PART: Local = 18;
const PAIR: Local = 19;

const ZERO = i32.const(0);
const NO_LANES = v128.const([0, 0, 0, 0]);

/** Round `t`, 0 to 15 of a turn, with its K + W already summed in memory. */
function round(t: number): Code[] {
  const [a, b, , d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => get(stateAt(t, i)));
  const ch = i32.xor(g, i32.and(e, i32.xor(f, g)));
  // Maj(a, b, c) = b ⊕ ((a ⊕ b) ∧ (b ⊕ c)), and this b ⊕ c was the a ⊕ b of the round before.
  const aXorB = tee(DIFFERENCE + (t & 1), i32.xor(a, b));
  const bXorC = get(DIFFERENCE + ((t + 1) & 1));
  const maj = i32.xor(i32.and(aXorB, bXorC), b);
  const t1 = i32.add(h, i32.load(ZERO, AT.schedule + 4 * t), ch, rotations(e, 6, 11, 25));
  return [
    set(stateAt(t, 3), i32.add(tee(stateAt(t, 7), t1), d)),
    set(stateAt(t, 7), i32.add(h, rotations(a, 2, 13, 22), maj)),
  ];
}

/** The local that holds state variable `i` (0: a, … 7: h) in round `t`. */
function stateAt(t: number, i: number): Local {
  return STATE + ((i + 64 - t) % 8);
}

function rotations(x: Code, i: number, j: number, k: number): Code {
  return i32.xor(i32.rotr(x, i), i32.rotr(x, j), i32.rotr(x, k));
}

/**
 * The next four words in place of the oldest four, vector `q`:
 * W[t] = σ1(W[t-2]) + W[t-7] + σ0(W[t-15]) + W[t-16]. The upper two lanes need the lower two, for σ1.
 */
function schedule(q: number): Code[] {
  const words = (i: number) => get(WORDS + ((q + i) & 3));
  const acrossNext = (i: number) => v128.shuffle(words(i), words(i + 1), [1, 2, 3, 4]);
  const rotated = (bits: number) => v128.or(v128.shr(get(PART), bits), v128.shl(get(PART), 32 - bits));
  const sigma0 = v128.xor(rotated(7), rotated(18), v128.shr(get(PART), 3));
  // A word doubled to 64 bits and shifted is the word rotated, in its lower half: one operation, not three.
  const sigma1 = v128.xor(v128.shr64(get(PAIR), 17), v128.shr64(get(PAIR), 19), v128.shr(get(PAIR), 10));
  return [
    set(PART, acrossNext(0)),
    set(PART, v128.add(words(0), acrossNext(2), sigma0)),
    set(PAIR, v128.shuffle(words(3), words(3), [2, 2, 3, 3])),
    set(PART, v128.add(get(PART), v128.shuffle(sigma1, NO_LANES, [0, 2, 4, 5]))),
    set(PAIR, v128.shuffle(get(PART), get(PART), [0, 0, 1, 1])),
    set(WORDS + q, v128.add(get(PART), v128.shuffle(NO_LANES, sigma1, [0, 1, 4, 6]))),
  ];
}

/** Puts K + W of the four rounds of vector `q` where `round` finds them. */
function addConstants(q: number, constants: number): Code {
  const k = v128.load(get(TURN), constants + 16 * q);
  return v128.store(ZERO, AT.schedule + 16 * q, v128.add(get(WORDS + q), k));
}

const VECTORS = [0, 1, 2, 3];
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];

const rounds = (q: number) => [0, 1, 2, 3].flatMap((i) => round(4 * q + i));

/** compress(block, from, to): the state at `from` compressed with the block goes to `to`. */
const COMPRESS: WasmFunction = {
  name: null,
  parameters: 3,
  locals: [
    [WORDS - TURN, I32],
    [PAIR - WORDS + 1, V128],
  ],
  body: [
    ...EIGHT.map((i) => set(STATE + i, i32.load(get(FROM), 4 * i))),
    set(DIFFERENCE + 1, i32.xor(get(STATE + 1), get(STATE + 2))),
    ...VECTORS.map((q) => set(WORDS + q, v128.load(get(BLOCK), 16 * q))),
    ...VECTORS.map((q) => addConstants(q, AT.constants)),
    doWhile(
      VECTORS.flatMap((q) => [...schedule(q), ...rounds(q), addConstants(q, AT.constants + 64)]),
      i32.ne(tee(TURN, i32.add(get(TURN), i32.const(64))), i32.const(3 * 64)),
    ),
    ...VECTORS.flatMap(rounds),
    ...EIGHT.map((i) => i32.store(get(TO), 4 * i, i32.add(get(STATE + i), i32.load(get(FROM), 4 * i)))),
  ],
};

const compress = (block: number, from: number, to: number) =>
  call(0, i32.const(block), i32.const(from), i32.const(to));

/** The first block of inner or outer hash: the key, padded with zeros to 64 octets, ⊕ a repeated octet. */
function absorbKey(pad: number, to: number): Code[] {
  const pads = v128.const([pad, pad, pad, pad]);
  return [
    v128.store(ZERO, AT.scratch, v128.xor(v128.load(ZERO, AT.key), pads)),
    v128.store(ZERO, AT.scratch + 16, v128.xor(v128.load(ZERO, AT.key + 16), pads)),
    v128.store(ZERO, AT.scratch + 32, pads),
    v128.store(ZERO, AT.scratch + 48, pads),
    compress(AT.scratch, AT.initial, to),
  ];
}

/** setKey(): the key's two compressions, which all derivations from it share. */
const SET_KEY: WasmFunction = {
  name: 'setKey',
  parameters: 0,
  locals: [],
  body: [...absorbKey(0x36363636, AT.inner), ...absorbKey(0x5c5c5c5c, AT.outer)],
};

/** finish(): the two compressions for the message block. The outer message is 64 + 32 octets, 768 bits. */
const FINISH: WasmFunction = {
  name: 'finish',
  parameters: 0,
  locals: [],
  body: [
    v128.store(ZERO, AT.scratch + 32, v128.const([0x80000000, 0, 0, 0])),
    v128.store(ZERO, AT.scratch + 48, v128.const([0, 0, 0, 768])),
    compress(AT.message, AT.inner, AT.scratch),
    compress(AT.scratch, AT.outer, AT.result),
  ],
};

/** What @types/node leaves to the browser's types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

export interface HmacKernel {
  /** The key; write it, then call `setKey`. */
  readonly key: Int32Array;
  /**
   * The message with its padding, as one block: the bit 1 after it, 8 × (64 + its octets) in the last word.
   */
  readonly message: Int32Array;
  /** The HMAC, after `finish`. */
  readonly result: Int32Array;
  setKey(): void;
  finish(): void;
}

/** A kernel with memory of its own. Assembling and compiling it takes some milliseconds, once per thread. */
export function createHmacKernel(): HmacKernel {
  const module = new WebAssembly.Module(encodeModule([COMPRESS, SET_KEY, FINISH]));
  const exports = new WebAssembly.Instance(module).exports as Pick<HmacKernel, 'setKey' | 'finish'> & {
    readonly memory: { readonly buffer: ArrayBuffer };
  };
  const words = (at: number, length: number) => new Int32Array(exports.memory.buffer, at, length);
  words(AT.initial, INITIAL.length).set(INITIAL);
  words(AT.constants, K.length).set(K);
  return {
    key: words(AT.key, 8),
    message: words(AT.message, 16),
    result: words(AT.result, 8),
    setKey: exports.setKey,
    finish: exports.finish,
  };
}
