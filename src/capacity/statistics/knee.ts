/** A point of a curve. */
export interface CurveAt {
  readonly x: number;
  readonly y: number;
}

/** Sensitivity of Kneedle: how far the curve must turn away, in mean steps of x; 1 is what its authors recommend. */
const SENSITIVITY = 1;

/** A bend that lies nearer than this to the straight line between the curve's ends is none. */
const BEND_MIN = 0.1;

/**
 * The knee of a curve that is flat at first and then rises: Kneedle (Satopää, Albrecht, Irwin, Raghavan, Finding a
 * "Kneedle" in a Haystack, ICDCSW 2011). The curve is put into the unit square; the knee is where it lies farthest
 * below the diagonal, provided that it comes back towards it by more than the sensitivity afterwards.
 *
 * @param points with ascending x
 * @returns its x; null where there is no knee
 */
export function kneeOf(points: readonly CurveAt[]): number | null {
  if (points.length < 3) return null;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x0, y0] = [xs[0], Math.min(...ys)];
  const [width, height] = [xs[xs.length - 1] - x0, Math.max(...ys) - y0];
  if (width <= 0 || height <= 0) return null;
  const below = points.map(({ x, y }) => (x - x0) / width - (y - y0) / height);
  const best = below.indexOf(Math.max(...below));
  const threshold = below[best] - SENSITIVITY / (points.length - 1);
  const turns = below.slice(best + 1).some((value) => value < threshold);
  return below[best] >= BEND_MIN && turns ? points[best].x : null;
}
