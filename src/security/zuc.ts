/*
 * ZUC (ETSI/SAGE, document 2), and 128-EEA3 and 128-EIA3 on it (document 1; TS 35.221, 35.222). No library that is well
 * kept has it. It is used to read what others sent, never to keep a secret, and takes time that depends on keys.
 */

/** The S-boxes (clause 3.4.2). */
const S0 = Buffer.from(
  `3e725b47cae0003304d1549809b96dcb7b1bf932af9d6aa5b82dfc1d085303904d4e8499e4ced991ddb685488b296eac
   cdc1f81e734369c6b5bdfd396320d438767db2a7cfed57c5f32cbb142106559be3ef5e314f7f5aa40d8251495fba581c
   4a16d517a892241f8cffd8ae2e01d3ad3b4bda46ebc9de9a8f87d73a806f2fc8b1b437f70a2213287ccc3c89c7c39656
   07bf7ef00b2b97523541796 1a64c10febc2695888ab0a3fbc01894f2e1e5e95dd0dc1166645cec59427512f5749caa23
   0e86abbe2a02e767e644a26cc2939ff1f6fa36d250689e6271153dd640c4e20f8e83776b25053f0c30ea70b7a1e8a965
   8d271adb81b3a0f4457a19dfee783460`.replace(/\s/g, ''),
  'hex',
);
const S1 = Buffer.from(
  `55c263713bc847869f3cda5b29aafd778cc5940ca61a1300e3a8167240f9f84244266896 81d9453e1076c6a78b3943e1
   3ab5562ac06db3052266bfdc0bfa6248dd20110636c9c1cff62752bb69f5d4877f844cd29c57a4bc4f9adffed68d7aeb
   2b53d85ca11417fb23d57d3067730809eeb7703f61b2198e4ee54b938f5ddba9adf1ae2ecb0dfcf42d466e1d97e8d1e9
   4d37a5755e839eab829db91ce0cd498901b6bd5824a25f387899159050b895e4d091c7ceed0fb46fa0ccf0024a79c3de
   a3efea51e66b18ec1b2c80f774e7ff215a6a541e41319235c433070aba7e0e3488b1987cf33d606c7bcad31f32650428
   64be859b2f598ad7b025acaf1203e2f2`.replace(/\s/g, ''),
  'hex',
);

/** Loaded beside key and IV (clause 3.5). */
const D = [
  ...[0x44d7, 0x26bc, 0x626b, 0x135e, 0x5789, 0x35e2, 0x7135, 0x09af],
  ...[0x4d78, 0x2f13, 0x6bc4, 0x1af1, 0x5e26, 0x3c4d, 0x789a, 0x47ac],
];

const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** Addition, and a power of 2 times a number, modulo 2^31 - 1. */
const sum31 = (a: number, b: number): number => {
  const sum = a + b;
  return (sum & 0x7fffffff) + (sum > 0x7fffffff ? 1 : 0);
};
const shifted31 = (x: number, by: number): number => ((x << by) | (x >>> (31 - by))) & 0x7fffffff;

const boxes = (x: number): number =>
  (S0[x >>> 24] << 24) | (S1[(x >>> 16) & 0xff] << 16) | (S0[(x >>> 8) & 0xff] << 8) | S1[x & 0xff];

/** Words of the keystream. */
export function zucKeystream(key: Uint8Array, iv: Uint8Array, count: number): Uint32Array {
  const s = D.map((d, i) => (key[i] << 23) | (d << 8) | iv[i]);
  let [r1, r2] = [0, 0];
  const half = (high: number, low: number): number => ((s[high] & 0xffff) << 16) | (s[low] >>> 15);
  const f = (): number => {
    const x0 = ((s[15] & 0x7fff8000) << 1) | (s[14] & 0xffff);
    const w = ((x0 ^ r1) + r2) | 0;
    const w1 = (r1 + half(11, 9)) | 0;
    const w2 = r2 ^ half(7, 5);
    const u = (w1 << 16) | (w2 >>> 16);
    const v = (w2 << 16) | (w1 >>> 16);
    r1 = boxes((u ^ rotated(u, 2) ^ rotated(u, 10) ^ rotated(u, 18) ^ rotated(u, 24)) >>> 0);
    r2 = boxes((v ^ rotated(v, 8) ^ rotated(v, 14) ^ rotated(v, 22) ^ rotated(v, 30)) >>> 0);
    return w;
  };
  const clock = (u: number): void => {
    const terms = [
      [15, 15],
      [13, 17],
      [10, 21],
      [4, 20],
      [0, 8],
    ] as const;
    const v = terms.reduce((sum, [i, by]) => sum31(sum, shifted31(s[i], by)), sum31(s[0], u));
    s.shift();
    s.push(v === 0 ? 0x7fffffff : v);
  };
  for (let i = 0; i < 32; i++) clock(f() >>> 1);
  f();
  clock(0);
  const z = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    z[i] = f() ^ half(2, 0);
    clock(0);
  }
  return z;
}

/** 128-EEA3: a message enciphered or deciphered. Key 16 octets, bearer 5 bits. */
export function eea3(
  key: Uint8Array,
  count: number,
  bearer: number,
  direction: 0 | 1,
  message: Uint8Array,
): Uint8Array {
  const half = head(count, (bearer << 3) | (direction << 2));
  const z = zucKeystream(key, Buffer.concat([half, half]), Math.ceil(message.length / 4));
  return message.map((octet, i) => octet ^ ((z[i >>> 2] >>> (24 - 8 * (i & 3))) & 0xff));
}

/**
 * 128-EIA3: the MAC, 4 octets.
 *
 * @param bits length of the message, which need not end with an octet
 */
export function eia3(
  key: Uint8Array,
  count: number,
  bearer: number,
  direction: 0 | 1,
  message: Uint8Array,
  bits = 8 * message.length,
): Uint8Array {
  const half = head(count, bearer << 3);
  const iv = Buffer.concat([half, half]);
  iv[8] ^= direction << 7;
  iv[14] ^= direction << 7;
  const length = Math.ceil(bits / 32) + 2;
  const z = zucKeystream(key, iv, length);
  const from = (bit: number): number => {
    const at = bit >>> 5;
    const by = bit & 31;
    return by === 0 ? z[at] : (z[at] << by) | (z[at + 1] >>> (32 - by));
  };
  let sum = 0;
  for (let i = 0; i < bits; i++) if ((message[i >>> 3] >>> (7 - (i & 7))) & 1) sum ^= from(i);
  sum ^= from(bits) ^ z[length - 1];
  const mac = Buffer.alloc(4);
  mac.writeInt32BE(sum | 0);
  return mac;
}

function head(count: number, fifth: number): Buffer {
  const half = Buffer.alloc(8);
  half.writeUInt32BE(count >>> 0);
  half[4] = fifth;
  return half;
}
