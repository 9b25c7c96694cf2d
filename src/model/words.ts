/*
 * The few operations in which JavaScript's numbers and 32-bit words differ, and the types that say which is meant. The
 * code that carries UEs uses no others, so the build can compile it to WebAssembly too (compiler/).
 */

/** The words of a region: signed, 32 bits. */
export type Words = Int32Array;
/** The same memory as doubles. */
export type Doubles = Float64Array;
/** A number that is no 32-bit word. */
export type Double = number;

/** a < b, both without sign. */
export const isBelow = (a: number, b: number): boolean => a >>> 0 < b >>> 0;

/** Whether random bits fall below a threshold (see threshold): the event happens. */
export const happens = (bits: number, below: Double): boolean => bits >>> 0 < below;

/** Random bits modulo n. */
export const pick = (bits: number, n: number): number => (bits >>> 0) % n;

/** n times a fraction in 65536ths, for n from 0 on. */
export const share = (n: number, fraction: number): number => ((n * fraction) / 0x10000) | 0;

/** A word without sign, as a number. */
export const unsigned = (n: number): Double => n >>> 0;

/** The whole part of a number from 0 on. */
export const whole = (n: Double): number => n | 0;

/** A number from 0 on, rounded. */
export const rounded = (n: Double): number => (n + 0.5) | 0;

/** Copies n words; the two runs may overlap. */
export const copyWords = (w: Words, to: number, from: number, n: number): void => {
  w.copyWithin(to, from, from + n);
};

/** Sets n words to 0. */
export const clearWords = (w: Words, at: number, n: number): void => {
  w.fill(0, at, at + n);
};

/** Where a switch over numbers of a table ends: what is left out of it does not compile. */
export const missing = (_left: never): boolean => false;
