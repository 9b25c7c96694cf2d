/** Numbers as a person reads them, three digits of each; nothing that a program should parse. */

const LARGE = ['', ' k', ' M', ' G', ' T'];
const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A count or a rate: `9876`, `12.3 k`, `1.23 M`. Whole numbers below 10,000 are exact. */
export function formatCount(value: number): string {
  if (Number.isInteger(value) && value < 10_000) return String(value);
  return scaled(value, 1000, LARGE);
}

/** A time in seconds: `0 s`, `850 ns`, `4.20 ms`, `12.3 s`, `2 min 05 s`, `1 h 00 min`; `-` for null. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return '-';
  if (seconds === 0) return '0 s';
  const rounded = Math.round(seconds);
  if (rounded >= 3600) return inTwo(Math.round(seconds / 60), 'h', 'min');
  if (rounded >= 100) return inTwo(rounded, 'min', 's');
  for (const [unit, factor] of [
    ['ns', 1e9],
    ['µs', 1e6],
    ['ms', 1e3],
  ] as const) {
    const digits = threeDigits(seconds * factor);
    if (Number(digits) < 1000) return `${digits} ${unit}`;
  }
  return `${threeDigits(seconds)} s`;
}

/** A share of one, in per cent: `0.5 %`, `99.9 %`. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** A time where an axis has its mark: `10 ms`, `2.5 s`, `100 s`, `1 h 30 min`. */
export function formatAxisTime(seconds: number): string {
  if (seconds === 0 || seconds >= 1000) return formatSeconds(seconds);
  const [unit, factor] = seconds >= 1 ? ['s', 1] : seconds >= 1e-3 ? ['ms', 1e3] : ['µs', 1e6];
  return `${Number((seconds * Number(factor)).toPrecision(3))} ${unit}`;
}

/** Bytes in binary multiples: `188 B`, `1.50 GiB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, BYTES, ' ');
}

/** A clock for something that goes on: `0:07`, `12:34`, `1:00:00`. */
export function formatClock(seconds: number): string {
  const whole = Math.floor(seconds);
  const pad = (part: number) => String(part).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

function inTwo(total: number, large: string, small: string): string {
  return `${Math.floor(total / 60)} ${large} ${String(total % 60).padStart(2, '0')} ${small}`;
}

function scaled(value: number, base: number, units: readonly string[], gap = ''): string {
  let rest = value;
  let unit = 0;
  // 999.5 is the first number that three digits would show as 1000.
  while (rest >= (base === 1000 ? 999.5 : base) && unit < units.length - 1) {
    rest /= base;
    unit += 1;
  }
  return `${unit === 0 && Number.isInteger(rest) ? rest : threeDigits(rest)}${gap}${units[unit]}`;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
