import { type Double, unsigned } from '../../model/words.js';

/*
 * Randomness is keyed, not drawn in sequence: a draw is a function of what it is for. Only 32-bit integer
 * arithmetic, and for logarithms only +, *, / of doubles, so every machine draws the same.
 */

/**
 * Mixes four words into 32 random bits (two rounds of a murmur-like finaliser), as a signed word: half of the unsigned
 * ones are no small integers to V8, and each would be an allocation.
 */
export function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a ^ 0x2545f491, 0x9e3779b1) ^ Math.imul(b ^ 0x68e31da4, 0x85ebca77);
  h = Math.imul((h << 13) | (h >>> 19), 0xc2b2ae3d) ^ Math.imul(c ^ 0x27d4eb2f, 0x165667b1);
  h = Math.imul((h << 15) | (h >>> 17), 0x27d4eb2f) ^ Math.imul(d ^ 0x9e3779b1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Another 32 bits from those of a draw, as a signed word. */
export function rehash(h: number): number {
  h = Math.imul(h ^ (h >>> 17) ^ 0x5bd1e995, 0xed5ad4bb);
  h = Math.imul(h ^ (h >>> 11), 0xac4c1b51);
  return h ^ (h >>> 15);
}

/** Natural logarithm of x in (0, 1], exactly the same on every machine (series of atanh). */
export function ln(x: Double): Double {
  let exponent = 0;
  while (x < 0.75) {
    x *= 2;
    exponent--;
  }
  const t: Double = (x - 1) / (x + 1);
  const t2: Double = t * t;
  let term: Double = t;
  let sum: Double = t;
  for (let n = 3; n < 25; n += 2) {
    term *= t2;
    sum += term / (n as Double);
  }
  return 2 * sum + (exponent as Double) * Math.LN2;
}

/** A draw from the exponential distribution of mean 1, from 32 random bits. */
export function exponential(h: number): Double {
  return -ln((unsigned(h) + 0.5) / 4294967296);
}
