import { EVERY_DEFAULT, readEvery, refuseTrace } from '../engine/checkpoint/options.js';
import { EngineError } from '../engine/control/error.js';
import type { CheckpointOptions } from '../engine/control/options.js';
import { UsageError } from '../errors.js';
import { TraceBrokenOff } from '../recording/broken-off.js';
import type { TraceOptions } from '../recording/run.js';
import { loadProblems } from '../report/load.js';
import type { Result } from '../report/result.js';
import { clockProblems, formatSummary } from '../report/summary.js';
import { formatResult, prepareOut } from '../report/write.js';
import type { RunOptions, RunScenario } from '../run.js';
import { effectiveScenario, readMaxLateness, readSpeed } from '../scenario/effective.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Series } from '../series/series.js';
import { type ClusterFlags, readCluster } from './cluster.js';
import { warnOfCrowd } from './crowd.js';
import { exitStatus } from './exit.js';
import { interruptible } from './interrupt.js';
import { type MonitoringFlags, readMonitoring, Watcher } from './monitoring.js';
import { writeLeavings } from './out.js';
import { type Output, styleOf } from './output.js';
import { formatProgress } from './progress.js';
import type { Signals } from './signals.js';
import { statusLine } from './status-line.js';

/** What the command touches of the world; the tests put their own in. */
export interface Deps {
  readonly runScenario: RunScenario;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signals: Signals;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input; default: the process's. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
}

/** As on the command line; what belongs to the scenario is read where the scenario is. */
export interface RunFlags extends MonitoringFlags, ClusterFlags {
  readonly ues?: string;
  readonly duration?: string;
  readonly workers?: number;
  readonly seed?: string;
  readonly clock?: string;
  readonly keys?: string;
  readonly withoutRule?: readonly string[];
  readonly withoutGuard?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly set?: readonly string[];
  readonly speed?: string;
  readonly maxLateness?: string;
  readonly trace?: string;
  readonly traceUes?: string;
  readonly traceKeys?: boolean;
  readonly allowUnmeasured?: boolean;
  readonly checkpoint?: string;
  readonly checkpointEvery?: string;
}

/** `uestorm run`: everything that can be wrong is found before the run starts. Resolves to the exit status. */
export async function runCommand(name: string, flags: RunFlags, deps: Deps): Promise<number> {
  const {
    ues,
    duration,
    seed,
    clock,
    keys,
    withoutRule: withoutRules,
    withoutGuard: withoutGuards,
    set,
  } = flags;
  const cluster = readCluster(flags, deps);
  const scenario = effectiveScenario(
    name,
    { ues, duration, seed, clock, keys, withoutRules, withoutGuards, set },
    // What other machines have, they say.
    cluster === null ? {} : { memoryBytes: Number.POSITIVE_INFINITY },
  );
  const options = readOptions(flags, scenario, deps);
  return runFully(scenario, cluster === null ? options : { ...options, cluster }, flags, deps);
}

/** Runs a scenario to its end, as the command shows and writes it. Resolves to the exit status. */
export async function runFully(
  scenario: Scenario,
  options: RunOptions,
  flags: RunFlags,
  deps: Deps,
): Promise<number> {
  const { out } = flags;
  const monitoring = readMonitoring(flags, scenario, deps.env);
  if (out !== undefined) prepareOut(out);
  await warnOfCrowd(flags.workers, scenario.regions, deps);
  const watcher = await Watcher.start(monitoring, deps);
  try {
    const { result, series, failure, interrupted } = await carryOut(scenario, options, watcher, flags, deps);
    // What was measured is shown even if the disk is full by now.
    try {
      if (out !== undefined) {
        const metrics = await watcher.finalMetrics();
        await writeLeavings(out, {
          ...{ result, series, metrics },
          // One that breaks off may lack what was violated.
          trace: failure === null ? flags.trace : undefined,
        });
      }
    } finally {
      for (const problem of [...clockProblems(result), ...loadProblems(result)])
        deps.stderr.write(`uestorm: ${problem}\n`);
      printResult(result, flags, deps);
    }
    // Whoever interrupts wants to be gone.
    if (!interrupted) await watcher.linger(deps.signals);
    if (failure !== null) throw failure;
    return exitStatus(result, flags);
  } finally {
    await watcher.close();
  }
}

function readOptions(flags: RunFlags, scenario: Scenario, deps: Deps): RunOptions {
  const { workers, speed, maxLateness } = flags;
  const trace = traceOptions(flags);
  const checkpoint = readCheckpoint(flags, deps);
  if (checkpoint !== undefined) refuseTrace(trace);
  return {
    ...(checkpoint !== undefined && { checkpoint }),
    ...(trace !== undefined && { trace }),
    ...(workers !== undefined && { workers }),
    ...(speed !== undefined && { speed: readSpeed(speed, scenario) }),
    ...(maxLateness !== undefined && { maxLateness: readMaxLateness(maxLateness, scenario) }),
  };
}

function readCheckpoint(
  { checkpoint: folder, checkpointEvery: every }: RunFlags,
  deps: Deps,
): CheckpointOptions | undefined {
  if (folder !== undefined) {
    return { folder, everySeconds: readEvery(every ?? EVERY_DEFAULT), onTrouble: troubleOn(deps.stderr) };
  }
  if (every === undefined) return undefined;
  throw new UsageError(
    '--checkpoint-every: there are no checkpoints; name their directory with --checkpoint DIR',
  );
}

/** Says what goes wrong with checkpoints, while the run goes on. */
export const troubleOn = (stderr: Output) => (what: string) => void stderr.write(`uestorm: ${what}\n`);

/** How a run ended; `interrupted` by a signal. */
interface Ended {
  readonly result: Result;
  readonly series: Series | null;
  /** What it did not come to its end for, or what is not whole of what it leaves. */
  readonly failure: EngineError | TraceBrokenOff | null;
  readonly interrupted: boolean;
}

async function carryOut(
  scenario: Scenario,
  options: RunOptions,
  watcher: Watcher,
  flags: RunFlags,
  deps: Deps,
): Promise<Ended> {
  const line = statusLine(deps, flags.quiet);
  let interrupted = false;
  let series: Series | null = null;
  const tellThatItStops = () => {
    interrupted = true;
    line?.clear();
    if (line !== null) deps.stderr.write('uestorm: stopping; interrupt again to end at once\n');
  };
  try {
    const result = await interruptible(deps.signals, tellThatItStops, (signal) =>
      deps.runScenario(scenario, {
        ...options,
        signal: watcher.stopSignal(signal),
        onStart: watcher.attach,
        ...(flags.out !== undefined && {
          onSeries: (counted) => {
            series = counted;
          },
        }),
        ...(line !== null && { onProgress: (progress) => line.update(formatProgress(progress)) }),
      }),
    );
    return { result, series, failure: null, interrupted };
  } catch (error) {
    if (error instanceof EngineError)
      return { result: error.partial, series: null, failure: error, interrupted };
    if (error instanceof TraceBrokenOff) return { result: error.result, series, failure: error, interrupted };
    throw error;
  } finally {
    line?.clear();
  }
}

function traceOptions({ trace: file, traceUes: ues, traceKeys: keys }: RunFlags): TraceOptions | undefined {
  if (file !== undefined) return { file, ...(ues !== undefined && { ues }), ...(keys && { keys }) };
  if (ues === undefined && !keys) return undefined;
  const option = ues === undefined ? '--trace-keys' : '--trace-ues';
  throw new UsageError(`${option}: there is no trace; name its file with --trace FILE`);
}

/** Shows a result to a person, or with `json` to a program. */
export function printResult(
  result: Result,
  { json, quiet }: Pick<RunFlags, 'json' | 'quiet'>,
  { stdout, env }: Pick<Deps, 'stdout' | 'env'>,
): void {
  if (json) {
    stdout.write(formatResult(result));
  } else if (!quiet) {
    stdout.write(formatSummary(result, styleOf(stdout, env)));
  }
}
