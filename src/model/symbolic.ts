import type { Keys } from './keys.js';

/**
 * Symbolic keys: 64-bit fingerprints of exactly the inputs of the real derivation, domain-separated by the
 * FC of TS 33.401 Annex A. Two fingerprints are equal exactly when the derivations are, up to a collision
 * of probability 2^-64 (two 32-bit lanes with different multipliers, each a bijection of its input word).
 * The keys of A.7 stand one for one for the key they come from and their algorithms, which a message says beside it: the
 * fingerprint of that key does for them.
 */
export class SymbolicKeys implements Keys {
  readonly words: number = 2;
  derivations: number = 0;

  constructor(private readonly seed: number) {}

  copy(w: Int32Array, to: number, from: number): void {
    w[to] = w[from];
    w[to + 1] = w[from + 1];
  }

  equal(w: Int32Array, a: number, b: number): boolean {
    return w[a] === w[b] && w[a + 1] === w[b + 1];
  }

  kasme(w: Int32Array, to: number, ue: number, run: number): void {
    this.derivations++;
    mix(w, to, this.seed ^ 0x10, ue, ue, run);
  }

  kenb(w: Int32Array, to: number, kasme: number, ulNasCount: number): void {
    this.derivations++;
    mix(w, to, 0x11, w[kasme], w[kasme + 1], ulNasCount);
  }

  nh(w: Int32Array, to: number, kasme: number, sync: number): void {
    this.derivations++;
    // The SYNC-input is itself a key: fold its second lane in with a second round.
    const high = w[sync + 1];
    mix(w, to, 0x12, w[kasme], w[kasme + 1], w[sync]);
    mix(w, to, 0x12, w[to], w[to + 1], high);
  }

  kenbStar(w: Int32Array, to: number, key: number, pci: number, earfcn: number): void {
    this.derivations++;
    // 9 bits of PCI below at most 18 bits of EARFCN-DL.
    mix(w, to, 0x13, w[key], w[key + 1], (earfcn << 9) | pci);
  }

  nasKeys(w: Int32Array, to: number, kasme: number, _algorithms: number): void {
    this.copy(w, to, kasme);
  }

  matchesNas(w: Int32Array, at: number, kasme: number, _algorithms: number): boolean {
    return this.equal(w, at, kasme);
  }

  rrcKeys(w: Int32Array, to: number, kenb: number): void {
    this.copy(w, to, kenb);
  }

  matchesRrc(w: Int32Array, at: number, kenb: number): boolean {
    return this.equal(w, at, kenb);
  }
}

function mix(w: Int32Array, to: number, tag: number, low: number, high: number, input: number): void {
  let a = Math.imul(low ^ Math.imul(tag + 1, 0x9e3779b1), 0x85ebca6b);
  let b = Math.imul(high ^ Math.imul(tag + 1, 0xc2b2ae3d), 0x27d4eb2f);
  a ^= Math.imul(input + 0x165667b1, 0xd3a2646c | 1);
  b ^= Math.imul(input ^ 0x5bd1e995, 0xfd7046c5);
  a = Math.imul(a ^ (a >>> 15) ^ b, 0x2c1b3c6d);
  b = Math.imul(b ^ (b >>> 13) ^ a, 0x297a2d39);
  a = Math.imul(a ^ (a >>> 16), 0x45d9f3b5) ^ (b >>> 11);
  b = Math.imul(b ^ (b >>> 15), 0x1b873593) ^ (a >>> 14);
  w[to] = a ^ (a >>> 16);
  w[to + 1] = b ^ (b >>> 16);
}
