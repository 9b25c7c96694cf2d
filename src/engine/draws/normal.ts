import { ln } from './random.js';

/*
 * What log-normal quantiles need, from +, -, *, / and the square root alone: exactly the same on every machine.
 */

const LN2 = Math.LN2;
/** 1 / √(2 π) */
const DENSITY_AT_0 = 0.3989422804014327;

/** e to the power x, for |x| up to some hundreds. */
export function exp(x: number): number {
  const halvings = Math.round(x / LN2);
  const rest = x - halvings * LN2;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 20; n++) {
    term *= rest / n;
    sum += term;
  }
  for (let n = halvings; n > 0; n--) sum *= 2;
  for (let n = halvings; n < 0; n++) sum /= 2;
  return sum;
}

/** Natural logarithm of x from 1 on. */
export const lnAbove1 = (x: number): number => -ln(1 / x);

const density = (z: number): number => DENSITY_AT_0 * exp((-z * z) / 2);

/** Share of the standard normal distribution above z, for |z| up to 6 (absolute error below 1e-15). */
export function above(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 3; n < 200; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 - density(z) * sum;
}

/** The z above which the share `v` of the standard normal distribution lies, for v from 1e-7 to 1 - 1e-7. */
export function zAbove(v: number): number {
  if (v > 0.5) return -zAbove(1 - v);
  // Newton's method on a convex function, from its left: every step stays there, until rounding ends it.
  let z = 0;
  for (let n = 0; n < 64; n++) {
    const step = (above(z) - v) / density(z);
    if (step < 1e-13) break;
    z += step;
  }
  return z;
}
