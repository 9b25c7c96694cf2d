import { UsageError } from '../errors.js';

/** One thing that is wrong with a scenario, as data: where, what was found there, and what to do about it. */
export interface Problem {
  /** Dotted path as `--set` takes it, `traffic.x2_handover`; empty for the file as a whole. */
  readonly path: string;
  /** What stands there; undefined if nothing does. */
  readonly value: unknown;
  readonly message: string;
  readonly remedy?: string;
  /** From 1. */
  readonly line?: number;
  /** The file as it was named by the caller, or the command line option that the value came from. */
  readonly file?: string;
}

/** A file that is no scenario at all has a problem in every line; the first ones say so. */
const MAX_SHOWN = 10;

/** A scenario that cannot be run. Its message has one line per problem. */
export class ScenarioError extends UsageError {
  override readonly name = 'ScenarioError';

  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.slice(0, MAX_SHOWN).map(formatProblem);
    if (problems.length > MAX_SHOWN) lines.push(`and ${problems.length - MAX_SHOWN} more problems`);
    super(lines.join('\n'));
  }
}

/** `traffic.x2_handover: expected a rate per UE and hour >= 0, got "fast" (scenario.yaml:14)` */
function formatProblem(problem: Problem): string {
  const { path, message, remedy, line, file } = problem;
  const place = file === undefined ? '' : line === undefined ? file : `${file}:${line}`;
  const what = remedy === undefined ? message : `${message}; ${remedy}`;
  if (path === '') return place === '' ? what : `${place}: ${what}`;
  return place === '' ? `${path}: ${what}` : `${path}: ${what} (${place})`;
}

/** A value in a message: short, on one line, with the type that YAML gave it visible. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a map';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length <= 60 ? value : `${value.slice(0, 57)}...`);
}

/**
 * The candidate that `word` is most likely a slip of, if any is near: a third of its letters may be wrong,
 * or it may be the beginning of it.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '');
  const wanted = plain(word.slice(0, 60));
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const begins = wanted.length >= 2 && plain(candidate).startsWith(wanted);
    const distance = begins ? 1 : editDistance(wanted, plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Edits that lead from one word to the other; two neighbours exchanged (`rekye`) are one edit. */
function editDistance(a: string, b: string): number {
  const distance = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const replaced = distance[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(distance[i - 1][j] + 1, distance[i][j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, distance[i - 2][j - 2] + 1);
      }
      distance[i][j] = least;
    }
  }
  return distance[a.length][b.length];
}
