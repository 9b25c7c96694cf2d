import type { CapacityResult } from '../capacity/network/capacity.js';
import type { SweepResult } from '../capacity/sweep/sweep.js';
import type { TrialOptions } from '../capacity/trials/options.js';
import type { TrialProgress } from '../capacity/trials/trials.js';
import { UsageError } from '../errors.js';
import { cut } from '../format/table.js';
import { formatClock } from '../format/units.js';
import { prepareOut, writeOut } from '../report/write.js';
import { numbersOff } from '../rules/table.js';
import { EXIT } from './exit.js';
import { interruptible } from './interrupt.js';
import { type Output, widthOf } from './output.js';
import type { Deps } from './run.js';

/** As on the command line. */
export interface CapacityFlags {
  readonly goal?: readonly string[];
  readonly vary?: string;
  readonly from?: string;
  readonly to?: string;
  readonly precision?: string;
  readonly sweep?: readonly string[];
  readonly seeds?: string;
  readonly warmup?: string;
  readonly ues?: string;
  readonly duration?: string;
  readonly seed?: string;
  readonly keys?: string;
  readonly withoutRule?: readonly string[];
  readonly withoutGuard?: readonly string[];
  readonly set?: readonly string[];
  readonly workers?: number;
  /** False: --no-cache. */
  readonly cache?: string | boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What is printed and written, and what the exit status says. */
interface Outcome {
  readonly json: string;
  readonly text: (options: { colour: boolean; columns: number }) => string;
  readonly files: Readonly<Record<string, string>>;
  readonly status: number;
}

/** `uestorm capacity`: searches, or sweeps. Resolves to the exit status. */
export async function capacityCommand(name: string, flags: CapacityFlags, deps: Deps): Promise<number> {
  const { out, json, quiet, sweep } = flags;
  if (sweep !== undefined) checkSweep(flags);
  if (out !== undefined) prepareOut(out);
  const { stdout, stderr } = deps;
  const line = stderr.isTTY === true && !quiet ? new TrialLine(stderr) : null;
  let outcome: Outcome;
  try {
    const options = await trialOptions(flags, deps, line);
    outcome = await interruptible(
      deps.signals,
      () => line?.clear(),
      (signal) =>
        sweep === undefined
          ? search(name, flags, { ...options, signal })
          : sweepOver(name, sweep, { ...options, signal }),
    );
  } finally {
    line?.clear();
  }
  // What was measured is shown even if the disk is full by now.
  try {
    if (out !== undefined) {
      for (const [file, text] of Object.entries(outcome.files)) await writeOut(out, file, text);
    }
  } finally {
    if (json) stdout.write(outcome.json);
    else if (!quiet) {
      const colour = stdout.isTTY === true && stdout.hasColors?.() === true;
      stdout.write(outcome.text({ colour, columns: widthOf(stdout) }));
    }
  }
  return outcome.status;
}

/** A sweep has no goal and no range. @throws UsageError */
function checkSweep({ goal, vary, from, to, precision }: CapacityFlags): void {
  const [option] = Object.entries({ goal, vary, from, to, precision }).find(([, value]) => value) ?? [];
  if (option === undefined) return;
  throw new UsageError(`--${option}: belongs to a search, and --sweep runs a table; leave one of them out`);
}

async function trialOptions(flags: CapacityFlags, deps: Deps, line: TrialLine | null): Promise<TrialOptions> {
  const {
    ues,
    duration,
    seed,
    keys,
    withoutRule: withoutRules,
    withoutGuard: withoutGuards,
    set,
    seeds,
    warmup: warmUp,
    workers,
  } = flags;
  const { defaultCacheFolder, folderCache, NO_CACHE } = await import('../capacity/trials/cache.js');
  const folder = typeof flags.cache === 'string' ? flags.cache : defaultCacheFolder(deps.env);
  return {
    ...{ ues, duration, seed, keys, withoutRules, withoutGuards, set, seeds, warmUp, workers },
    cache: flags.cache === false ? NO_CACHE : folderCache(folder),
    ...(line !== null && { onProgress: (progress: TrialProgress) => line.update(progress) }),
  };
}

async function search(name: string, flags: CapacityFlags, options: TrialOptions): Promise<Outcome> {
  // Loaded when it is needed: the other commands answer at once.
  const [{ capacity }, { capacityFiles, formatCapacityJson }, { formatCapacity }] = await Promise.all([
    import('../capacity/network/capacity.js'),
    import('../capacity/network/files.js'),
    import('../capacity/network/text.js'),
  ]);
  const { goal: goals, vary, from, to, precision } = flags;
  const result = await capacity(name, { ...options, goals, vary, from, to, precision });
  return {
    json: formatCapacityJson(result),
    text: (how) => formatCapacity(result, how),
    files: capacityFiles(result),
    status: capacityStatus(result),
  };
}

async function sweepOver(name: string, axes: readonly string[], options: TrialOptions): Promise<Outcome> {
  const [{ sweep }, { sweepFiles }, { formatSweep }, { formatCapacityJson }] = await Promise.all([
    import('../capacity/sweep/sweep.js'),
    import('../capacity/sweep/files.js'),
    import('../capacity/sweep/text.js'),
    import('../capacity/network/files.js'),
  ]);
  const result = await sweep(name, axes, options);
  return {
    json: formatCapacityJson(result),
    text: (how) => formatSweep(result, how),
    files: sweepFiles(result),
    status: sweepStatus(result),
  };
}

/** An answer as good as asked for, or "at least" to the end of the range, is success. */
function capacityStatus({ status, trials, scenario }: CapacityResult): number {
  if (status === 'interrupted') return EXIT.interrupted;
  if (numbersOff(scenario).length === 0 && trials.some(({ violations }) => violations > 0)) {
    return EXIT.invariant;
  }
  return status === 'found' || status === 'always_met' ? EXIT.ok : EXIT.threshold;
}

function sweepStatus({ status, points, scenario }: SweepResult): number {
  if (status === 'interrupted') return EXIT.interrupted;
  const violated = points.some(({ violations }) => violations > 0);
  return violated && numbersOff(scenario).length === 0 ? EXIT.invariant : EXIT.ok;
}

/** The one line that is redrawn in place while trials go on. */
class TrialLine {
  private readonly startedAt = performance.now();
  private isVisible = false;

  constructor(private readonly output: Output) {}

  update({ asked, done, cached }: TrialProgress): void {
    const clock = formatClock((performance.now() - this.startedAt) / 1000);
    const known = cached > 0 ? `, ${cached} of them from the cache` : '';
    const text = `${done} of ${asked} trials so far${known}  ${clock}`;
    this.output.write(`\r${cut(text, widthOf(this.output) - 1)}\x1b[K`);
    this.isVisible = true;
  }

  clear(): void {
    if (this.isVisible) this.output.write('\r\x1b[K');
    this.isVisible = false;
  }
}
