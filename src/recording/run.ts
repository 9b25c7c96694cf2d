import { existsSync, rmSync } from 'node:fs';
import { EngineError } from '../engine/control/error.js';
import type { RunOptions } from '../engine/control/options.js';
import type { Recording } from '../engine/control/recorder.js';
import { type Engine, type EngineOptions, runEngine } from '../engine/control/run.js';
import { UsageError } from '../errors.js';
import { NewFile, reasonOf } from '../files.js';
import type { Result } from '../report/result.js';
import { numbersOff } from '../rules/table.js';
import type { Scenario } from '../scenario/scenario.js';
import { DEFAULT_TRACE_UES, readUeSelection, type UeSelection } from '../trace/selection.js';
import { VERSION } from '../version.js';
import { TraceBrokenOff } from './broken-off.js';
import { mergeParts } from './merge.js';
import { NAMES } from './names.js';
import { extraKeyWordsOf, partOf, type TraceTask } from './task.js';

/** Format and version that the header of a trace names. */
const TRACE_FORMAT = 'uestorm-trace';
const TRACE_VERSION = 1;

export interface TraceOptions {
  /** Written as length-delimited protobuf (proto/trace.proto). */
  readonly file: string;
  /** UEs such as `0-999` or `3,17,100-120`, `sample:500`, or `violated`; default `0-999`. */
  readonly ues?: string;
  /** Keys in full in place of identities; the file is for its owner alone. */
  readonly keys?: boolean;
}

/**
 * Runs a scenario and leaves a trace. Who suffers a violation is known only afterwards: such a trace takes two runs,
 * which are the same, since nothing in a run depends on what is observed.
 *
 * @param engine what carries the runs out
 * @throws UsageError if the selection is not valid or the file cannot be written, or if two runs may differ
 * @throws EngineError if a worker died; what the regions had written by then is in the trace
 * @throws TraceBrokenOff if there was no room for all of the trace
 */
export async function runTraced(
  scenario: Scenario,
  trace: TraceOptions,
  options: Omit<EngineOptions, 'recording'>,
  engine: Engine = runEngine,
): Promise<Result> {
  const written = trace.ues ?? DEFAULT_TRACE_UES;
  const selection = readUeSelection(written);
  if (selection === 'violated' && scenario.clock === 'real') {
    throw new UsageError(
      '--trace-ues violated: takes two runs that are the same, and one with the real clock may be steered; add --clock virtual, or name UEs',
    );
  }
  prepare(trace);
  const record = (ues: Exclude<UeSelection, 'violated'>, until: number, how: EngineOptions) =>
    recordRun(scenario, trace, written, ues, until, how, engine);
  if (selection !== 'violated') return record(selection, Number.POSITIVE_INFINITY, options);

  const { result, shards } = await engine(scenario, {
    ...options,
    recording: recordingOf({ kind: 'witness' }, scenario),
  });
  const violators = shards.flatMap(({ recorded }) => recorded?.violators ?? []).sort((a, b) => a - b);
  const ues = { ranges: violators.map((ue) => [ue, ue] as const) };
  const { simulatedSeconds } = result.engine;
  const isWhole = result.status === 'completed';
  const until = isWhole ? Number.POSITIVE_INFINITY : simulatedSeconds * 1e6;
  try {
    await record(ues, until, isWhole ? options : again(options, simulatedSeconds));
  } catch (error) {
    throw error instanceof TraceBrokenOff ? error.of(result) : error;
  }
  return result;
}

/** Options for a run that goes no further than the first one got. */
function again({ signal: _, ...options }: RunOptions, simulatedSeconds: number): RunOptions {
  const stop = new AbortController();
  return {
    ...options,
    signal: stop.signal,
    onProgress(progress) {
      options.onProgress?.(progress);
      if (progress.simulatedSeconds > simulatedSeconds) stop.abort();
    },
  };
}

async function recordRun(
  scenario: Scenario,
  { file, keys: reveal = false }: TraceOptions,
  written: string,
  ues: Exclude<UeSelection, 'violated'>,
  until: number,
  options: EngineOptions,
  engine: Engine,
): Promise<Result> {
  const files = Array.from({ length: scenario.regions }, (_, r) => partOf(file, r));
  const header = {
    format: TRACE_FORMAT,
    version: TRACE_VERSION,
    uestorm: VERSION,
    scenario: scenario.name,
    seed: scenario.seed,
    withoutRules: numbersOff(scenario),
    ues: written,
    names: [...NAMES],
  };
  const common = { header, until, isSecret: reveal };
  try {
    const recording = recordingOf({ kind: 'record', file, ues, reveal }, scenario);
    const { result, shards } = await engine(scenario, { ...options, recording });
    const failures = Object.assign({}, ...shards.map(({ recorded }) => recorded?.brokenOff));
    const brokenOff = new Set(Object.keys(failures));
    const merged = mergeParts({ ...common, files, brokenOff, isWhole: true }, file);
    const failure: string | null = merged.failure ?? Object.values<string>(failures)[0] ?? null;
    if (failure !== null) throw new TraceBrokenOff(file, merged.lastTime, failure, result);
    return result;
  } catch (error) {
    if (error instanceof EngineError) {
      mergeParts({ ...common, files: files.filter(existsSync), brokenOff: new Set(), isWhole: false }, file);
    }
    throw error;
  } finally {
    for (const part of files) rmSync(part, { force: true });
  }
}

function recordingOf(task: TraceTask, scenario: Scenario): Recording {
  const workerFile = new URL('./worker.js', import.meta.url).href;
  return { workerFile, extraKeyWords: extraKeyWordsOf(task, scenario), task };
}

/** Proves that the trace can be written, before the run. */
function prepare({ file, keys }: TraceOptions): void {
  try {
    new NewFile(file, keys).abandon();
  } catch (error) {
    throw new UsageError(
      `--trace ${file}: cannot write there: ${reasonOf(error)}; name a file that can be written`,
      { cause: error },
    );
  }
}
