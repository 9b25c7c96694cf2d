import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.js';
import { cut } from '../report/table.js';
import { formatClock, formatCount, formatSeconds } from '../report/units.js';
import { prepareOut } from '../report/write.js';
import { RULES } from '../rules/table.js';
import { formatLadder, formatMermaid } from '../verify/ladder.js';
import type { Finding, Verification, VerifyProgress } from '../verify/verify.js';
import { EXIT } from './exit.js';
import { interruptible } from './interrupt.js';
import { widthOf } from './output.js';
import type { Deps } from './run.js';

/** As on the command line. */
export interface VerifyFlags {
  readonly events: number;
  readonly faults: number;
  readonly withoutRule?: readonly string[];
  readonly workers?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** More than this would run for days. */
const EVENTS_MAX = 4;
const FAULTS_MAX = 4;

/** Reads --events. @throws UsageError */
export function readEvents(written: string): number {
  return readWhole('--events', written, 1, EVENTS_MAX, 'each more takes about 20 times as long');
}

/** Reads --faults. @throws UsageError */
export function readFaults(written: string): number {
  return readWhole('--faults', written, 0, FAULTS_MAX, 'each more takes about 4 times as long');
}

function readWhole(name: string, written: string, min: number, max: number, remark: string): number {
  const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `${name}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(written)}; ${remark}`,
  );
}

function readRules(written: readonly string[] = []): number[] {
  const rules = written.map((text) =>
    readWhole('--without-rule', text, 1, RULES.length, '1 to 10 of the clause, or 11 for the guard'),
  );
  return [...new Set(rules)].sort((a, b) => a - b);
}

/** `uestorm verify`: explores all interleavings. Resolves to the exit status. */
export async function verifyCommand(flags: VerifyFlags, deps: Deps): Promise<number> {
  const { events, faults, workers, out } = flags;
  const withoutRules = readRules(flags.withoutRule);
  if (out !== undefined) prepareOut(out);
  // The explorer and its threads are loaded when they are needed: the other commands answer at once.
  const { verify } = await import('../verify/verify.js');
  const { stderr, stdout } = deps;
  const isTold = stderr.isTTY === true && !flags.json;
  const clear = () => {
    if (isTold) stderr.write('\r\x1b[K');
  };
  let found: Verification;
  try {
    found = await interruptible(deps.signals, clear, (signal) =>
      verify({
        events,
        faults,
        withoutRules,
        signal,
        ...(workers !== undefined && { workers }),
        ...(isTold && {
          onProgress: (progress) =>
            stderr.write(`\r${cut(formatProgress(progress), widthOf(stderr) - 1)}\x1b[K`),
        }),
      }),
    );
  } finally {
    clear();
  }
  if (out !== undefined) writeAll(out, found);
  stdout.write(flags.json ? toJson(found) : formatVerification(found, widthOf(stdout)));
  return verifyStatus(found);
}

/** A violation is what this command looks for: it says so whether a rule was switched off or not. */
function verifyStatus({ status, violations }: Verification): number {
  if (violations.length > 0) return EXIT.invariant;
  if (status === 'interrupted') return EXIT.interrupted;
  return status === 'complete' ? EXIT.ok : EXIT.threshold;
}

function toJson(found: Verification): string {
  return `${JSON.stringify(found, null, 2)}\n`;
}

function formatProgress({ done, of, states, violations, wallSeconds }: VerifyProgress): string {
  const rate = wallSeconds > 0 ? `  ${formatCount(states / wallSeconds)} states/s` : '';
  const parts = [
    `${done} of ${of} explorations`,
    `${formatCount(states)} states`,
    `${violations} violations`,
  ];
  return `${parts.join('  ')}${rate}  ${formatClock(wallSeconds)}`;
}

/** What was explored and what was found, with a ladder for the shortest counterexample. */
export function formatVerification(found: Verification, width: number): string {
  const { events, faults, withoutRules, violations, status } = found;
  const off = withoutRules.map((n) => (n === 11 ? 'guard 11' : `rule ${n}`)).join(', ');
  const whole = (n: number): string => n.toLocaleString('en-US');
  const rows = [
    [
      'bound',
      `${events} traffic events, ${faults} faults${off === '' ? ', all rules on' : `, without ${off}`}`,
    ],
    ['explorations', whole(found.explorations)],
    ['states', whole(found.states)],
    ['transitions', whole(found.transitions)],
    ['depth', `${found.depth} steps`],
    ['time', formatSeconds(found.wallSeconds)],
    ['violations', violations.length === 0 ? 'none' : `${violations.length}`],
  ];
  if (status !== 'complete') rows.push(['not complete', REASONS[status]]);
  const lines = rows.map(([name, value]) => `${name.padEnd(14)}${value}\n`).join('');
  if (violations.length === 0) return lines;
  const list = violations.map((violation, i) => `  ${i + 1}. ${formatFinding(violation)}\n`).join('');
  return `${lines}\n${list}\nA shortest one (** a rule acts, !! it would have acted):\n\n${formatLadder(violations[0], Math.max(110, width))}`;
}

const REASONS = {
  interrupted: 'interrupted; what was not explored is not known',
  incomplete: 'an exploration had more states than fit; use fewer --events or --faults',
} as const;

function formatFinding({ invariants, steps, events, start, seen }: Finding): string {
  const also = seen > 1 ? ` (${seen} times in all)` : '';
  return `${invariants.join(', ')} after ${steps.length} steps: ${events.join(', ')}, at first ${start}${also}`;
}

/** Writes verify.json, and each violation as ladder and Mermaid diagram. @throws UsageError */
function writeAll(dir: string, found: Verification): void {
  try {
    writeFileSync(join(dir, 'verify.json'), toJson(found));
    found.violations.forEach((violation, i) => {
      writeFileSync(join(dir, `violation-${i + 1}.txt`), formatLadder(violation));
      writeFileSync(join(dir, `violation-${i + 1}.mmd`), formatMermaid(violation));
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--out ${dir}: cannot write there (${code}); name a directory that can be written`, {
      cause: error,
    });
  }
}
