/**
 * Quantities as people write them: durations (`30d`, `1h30m`, `250ms`, or a number of seconds), shares (`5%` or 0.05),
 * rates (`5/s`) and counts (`1M`, `250k`, or an integer). Each has a pattern (for the schema), a reader that gives NaN for
 * what it cannot read, and a writer whose text reads back as exactly the same number.
 */

/** One unit at most once, large before small; `5ms` cannot be taken for minutes, for no `s` follows alone. */
export const DURATION_PATTERN =
  /^(?=\d)(?:(\d+(?:\.\d+)?)d\s?)?(?:(\d+(?:\.\d+)?)h\s?)?(?:(\d+(?:\.\d+)?)m\s?)?(?:(\d+(?:\.\d+)?)s\s?)?(?:(\d+(?:\.\d+)?)ms\s?)?(?:(\d+(?:\.\d+)?)[uµ]s)?$/;
export const SHARE_PATTERN = /^(\d+(?:\.\d+)?)\s?%$/;
/** So many in a second, a minute or an hour. */
export const RATE_PATTERN = /^(\d+(?:\.\d+)?)\s?\/\s?([smh])$/;
export const COUNT_PATTERN = /^(\d+(?:\.\d+)?)([kKM])$/;

/** Simulated time is an integer number of µs, so every duration is rounded to one here, once. */
const US_PER_S = 1e6;
const roundToUs = (seconds: number): number => Math.round(seconds * US_PER_S) / US_PER_S;

/** Seconds, a whole number of µs; NaN if the text is not a duration. */
export function readDuration(written: number | string): number {
  if (typeof written === 'number') return roundToUs(written);
  const match = DURATION_PATTERN.exec(written);
  if (match === null) return Number.NaN;
  const [d, h, m, s, ms, us] = match.slice(1).map((digits) => Number(digits ?? 0));
  return roundToUs(d * 86_400 + h * 3600 + m * 60 + s + ms / 1e3 + us / 1e6);
}

/** A share or probability as a fraction of one; NaN if the text is not a percentage. */
export function readShare(written: number | string): number {
  if (typeof written === 'number') return written;
  const match = SHARE_PATTERN.exec(written);
  return match === null ? Number.NaN : Number(match[1]) / 100;
}

const SECONDS_IN = { s: 1, m: 60, h: 3600 } as const;

/** How many in a second; NaN if the text is not a rate. */
export function readRate(written: number | string): number {
  if (typeof written === 'number') return written;
  const match = RATE_PATTERN.exec(written);
  return match === null ? Number.NaN : Number(match[1]) / SECONDS_IN[match[2] as keyof typeof SECONDS_IN];
}

/** A whole number; NaN if the text is not a count. */
export function readCount(written: number | string): number {
  if (typeof written === 'number') return written;
  const match = COUNT_PATTERN.exec(written);
  if (match === null) return Number.NaN;
  // 1.1 * 1e6 is 1100000.0000000002: rounded where that is the only difference.
  const product = Number(match[1]) * (match[2] === 'M' ? 1e6 : 1e3);
  const whole = Math.round(product);
  return Math.abs(product - whole) < 1e-6 ? whole : product;
}

/** The shortest of `30d`, `1h30m`, `250ms`, `12.5us`…; a plain number of seconds where none is exact. */
export function writeDuration(seconds: number): string | number {
  const unit = seconds >= 60 ? hoursAndMinutes(seconds) : smallUnit(seconds);
  return readDuration(unit) === seconds ? unit : seconds;
}

/** From here on whole days are written as such: `48h` reads more easily than `2d`, and `720h` does not. */
const DAYS_FROM = 3 * 86_400;

function hoursAndMinutes(seconds: number): string {
  if (seconds >= DAYS_FROM && seconds % 86_400 === 0) return `${digits(seconds / 86_400)}d`;
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  const s = digits(seconds % 60);
  return `${h > 0 ? `${h}h` : ''}${m > 0 ? `${m}m` : ''}${s !== '0' ? `${s}s` : ''}`;
}

function smallUnit(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${digits(seconds)}s`;
  return seconds >= 1e-3 ? `${digits(seconds * 1e3)}ms` : `${digits(seconds * 1e6)}us`;
}

/** `5%` where that is exact, else the fraction itself. */
export function writeShare(share: number): string | number {
  const percent = `${digits(share * 100)}%`;
  return readShare(percent) === share ? percent : share;
}

/** `5/s` or `300/m` where that is exact, else how many in a second. */
export function writeRate(perSecond: number): string | number {
  const unit = (Object.keys(SECONDS_IN) as (keyof typeof SECONDS_IN)[]).find((one) =>
    Number.isInteger(Number(digits(perSecond * SECONDS_IN[one]))),
  );
  if (unit === undefined) return perSecond;
  const written = `${digits(perSecond * SECONDS_IN[unit])}/${unit}`;
  return readRate(written) === perSecond ? written : perSecond;
}

/** `1M` and `250k` for round numbers. */
export function writeCount(count: number): string | number {
  if (count >= 1e6 && count % 1e5 === 0) return `${digits(count / 1e6)}M`;
  if (count >= 1e4 && count % 1e3 === 0) return `${digits(count / 1e3)}k`;
  return count;
}

/** Without the dust of binary fractions (0.1 + 0.2); what it hides is found by reading the text again. */
const digits = (value: number): string => String(Number(value.toPrecision(12)));
