/*
 * The Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007), in its form with three coefficients:
 *
 *     X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1))
 *
 * fitted to measured throughputs by nonlinear least squares. N / X is linear in 1 / lambda, sigma / lambda and
 * kappa / lambda, which gives a start that is near; Levenberg and Marquardt's steps do the rest.
 */

/** A throughput that was measured with n workers. */
export interface ScalingPoint {
  readonly n: number;
  readonly throughput: number;
}

/** A coefficient; its standard error is null where there are no more points than coefficients. */
export interface Coefficient {
  readonly value: number;
  readonly error: number | null;
}

export interface UslFit {
  /** Throughput of one worker. */
  readonly lambda: Coefficient;
  /** Contention: share of the work that only one can do at a time. */
  readonly sigma: Coefficient | null;
  /** Coherency: what each pair of workers costs. */
  readonly kappa: Coefficient | null;
  /** Points less fitted coefficients. */
  readonly degreesOfFreedom: number;
  /** Why a coefficient is missing; empty: none is. */
  readonly notes: readonly string[];
}

/** Most coefficients that so many different worker counts can tell apart. */
const COEFFICIENTS = 3;

/**
 * Fits as many coefficients as the numbers of workers allow: lambda alone from one, sigma from two, kappa from three.
 *
 * @param points one or more; several with the same n are repeated measurements
 */
export function fitUsl(points: readonly ScalingPoint[]): UslFit {
  const counts = new Set(points.map(({ n }) => n)).size;
  const most = Math.min(COEFFICIENTS, counts);
  const fit = fitCoefficients(points, most);
  if (counts < COEFFICIENTS) return { ...fit, notes: [notEnough(counts)] };
  if (fit.kappa!.value >= 0) return fit;
  const note =
    'kappa came out below 0, which would mean ever more throughput per worker; it was set to 0 and the rest fitted again';
  return { ...fitCoefficients(points, 2), notes: [note] };
}

/** The throughput that a fit gives n workers. */
export function throughputOf({ lambda, sigma, kappa }: UslFit, n: number): number {
  return model([lambda.value, sigma?.value ?? 0, kappa?.value ?? 0], n);
}

/** The number of workers with the highest throughput, beyond which more are worse; null: there is none. */
export function peakOf({ sigma, kappa }: UslFit): number | null {
  if (sigma === null || kappa === null || kappa.value <= 0 || sigma.value >= 1) return null;
  return Math.sqrt((1 - sigma.value) / kappa.value);
}

function notEnough(counts: number): string {
  if (counts === 1) return 'one number of workers says nothing about scaling: sigma and kappa need more';
  return 'two numbers of workers cannot tell contention from coherency: kappa is taken as 0, and sigma holds both';
}

function fitCoefficients(points: readonly ScalingPoint[], count: number): UslFit {
  const { values, errors } = leastSquares(points, start(points, count));
  const coefficient = (i: number): Coefficient => ({ value: values[i], error: errors?.[i] ?? null });
  return {
    lambda: coefficient(0),
    sigma: count > 1 ? coefficient(1) : null,
    kappa: count > 2 ? coefficient(2) : null,
    degreesOfFreedom: points.length - count,
    notes: [],
  };
}

function model([lambda, sigma = 0, kappa = 0]: readonly number[], n: number): number {
  return (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));
}

/** What throughput changes by per change of each coefficient. */
function gradient(values: readonly number[], n: number): number[] {
  const [lambda, sigma = 0, kappa = 0] = values;
  const divisor = 1 + sigma * (n - 1) + kappa * n * (n - 1);
  const slope = (-lambda * n) / divisor ** 2;
  return [n / divisor, slope * (n - 1), slope * n * (n - 1)].slice(0, values.length);
}

/** By linear least squares of N / X. */
function start(points: readonly ScalingPoint[], count: number): number[] {
  const rows = points.map(({ n }) => [1, n - 1, n * (n - 1)].slice(0, count));
  const targets = points.map(({ n, throughput }) => n / throughput);
  const inverse = invert(products(rows))!;
  const [first, ...others] = multiply(inverse, projection(rows, targets));
  return [1 / first, ...others.map((value) => value / first)];
}

const ITERATIONS_MAX = 200;
/** Steps that change no coefficient by more than this share of it are the last ones. */
const PRECISION = 1e-12;

function leastSquares(points: readonly ScalingPoint[], from: readonly number[]) {
  const residuals = (values: readonly number[]) => points.map((p) => p.throughput - model(values, p.n));
  const squares = (values: readonly number[]) => residuals(values).reduce((sum, r) => sum + r * r, 0);
  let values = [...from];
  let sum = squares(values);
  let damping = 1e-3;
  for (let i = 0; i < ITERATIONS_MAX; i++) {
    const rows = points.map(({ n }) => gradient(values, n));
    const normal = products(rows);
    const damped = normal.map((row, r) => row.map((cell, c) => (r === c ? cell * (1 + damping) : cell)));
    const inverse = invert(damped);
    if (inverse === null) break;
    const step = multiply(inverse, projection(rows, residuals(values)));
    const next = values.map((value, k) => value + step[k]);
    const nextSum = squares(next);
    // Also when nothing is gained any more: damping then grows until the step is small enough to end.
    const isLast = step.every((change, k) => Math.abs(change) <= PRECISION * Math.abs(values[k]));
    if (nextSum <= sum) {
      values = next;
      sum = nextSum;
      damping /= 10;
    } else damping *= 10;
    if (isLast) break;
  }
  const freedom = points.length - values.length;
  const covariance = invert(products(points.map(({ n }) => gradient(values, n))));
  if (freedom === 0 || covariance === null) return { values, errors: null };
  return { values, errors: values.map((_, k) => Math.sqrt((covariance[k][k] * sum) / freedom)) };
}

/** The matrix of the products of all pairs of columns. */
function products(rows: readonly (readonly number[])[]): number[][] {
  const [first] = rows;
  return first.map((_, a) => first.map((_, b) => rows.reduce((sum, row) => sum + row[a] * row[b], 0)));
}

/** The products of all columns with the targets. */
function projection(rows: readonly (readonly number[])[], targets: readonly number[]): number[] {
  return rows[0].map((_, a) => rows.reduce((sum, row, i) => sum + row[a] * targets[i], 0));
}

function multiply(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, cell, i) => sum + cell * vector[i], 0));
}

/** By Gauss and Jordan with pivoting; null: singular. Scaled first, for coefficients differ by many powers of ten. */
function invert(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const scale = matrix.map((row, i) => Math.sqrt(row[i]) || 1);
  const work = matrix.map((row, r) => [
    ...row.map((cell, c) => cell / scale[r] / scale[c]),
    ...row.map((_, c) => (c === r ? 1 : 0)),
  ]);
  for (let c = 0; c < size; c++) {
    let pivot = c;
    for (let r = c + 1; r < size; r++) if (Math.abs(work[r][c]) > Math.abs(work[pivot][c])) pivot = r;
    if (Math.abs(work[pivot][c]) < 1e-14) return null;
    [work[c], work[pivot]] = [work[pivot], work[c]];
    const divisor = work[c][c];
    work[c] = work[c].map((cell) => cell / divisor);
    for (let r = 0; r < size; r++) {
      if (r === c) continue;
      const factor = work[r][c];
      work[r] = work[r].map((cell, k) => cell - factor * work[c][k]);
    }
  }
  return work.map((row, r) => row.slice(size).map((cell, c) => cell / scale[r] / scale[c]));
}
