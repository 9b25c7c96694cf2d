import { effectiveScenario } from '../effective.js';
import { EngineError } from '../engine/error.js';
import type { RunScenario, TraceOptions } from '../engine/options.js';
import { UsageError } from '../errors.js';
import type { Result } from '../report/result.js';
import { formatSummary } from '../report/summary.js';
import { formatResult, prepareOut, writeResults } from '../report/write.js';
import { exitStatus } from './exit.js';
import { interruptible, type Signals } from './interrupt.js';
import { type Output, widthOf } from './output.js';
import { ProgressLine } from './progress.js';

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
export interface RunFlags {
  readonly ues?: string;
  readonly duration?: string;
  readonly workers?: number;
  readonly seed?: string;
  readonly clock?: string;
  readonly keys?: string;
  readonly withoutRule?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly set?: readonly string[];
  readonly trace?: string;
  readonly traceUes?: string;
  readonly traceKeys?: boolean;
}

/** `uestorm run`: everything that can be wrong is found before the run starts. Resolves to the exit status. */
export async function runCommand(name: string, flags: RunFlags, deps: Deps): Promise<number> {
  const { ues, duration, seed, clock, keys, withoutRule: withoutRules, set, workers, out } = flags;
  const scenario = effectiveScenario(name, { ues, duration, seed, clock, keys, withoutRules, set });
  const trace = traceOptions(flags);
  if (out !== undefined) prepareOut(out);

  const line = deps.stderr.isTTY === true && !flags.quiet ? new ProgressLine(deps.stderr) : null;
  const tellThatItStops = () => {
    line?.clear();
    if (line !== null) deps.stderr.write('uestorm: stopping; interrupt again to end at once\n');
  };
  let result: Result;
  let failure: EngineError | null = null;
  try {
    result = await interruptible(deps.signals, tellThatItStops, (signal) =>
      deps.runScenario(scenario, {
        signal,
        ...(workers !== undefined && { workers }),
        ...(trace !== undefined && { trace }),
        ...(line !== null && { onProgress: (progress) => line.update(progress) }),
      }),
    );
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    failure = error;
    result = error.partial;
  } finally {
    line?.clear();
  }
  // What was measured is shown even if the disk is full by now.
  try {
    if (out !== undefined) await writeResults(out, result);
  } finally {
    print(result, flags, deps.stdout);
  }
  if (failure !== null) throw failure;
  return exitStatus(result);
}

function traceOptions({ trace: file, traceUes: ues, traceKeys: keys }: RunFlags): TraceOptions | undefined {
  if (file !== undefined) return { file, ...(ues !== undefined && { ues }), ...(keys && { keys }) };
  if (ues === undefined && !keys) return undefined;
  const option = ues === undefined ? '--trace-keys' : '--trace-ues';
  throw new UsageError(`${option}: there is no trace; name its file with --trace FILE`);
}

function print(result: Result, flags: RunFlags, stdout: Output): void {
  if (flags.json) {
    stdout.write(formatResult(result));
  } else if (!flags.quiet) {
    const colour = stdout.isTTY === true && stdout.hasColors?.() === true;
    stdout.write(formatSummary(result, { colour, columns: widthOf(stdout) }));
  }
}
