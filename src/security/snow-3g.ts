/*
 * SNOW 3G (ETSI/SAGE, document 2), and UEA2 and UIA2 on it (document 1; TS 35.215, 35.216): 128-EEA1 and 128-EIA1 of
 * TS 33.401 Annex B. No library that is well kept has it. It is used to read what others sent, never to keep a secret,
 * and takes time that depends on keys.
 */

/** x times V in GF(2^8), reduced by c. */
const mulx = (v: number, c: number): number => ((v << 1) & 0xff) ^ ((v & 0x80) !== 0 ? c : 0);

function mulxPow(v: number, times: number, c: number): number {
  let value = v;
  for (let i = 0; i < times; i++) value = mulx(value, c);
  return value;
}

const bytes = (make: (i: number) => number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, i) => make(i));
const words = (powers: readonly number[]): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, i) =>
    powers.reduce((word, power) => (word << 8) | mulxPow(i, power, 0xa9), 0),
  );

/** MULα and DIVα (clauses 3.4.2, 3.4.3). */
const MUL_ALPHA = words([23, 245, 48, 239]);
const DIV_ALPHA = words([16, 39, 6, 64]);

/** Product in GF(2^8), reduced by c. */
function product(a: number, b: number, c: number): number {
  let sum = 0;
  for (let i = 7; i >= 0; i--) sum = mulx(sum, c) ^ ((b >>> i) & 1 ? a : 0);
  return sum;
}

function power(a: number, exponent: number, c: number): number {
  let value = 1;
  for (let i = 0; i < exponent; i++) value = product(value, a, c);
  return value;
}

/** The S-box of Rijndael: the inverse (a to the 254), and an affine map. */
const SR = bytes((i) => {
  const inverse = power(i, 254, 0x1b);
  let out = 0;
  for (let bit = 0; bit < 8; bit++) {
    const sum = [0, 4, 5, 6, 7].reduce((parity, k) => parity ^ ((inverse >>> ((bit + k) & 7)) & 1), 0);
    out |= sum << bit;
  }
  return out ^ 0x63;
});

/** The S-box SQ: a Dickson polynomial over GF(2^8). */
const SQ = bytes((i) =>
  [1, 9, 13, 15, 33, 41, 45, 47, 49].reduce((sum, exponent) => sum ^ power(i, exponent, 0x69), 0x25),
);

/** S1 and S2: an S-box on each octet, and the columns mixed. */
function mixed(w: number, box: Uint8Array, c: number): number {
  const [a, b, d, e] = [box[w >>> 24], box[(w >>> 16) & 0xff], box[(w >>> 8) & 0xff], box[w & 0xff]];
  const two = (v: number): number => mulx(v, c);
  const three = (v: number): number => mulx(v, c) ^ v;
  return (
    ((two(a) ^ b ^ d ^ three(e)) << 24) |
    ((three(a) ^ two(b) ^ d ^ e) << 16) |
    ((a ^ three(b) ^ two(d) ^ e) << 8) |
    (b ^ a ^ three(d) ^ two(e))
  );
}

/** Words of the keystream. */
function keystream(
  key: Uint8Array,
  iv: readonly [number, number, number, number],
  count: number,
): Uint32Array {
  const view = new DataView(key.buffer, key.byteOffset, 16);
  const [k3, k2, k1, k0] = [0, 4, 8, 12].map((at) => view.getUint32(at));
  const [iv0, iv1, iv2, iv3] = iv;
  const s = Uint32Array.from([
    ...[~k0, ~k1, ~k2, ~k3, k0, k1, k2, k3],
    ...[~k0, ~k1 ^ iv3, ~k2 ^ iv2, ~k3, k0 ^ iv1, k1, k2, k3 ^ iv0],
  ]);
  let [r1, r2, r3] = [0, 0, 0];
  const fsm = (): number => {
    const f = ((s[15] + r1) | 0) ^ r2;
    const r = (r2 + (r3 ^ s[5])) | 0;
    r3 = mixed(r2, SQ, 0x69);
    r2 = mixed(r1, SR, 0x1b);
    r1 = r;
    return f;
  };
  const clock = (f: number): void => {
    const v = (s[0] << 8) ^ MUL_ALPHA[s[0] >>> 24] ^ s[2] ^ (s[11] >>> 8) ^ DIV_ALPHA[s[11] & 0xff] ^ f;
    s.copyWithin(0, 1);
    s[15] = v;
  };
  for (let i = 0; i < 32; i++) clock(fsm());
  fsm();
  clock(0);
  const z = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    z[i] = fsm() ^ s[0];
    clock(0);
  }
  return z;
}

/** UEA2: a message enciphered or deciphered. Key 16 octets, bearer 5 bits. */
export function uea2(
  key: Uint8Array,
  count: number,
  bearer: number,
  direction: 0 | 1,
  message: Uint8Array,
): Uint8Array {
  const place = ((bearer << 27) | (direction << 26)) >>> 0;
  const z = keystream(key, [place, count, place, count], Math.ceil(message.length / 4));
  return message.map((octet, i) => octet ^ ((z[i >>> 2] >>> (24 - 8 * (i & 3))) & 0xff));
}

/** UIA2: the MAC, 4 octets. */
export function uia2(
  key: Uint8Array,
  count: number,
  fresh: number,
  direction: 0 | 1,
  message: Uint8Array,
): Uint8Array {
  const iv = [fresh ^ (direction << 15), count ^ (direction << 31), fresh, count] as const;
  const z = keystream(key, iv, 5);
  const [p, q] = [joined(z[0], z[1]), joined(z[2], z[3])];
  const padded = Buffer.alloc(8 * Math.ceil(message.length / 8));
  padded.set(message);
  let sum = 0n;
  for (let at = 0; at < padded.length; at += 8) sum = product64(sum ^ padded.readBigUInt64BE(at), p);
  sum = product64(sum ^ BigInt(8 * message.length), q);
  const mac = Buffer.alloc(4);
  mac.writeUInt32BE((Number(sum >> 32n) ^ z[4]) >>> 0);
  return mac;
}

const joined = (high: number, low: number): bigint => (BigInt(high) << 32n) | BigInt(low);

/** Product in GF(2^64), reduced by x^4 + x^3 + x + 1 (document 1, clause 4.3.3). */
function product64(v: bigint, p: bigint): bigint {
  let sum = 0n;
  for (let bit = 63n; bit >= 0n; bit--) {
    const carry = sum >> 63n;
    sum = ((sum << 1n) & 0xffff_ffff_ffff_ffffn) ^ (carry !== 0n ? 0x1bn : 0n);
    if ((p >> bit) & 1n) sum ^= v;
  }
  return sum;
}
