/** How sure an answer is. */
export const CONFIDENCE = 0.95;

/** Mean of independent values, and the half width of its confidence interval. */
export interface Interval {
  readonly mean: number;
  /** 0 where all values are equal; infinite for a single one. */
  readonly half: number;
}

/**
 * The interval that holds the mean of what independent values are drawn from with this confidence, by Student's t
 * distribution. (Exact for normal values; for others the better the more there are.)
 *
 * @param confidence such as 0.95
 * @throws RangeError if there is no value
 */
export function confidenceInterval(values: readonly number[], confidence: number): Interval {
  const n = values.length;
  if (n === 0) throw new RangeError('confidence interval: expected at least one value, got none');
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, half: Number.POSITIVE_INFINITY };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (squares === 0) return { mean, half: 0 };
  return { mean, half: studentQuantile(n - 1, (1 + confidence) / 2) * Math.sqrt(squares / (n - 1) / n) };
}

/** Halvings after which a double has no digits left. */
const HALVINGS = 100;

/**
 * The value that Student's t with `df` degrees of freedom stays below with probability `p`.
 *
 * @param df a whole number from 1
 * @param p above 0.5 and below 1
 */
export function studentQuantile(df: number, p: number): number {
  let high = 1;
  while (studentProbability(df, high) < p) high *= 2;
  let low = 0;
  for (let i = 0; i < HALVINGS && low < high; i++) {
    const middle = (low + high) / 2;
    if (studentProbability(df, middle) < p) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The probability that Student's t with `df` degrees of freedom stays below `t`, which is at least 0: for whole
 * numbers a finite sum (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
 */
export function studentProbability(df: number, t: number): number {
  const angle = Math.atan(t / Math.sqrt(df));
  const cos = Math.cos(angle);
  const isOdd = df % 2 === 1;
  // Terms of the sum, each the one before times cos² and a ratio of whole numbers.
  let term = isOdd ? cos : 1;
  let sum = df === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k <= df - 2; k += 2) {
    term *= (cos * cos * (k - 1)) / k;
    sum += term;
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return (1 + inside) / 2;
}
