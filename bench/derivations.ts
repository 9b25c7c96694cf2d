/**
 * What a key derivation costs, candidate beside candidate: HMAC-SHA-256 with a fresh 32-octet key and the
 * string of KeNB (TS 33.401 A.3), from words in a row to words in a row, one at a time.
 *
 * `node dist/bench/derivations.js` measures them all in one go. Two libraries that the project does not
 * depend on,
 * @noble/hashes and hash-wasm, take part where they happen to be installed.
 */
import assert from 'node:assert/strict';
import { createHmac, hash, randomFillSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import Benchmark from 'benchmark';
import { HmacKeys } from '../src/model/hmac.js';
import { kenb } from '../src/security/fast.js';

/** Derives KeNB from the 8 words at `key` to the 8 words at `out`. */
type Derive = (words: Int32Array, key: number, out: number) => void;

/** A batch is one timed call: single derivations lie near the timer's resolution. */
const BATCH = 256;
const COUNT = 9;
const S = Uint8Array.of(0x11, 0, 0, 0, COUNT, 0, 4);

const padded = new Uint8Array(64 + S.length).fill(0x36);
padded.set(S, 64);
const outer = new Uint8Array(64 + 32).fill(0x5c);
const key = new Uint8Array(32);

export interface Measured {
  readonly name: string;
  readonly perSecond: number;
}

/** Measures every candidate after checking it against createHmac; the best sample counts. */
export async function measureDerivations(seconds = 1): Promise<Measured[]> {
  const rows = randomFillSync(new Int32Array(16 * BATCH));
  const measured: Measured[] = [];
  // Short samples, the best of which counts: it is the one that nothing else on the machine interrupted.
  const options = { minTime: 0.01, maxTime: seconds };
  const suite = new Benchmark.Suite();
  for (const [name, derive] of [...candidates(), ...(await libraries())]) {
    check(name, derive, rows);
    const batch = () => {
      for (let row = 0; row < rows.length; row += 16) {
        derive(rows, row, row + 8);
      }
    };
    suite.add(name, batch, options);
  }
  const sameKey = () => {
    for (let row = 0; row < rows.length; row += 16) {
      kenb(rows, 0, row + 8, row);
    }
  };
  suite.add('kernel, one key for all', sameKey, options);
  const real = new HmacKeys(1);
  let count = 0;
  const twoParties = () => {
    // Another COUNT each time, so that the memo knows nothing from the batch before.
    count++;
    for (let row = 0; row < rows.length; row += 32) {
      real.kenb(rows, row + 8, row, count);
      real.kenb(rows, row + 24, row, count);
    }
  };
  suite.add('HmacKeys, the same by two parties', twoParties, options);
  suite.on('cycle', ({ target }: Benchmark.Event) => {
    const { name, stats } = target as unknown as Benchmark;
    measured.push({ name: name!, perSecond: BATCH / Math.min(...stats!.sample) });
  });
  suite.run();
  return measured;
}

function candidates(): [string, Derive][] {
  return [
    ['createHmac', (w, k, o) => write(w, o, createHmac('sha256', readKey(w, k)).update(S).digest())],
    [
      "crypto.hash, 'buffer'",
      (w, k, o) => {
        pad(w, k);
        outer.set(hash('sha256', padded, 'buffer'), 64);
        write(w, o, hash('sha256', outer, 'buffer'));
      },
    ],
    [
      "crypto.hash, 'latin1'",
      // 'binary' is what the types call it.
      (w, k, o) => {
        pad(w, k);
        const inner = hash('sha256', padded, 'binary');
        for (let i = 0; i < 32; i++) {
          outer[64 + i] = inner.charCodeAt(i);
        }
        const result = hash('sha256', outer, 'binary');
        for (let i = 0; i < 8; i++) {
          w[o + i] =
            (result.charCodeAt(4 * i) << 24) |
            (result.charCodeAt(4 * i + 1) << 16) |
            (result.charCodeAt(4 * i + 2) << 8) |
            result.charCodeAt(4 * i + 3);
        }
      },
    ],
    ['plain JavaScript', plainJavaScript()],
    ['kernel (src/security/fast.ts)', (w, k, o) => kenb(w, k, o, COUNT)],
  ];
}

async function libraries(): Promise<[string, Derive][]> {
  // The names are variables, so that the compiler does not look for what is not there.
  const [hmacName, shaName, hashWasmName] = ['@noble/hashes/hmac.js', '@noble/hashes/sha2.js', 'hash-wasm'];
  const found: [string, Derive][] = [];
  const [noble, sha2] = await Promise.all([import(hmacName), import(shaName)]).catch(() => []);
  if (noble !== undefined) {
    found.push(['@noble/hashes', (w, k, o) => write(w, o, noble.hmac(sha2.sha256, readKey(w, k), S))]);
  }
  const hashWasm = await import(hashWasmName).catch(() => undefined);
  if (hashWasm !== undefined) {
    const sha = await hashWasm.createSHA256();
    const digest = (data: Uint8Array): Uint8Array => sha.init().update(data).digest('binary');
    found.push([
      'hash-wasm',
      (w, k, o) => {
        pad(w, k);
        outer.set(digest(padded), 64);
        write(w, o, digest(outer));
      },
    ]);
  }
  return found;
}

/** FIPS 180-4 as it stands, on Int32Array: what the engine would run if there were no WebAssembly. */
function plainJavaScript(): Derive {
  const k = Int32Array.from(firstPrimes(64), (p) => (Math.cbrt(p) % 1) * 2 ** 32);
  const initial = Int32Array.from(firstPrimes(8), (p) => (Math.sqrt(p) % 1) * 2 ** 32);
  const w = new Int32Array(64);
  const inside = new Int32Array(8);
  const outside = new Int32Array(8);

  const compress = (from: Int32Array, to: Int32Array, at: number) => {
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15];
      const y = w[t - 2];
      const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (((w[t - 16] + w[t - 7]) | 0) + ((sigma0 + sigma1) | 0)) | 0;
    }
    let a = from[0];
    let b = from[1];
    let c = from[2];
    let d = from[3];
    let e = from[4];
    let f = from[5];
    let g = from[6];
    let h = from[7];
    for (let t = 0; t < 64; t++) {
      const sum1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (((h + sum1) | 0) + (((g ^ (e & (f ^ g))) + ((k[t] + w[t]) | 0)) | 0)) | 0;
      const sum0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (sum0 + ((a & b) | (c & (a | b)))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    to[at] = from[0] + a;
    to[at + 1] = from[1] + b;
    to[at + 2] = from[2] + c;
    to[at + 3] = from[3] + d;
    to[at + 4] = from[4] + e;
    to[at + 5] = from[5] + f;
    to[at + 6] = from[6] + g;
    to[at + 7] = from[7] + h;
  };

  return (words, key, out) => {
    for (const [repeated, state] of [
      [0x36363636, inside],
      [0x5c5c5c5c, outside],
    ] as const) {
      for (let i = 0; i < 16; i++) {
        w[i] = i < 8 ? words[key + i] ^ repeated : repeated;
      }
      compress(initial, state, 0);
    }
    w.fill(0, 0, 16);
    w[0] = 0x11 << 24;
    w[1] = (COUNT << 24) | (4 << 8) | 0x80;
    w[15] = 8 * (64 + S.length);
    compress(inside, w, 0);
    w[8] = 1 << 31;
    w.fill(0, 9, 15);
    w[15] = 8 * 96;
    compress(outside, words, out);
  };
}

function firstPrimes(length: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < length; n++) {
    if (primes.every((p) => n % p !== 0)) {
      primes.push(n);
    }
  }
  return primes;
}

function check(name: string, derive: Derive, rows: Int32Array): void {
  for (let row = 0; row < rows.length; row += 16) {
    derive(rows, row, row + 8);
    const expected = createHmac('sha256', readKey(rows, row)).update(S).digest();
    const actual = Buffer.alloc(32);
    for (let i = 0; i < 8; i++) {
      actual.writeInt32BE(rows[row + 8 + i], 4 * i);
    }
    assert.deepEqual(actual, expected, `${name} derives something else than createHmac`);
  }
}

function readKey(words: Int32Array, at: number): Uint8Array {
  for (let i = 0; i < 32; i++) {
    key[i] = words[at + (i >> 2)] >>> (24 - 8 * (i & 3));
  }
  return key;
}

function pad(words: Int32Array, at: number): void {
  for (let i = 0; i < 32; i++) {
    const octet = words[at + (i >> 2)] >>> (24 - 8 * (i & 3));
    padded[i] = octet ^ 0x36;
    outer[i] = octet ^ 0x5c;
  }
}

function write(words: Int32Array, at: number, octets: Uint8Array): void {
  for (let i = 0; i < 8; i++) {
    words[at + i] =
      (octets[4 * i] << 24) | (octets[4 * i + 1] << 16) | (octets[4 * i + 2] << 8) | octets[4 * i + 3];
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const measured = await measureDerivations();
  const kernel = measured.find(({ name }) => name.startsWith('kernel'))!;
  for (const { name, perSecond } of measured) {
    const cost = `${(1e6 / perSecond).toFixed(2)} µs`;
    const ratio = `${(kernel.perSecond / perSecond).toFixed(2)} x the kernel's time`;
    console.log(
      `${name.padEnd(36)}${cost.padStart(8)}${`${(perSecond / 1e6).toFixed(2)} M/s`.padStart(12)}   ${ratio}`,
    );
  }
}
