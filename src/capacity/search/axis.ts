/**
 * What a search varies: a range of values from the easiest to the hardest to bear. The hardest is the larger one for
 * a load, and the smaller one for a number of MMEs.
 */
export interface Axis {
  readonly easiest: number;
  readonly hardest: number;
  /** Whether only whole numbers have a meaning. */
  readonly whole: boolean;
  /** The width that an interval should have at most, as a share of its larger end. */
  readonly precision: number;
}

/** Digits of a value beyond those that the precision needs: what is measured is also what is printed. */
const SPARE_DIGITS = 2;

/** Below 0: `a` is easier than `b`; above: harder. */
export function hardness({ easiest, hardest }: Axis, a: number, b: number): number {
  return hardest > easiest ? a - b : b - a;
}

/** Whether nothing would be gained by a value between these two, at so many times the precision. */
export function isNarrow(axis: Axis, a: number, b: number, times = 1): boolean {
  const width = Math.abs(a - b);
  return width <= times * axis.precision * Math.max(Math.abs(a), Math.abs(b)) || between(axis, a, b) === null;
}

/**
 * A value in the middle of two, in proportion where both are above 0; null if there is none in between.
 */
export function between(axis: Axis, a: number, b: number): number | null {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const middle = round(axis, low > 0 ? Math.sqrt(low) * Math.sqrt(high) : (low + high) / 2);
  if (middle > low && middle < high) return middle;
  // The mean in proportion of 1 and 2 rounds to 1, of 1 and 3 to 2: only neighbours have nothing between them.
  return axis.whole && high - low > 1 ? low + 1 : null;
}

/** Values over the whole range, its ends among them, the easiest first. */
export function grid(axis: Axis, points: number): number[] {
  const { easiest, hardest } = axis;
  const inProportion = easiest > 0 && hardest > 0;
  const values = Array.from({ length: points }, (_, i) => {
    const share = i / (points - 1);
    if (i === 0) return easiest;
    if (i === points - 1) return hardest;
    return round(
      axis,
      inProportion ? easiest * (hardest / easiest) ** share : easiest + (hardest - easiest) * share,
    );
  });
  return [...new Set(values)];
}

/** Powers and roots may differ in their last bits from machine to machine; what is left here does not. */
function round({ whole, precision }: Axis, value: number): number {
  if (whole) return Math.round(value);
  return Number(value.toPrecision(SPARE_DIGITS + Math.max(1, Math.ceil(-Math.log10(precision)))));
}
