import type { Paint } from '../format/table.js';
import { formatAxisTime } from '../format/units.js';
import type { RuleResult } from '../results/parts.js';
import { labelOfRule, RULES } from '../rules/table.js';
import type { Result } from './result.js';

/** In front of the axis: the rule's number or the guard's name, and room. */
const ROOM = 4;
/** A wider one is no easier to read. */
const AXIS_MAX = 100;
/** Characters that a tick's text needs, with room around it. */
const TICK = 11;

/** A rule that held something. */
interface Held {
  readonly label: string;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * How long rules held work, as a line of text for each on one logarithmic axis; nothing where none did.
 *
 *     held  1 ms             10 ms            100 ms          1 s             10 s
 *      1                             ●━━━━━━━━━━━━─────────────────────────────┤
 */
export function holdChart({ rules }: Pick<Result, 'rules'>, width: number, paint: Paint): string[] {
  const held = RULES.flatMap(({ number }) => heldBy(labelOfRule(number), rules[labelOfRule(number)]));
  if (held.length === 0) return [];
  const margin = ROOM + Math.max(2, ...held.map(({ label }) => label.length));
  const low = Math.floor(Math.log10(Math.min(...held.map(({ p50 }) => p50))));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...held.map(({ max }) => max)))));
  const cells = Math.min(width - margin, AXIS_MAX) - TICK;
  const at = (seconds: number): number => Math.round(((Math.log10(seconds) - low) / (high - low)) * cells);
  const each = Math.ceil((TICK * (high - low)) / cells);
  const axis = Array.from({ length: high - low + 1 }, (_, n) => n)
    .filter((n) => n % each === 0)
    .reduce((line, n) => line.padEnd(margin + at(10 ** (low + n))) + formatAxisTime(10 ** (low + n)), 'held');
  return [
    paint('dim', axis),
    ...held.map(({ label, p50, p99, max }) => {
      const [from, tail, end] = [at(p50), at(p99), at(max)];
      const bar = `●${'━'.repeat(tail - from)}${'─'.repeat(Math.max(0, end - tail - 1))}${end > tail ? '┤' : ''}`;
      return `${label.padStart(2).padEnd(margin + from)}${bar}`;
    }),
    paint('dim', `${' '.repeat(margin)}● p50  ━ to p99  ─┤ to the longest`),
  ];
}

function heldBy(label: string, { hold }: RuleResult): Held[] {
  const { p50, p99, max } = hold;
  // A hold of less than a microsecond counts as 0, which a logarithmic axis does not have.
  const shown = (seconds: number): number => Math.max(seconds, 1e-6);
  return p50 === null || p99 === null || max === null
    ? []
    : [{ label, p50: shown(p50), p99: shown(p99), max: shown(max) }];
}
