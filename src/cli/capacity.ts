import type { CapacityResult } from '../capacity/network/result.js';
import type { SweepResult } from '../capacity/sweep/result.js';
import type { TrialOptions } from '../capacity/trials/options.js';
import type { TrialRunner } from '../capacity/trials/runner.js';
import type { TrialProgress } from '../capacity/trials/trials.js';
import { UsageError } from '../errors.js';
import { formatJson } from '../format/data.js';
import { formatClock } from '../format/units.js';
import { prepareOut, writeOut } from '../report/write.js';
import { numbersOff } from '../rules/table.js';
import type { Scenario } from '../scenario/scenario.js';
import { type ClusterFlags, readCluster } from './cluster.js';
import { warnOfCrowd } from './crowd.js';
import { interruptible } from './interrupt.js';
import { styleOf } from './output.js';
import type { Deps } from './run.js';
import { type StatusLine, statusLine } from './status-line.js';
import { EXIT } from './statuses.js';

/** As on the command line. */
export interface CapacityFlags extends ClusterFlags {
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
  readonly title: string;
  readonly scenario: Scenario;
}

/** `uestorm capacity`: searches, or sweeps. Resolves to the exit status. */
export async function capacityCommand(name: string, flags: CapacityFlags, deps: Deps): Promise<number> {
  const { out, json, quiet, sweep } = flags;
  if (sweep !== undefined) checkSweep(flags);
  if (out !== undefined) prepareOut(out);
  await warnOfCrowd(flags.workers, Number.POSITIVE_INFINITY, deps);
  const { stdout } = deps;
  const line = statusLine(deps, quiet);
  let outcome: Outcome;
  try {
    const options = await trialOptions(flags, deps, line);
    outcome = await interruptible(
      deps.signals,
      () => line?.clear(),
      async (signal) => {
        const runner = await clusterRunner(flags, deps, signal);
        try {
          const all = { ...options, signal, runner };
          return await (sweep === undefined ? search(name, flags, all) : sweepOver(name, sweep, all));
        } finally {
          await runner?.end();
        }
      },
    );
  } finally {
    line?.clear();
  }
  // What was measured is shown even if the disk is full by now.
  try {
    if (out !== undefined) {
      for (const [file, text] of Object.entries(outcome.files)) writeOut(out, file, text);
      await writeCapacityPage(out, outcome);
    }
  } finally {
    if (json) stdout.write(outcome.json);
    else if (!quiet) {
      stdout.write(outcome.text(styleOf(stdout, deps.env)));
    }
  }
  return outcome.status;
}

/** How wide the text of a page is. */
const PAGE_COLUMNS = 132;

/** report.html: the answer, its charts, and what it rests on. */
async function writeCapacityPage(out: string, { files, text, scenario, title }: Outcome): Promise<void> {
  const { capacityPage, REPORT_FILE } = await import('../pages/capacity.js');
  const charts = Object.entries(files).filter(([file]) => file.endsWith('.svg'));
  const page = capacityPage({
    title,
    text: text({ colour: false, columns: PAGE_COLUMNS }),
    charts: Object.fromEntries(charts.map(([file, svg]) => [file.replace('.svg', ''), svg])),
    scenario,
  });
  writeOut(out, REPORT_FILE, page);
}

/** A sweep has no goal and no range. @throws UsageError */
function checkSweep({ goal, vary, from, to, precision }: CapacityFlags): void {
  const [option] = Object.entries({ goal, vary, from, to, precision }).find(([, value]) => value) ?? [];
  if (option === undefined) return;
  throw new UsageError(`--${option}: belongs to a search, and --sweep runs a table; leave one of them out`);
}

/** Runs trials on machines that have joined; undefined: here. */
async function clusterRunner(
  flags: CapacityFlags,
  deps: Deps,
  signal: AbortSignal,
): Promise<TrialRunner | undefined> {
  // One machine is enough to begin: those that join later take part, too.
  const cluster = readCluster({ ...(flags.cluster !== undefined && { machines: '1' }), ...flags }, deps);
  if (cluster === null) return undefined;
  const { ClusterTrials } = await import('../capacity/machines/search.js');
  return ClusterTrials.start(cluster, signal);
}

async function trialOptions(
  flags: CapacityFlags,
  deps: Deps,
  line: StatusLine | null,
): Promise<TrialOptions> {
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
  const tell = (message: string): void => {
    line?.clear();
    deps.stderr.write(`uestorm: ${message}\n`);
  };
  const folder = typeof flags.cache === 'string' ? flags.cache : defaultCacheFolder(deps.env);
  return {
    ...{ ues, duration, seed, keys, withoutRules, withoutGuards, set, seeds, warmUp, workers },
    cache: flags.cache === false ? NO_CACHE : folderCache(folder, tell),
    ...(line !== null && {
      onProgress: (progress: TrialProgress) => line.step(formatTrialProgress(progress, line.seconds)),
    }),
  };
}

async function search(name: string, flags: CapacityFlags, options: TrialOptions): Promise<Outcome> {
  // Loaded when it is needed: the other commands answer at once.
  const [{ capacity }, { capacityFiles }, { formatCapacity }] = await Promise.all([
    import('../capacity/network/capacity.js'),
    import('../capacity/network/files.js'),
    import('../capacity/network/text.js'),
  ]);
  const { goal: goals, vary, from, to, precision } = flags;
  const result = await capacity(name, { ...options, goals, vary, from, to, precision });
  return {
    json: formatJson(result),
    text: (how) => formatCapacity(result, how),
    files: capacityFiles(result),
    status: capacityStatus(result),
    title: `Capacity: ${result.scenario.name}`,
    scenario: result.scenario,
  };
}

async function sweepOver(name: string, axes: readonly string[], options: TrialOptions): Promise<Outcome> {
  const [{ sweep }, { sweepFiles }, { formatSweep }] = await Promise.all([
    import('../capacity/sweep/sweep.js'),
    import('../capacity/sweep/files.js'),
    import('../capacity/sweep/text.js'),
  ]);
  const result = await sweep(name, axes, options);
  return {
    json: formatJson(result),
    text: (how) => formatSweep(result, how),
    files: sweepFiles(result),
    status: sweepStatus(result),
    title: `Sweep: ${result.scenario.name}`,
    scenario: result.scenario,
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

/** `14 of 18 trials, 4 of them from the cache  round 2 of 3, between 1.91 × and 2.29 ×  0:42` */
export function formatTrialProgress({ asked, done, cached, stage }: TrialProgress, seconds: number): string {
  const known = cached > 0 ? `, ${cached} of them from the cache` : '';
  // How many a search will ask for depends on what they say: what is left of it is how far its bounds are apart.
  const where = stage === undefined ? [] : [`round ${stage.round} of ${stage.rounds}${stage.between}`];
  return [`${done} of ${asked} trials${known}`, ...where, formatClock(seconds)].join('  ');
}
