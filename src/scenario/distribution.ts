import { z } from 'zod';
import { type Bounds, durationText, number, strict, writtenDuration } from './fields.js';
import { readDuration, writeDuration } from './quantities.js';
import type { Distribution } from './scenario.js';

/** An exponential's default maximum lies this many times (mean - min) above its minimum: 4.5e-5 is cut off. */
const EXPONENTIAL_REACH = 10;
/** Cut nearer than this many times (mean - min), an exponential would have a mean that is 2 % too low, or worse. */
export const LEAST_REACH = 4;
/** The same for a log-normal with a standard deviation as its mean: 0.3 % too low. */
const LOGNORMAL_REACH = 10;
/** What a latency's exponential part begins at if nothing is said, as a share of its mean. */
const LINK_LEAST = 0.5;
/** Less is a constant; of more, too much lies where no table reaches. */
const CV_MIN = 0.01;
const CV_MAX = 3;
const HALF_US = 0.5e-6;

/** A distribution as written, its durations already in seconds. */
export interface Written {
  readonly shape: Distribution['shape'];
  readonly min?: number | undefined;
  readonly mean?: number | undefined;
  readonly max?: number | undefined;
  readonly cv?: number | undefined;
}
type Derived = { readonly values: Distribution } | { readonly key: string; readonly message: string };

/**
 * A latency or delay: a duration (constant), or `{ shape, min, mean, max }` of which the rest follows:
 * constant from `mean`; uniform from two of the three; exponential (min plus an exponential part, cut at max)
 * from `mean`, with `min` half of it and `max` = min + 10 (mean - min) but never above what is allowed.
 */
export function distribution(what: string, bounds: Bounds) {
  const error = `expected ${durationText(what, bounds)}, or a map of shape, min, mean and max`;
  const map = strict('shape, min, mean and max', {
    shape: z
      .enum(['constant', 'uniform', 'exponential'], 'expected a shape: constant, uniform or exponential')
      .prefault('exponential')
      .describe('exponential: min plus an exponential part of mean (mean - min), cut at max.'),
    min: part('minimum').optional().describe('Never undercut. Exponential: half the mean if absent.'),
    mean: part('mean').optional().describe('Mean. Uniform: the middle of min and max if absent.'),
    max: part('maximum').optional().describe('Never exceeded. Exponential: min + 10 (mean - min) if absent.'),
  });
  return readable(z.union([writtenDuration(error), map], error), error, bounds, LINK_LEAST);
}

/**
 * A service time or back-off: as a latency, but an exponential begins at 0 if nothing else is said, and there is
 * `lognormal`: `min` (0 if absent) plus a log-normal part, with the mean `mean` and `cv` times that as its standard
 * deviation (1 if absent).
 */
export function serviceTime(what: string, bounds: Bounds) {
  const error = `expected ${durationText(what, bounds)}, or a map of shape, min, mean, cv and max`;
  const map = strict('shape, min, mean, cv and max', {
    shape: z
      .enum(
        ['constant', 'uniform', 'exponential', 'lognormal'],
        'expected a shape: constant, uniform, exponential or lognormal',
      )
      .prefault('exponential')
      .describe('exponential, lognormal: min plus a part of mean (mean - min), cut at max.'),
    min: part('minimum').optional().describe('Never undercut. Exponential and lognormal: 0 if absent.'),
    mean: part('mean').optional().describe('Mean. Uniform: the middle of min and max if absent.'),
    cv: number('a coefficient of variation', CV_MIN, CV_MAX)
      .optional()
      .describe('Lognormal only: standard deviation over mean; 1 if absent.'),
    max: part('maximum').optional().describe('Never exceeded. Exponential: min + 10 (mean - min) if absent.'),
  });
  return readable(z.union([writtenDuration(error), map], error), error, bounds, 0);
}

const part = (name: string) => writtenDuration(`expected a ${name} as a duration such as 5ms or 1.5s`);

/** @param least minimum of an exponential that does not say one, as a share of its mean */
function readable(union: z.ZodType<Written | number, unknown>, error: string, bounds: Bounds, least: number) {
  return union.transform((written, context): Distribution => {
    const constant = typeof written === 'number';
    const derived = derive(constant ? { shape: 'constant', mean: written } : written, bounds, least);
    if ('values' in derived) return derived.values;
    context.addIssue({
      code: 'custom',
      path: constant ? [] : [derived.key],
      message: constant ? error : derived.message,
    });
    return z.NEVER;
  });
}

function derive(written: Written, bounds: Bounds, least: number): Derived {
  if (written.cv !== undefined && written.shape !== 'lognormal') {
    return wrong('cv', `expected nothing, because the shape is ${written.shape}`);
  }
  const completed = COMPLETE[written.shape](written, bounds, least);
  if ('message' in completed) return completed;
  const { min, mean, max } = completed.values;
  if (min < bounds.min) return wrong('min', `expected a minimum of at least ${writeDuration(bounds.min)}`);
  if (max > bounds.max) return wrong('max', `expected a maximum of at most ${writeDuration(bounds.max)}`);
  if (mean < min) return wrong('mean', `expected a mean of at least the minimum, ${writeDuration(min)}`);
  if (mean > max) return wrong('mean', `expected a mean of at most the maximum, ${writeDuration(max)}`);
  const highest = readDuration(min + (max - min) / LEAST_REACH);
  if (written.shape === 'exponential' && mean > highest) {
    const cut = `an exponential from ${writeDuration(min)} that is cut at ${writeDuration(max)}`;
    return wrong('mean', `expected a mean of at most ${writeDuration(highest)} for ${cut}`);
  }
  return completed;
}

const COMPLETE: Record<Distribution['shape'], (written: Written, bounds: Bounds, least: number) => Derived> =
  {
    constant({ min, mean, max }) {
      const value = mean ?? min ?? max;
      if (value === undefined) return wrong('mean', 'expected a duration: it is the constant value');
      for (const [key, other] of Object.entries({ min, max })) {
        if (other !== undefined && other !== value) {
          return wrong(key, `expected ${writeDuration(value)} or nothing, because the shape is constant`);
        }
      }
      return { values: { shape: 'constant', min: value, mean: value, max: value } };
    },

    uniform({ min, mean, max }) {
      if (min === undefined && max === undefined) return wrong('min', 'expected two of min, mean and max');
      if (mean === undefined && (min === undefined || max === undefined)) {
        return wrong(min === undefined ? 'min' : 'max', 'expected two of min, mean and max');
      }
      const low = min ?? 2 * mean! - max!;
      const high = max ?? 2 * mean! - min!;
      const middle = (low + high) / 2;
      // A middle between two whole µs is as good as either.
      if (mean !== undefined && Math.abs(mean - middle) > HALF_US * 1.01) {
        return wrong('mean', `expected ${writeDuration(readDuration(middle))}, the middle of min and max`);
      }
      return values('uniform', low, mean ?? middle, high);
    },

    exponential({ min, mean, max }, bounds, least) {
      if (mean === undefined) return wrong('mean', 'expected a mean, because the shape is exponential');
      const low = min ?? Math.max(bounds.min, mean * least);
      const high = max ?? Math.max(mean, Math.min(bounds.max, low + EXPONENTIAL_REACH * (mean - low)));
      return values('exponential', low, mean, high);
    },

    lognormal({ min, mean, max, cv = 1 }, bounds) {
      if (mean === undefined) return wrong('mean', 'expected a mean, because the shape is lognormal');
      const low = min ?? bounds.min;
      const reach = readDuration(low + LOGNORMAL_REACH * Math.max(1, cv * cv) * (mean - low));
      if (max !== undefined && max < reach) {
        return wrong(
          'max',
          `expected a maximum of at least ${writeDuration(reach)}, or the cut lowers the mean`,
        );
      }
      const derived = values('lognormal', low, mean, max ?? bounds.max);
      return 'values' in derived ? { values: { ...derived.values, cv } } : derived;
    },
  };

/** Derived values are whole µs as well. */
function values(shape: Distribution['shape'], min: number, mean: number, max: number): Derived {
  return { values: { shape, min: readDuration(min), mean: readDuration(mean), max: readDuration(max) } };
}

function wrong(key: string, message: string): Derived {
  return { key, message };
}
