import type { MachineCapacity } from '../capacity/machine/result.js';
import { UsageError } from '../errors.js';
import { formatJson } from '../format/data.js';
import { formatClock } from '../format/units.js';
import { prepareOut, writeOut } from '../report/write.js';
import { effectiveScenario, readSeconds, readWorkers } from '../scenario/effective.js';
import { DEFAULT_PRESET } from '../scenario/presets.js';
import type { Scenario } from '../scenario/scenario.js';
import { warnOfCrowd } from './crowd.js';
import { interruptible } from './interrupt.js';
import { styleOf } from './output.js';
import type { Deps } from './run.js';
import { statusLine } from './status-line.js';
import { EXIT } from './statuses.js';

/** As on the command line: what `--engine` understands of the options of `uestorm capacity`. */
export interface MachineFlags {
  readonly engine?: boolean;
  readonly workerCounts?: string;
  readonly trial?: string;
  readonly from?: string;
  readonly to?: string;
  readonly seed?: string;
  readonly keys?: string;
  readonly set?: readonly string[];
  readonly workers?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Options of `uestorm capacity` that mean nothing here, by their names in the code and on the command line. */
const OTHERS = {
  goal: 'goal',
  vary: 'vary',
  precision: 'precision',
  sweep: 'sweep',
  seeds: 'seeds',
  warmup: 'warmup',
  ues: 'ues',
  duration: 'duration',
  withoutRule: 'without-rule',
  withoutGuard: 'without-guard',
  cluster: 'cluster',
  machines: 'machines',
} as const;

/** Wall seconds: shorter trials have too few windows for a p99, longer ones nobody waits for. */
const TRIAL_MIN_S = 0.4;
const TRIAL_MAX_S = 600;

/** What is printed with --json, and written into --out. */
const FILE = 'engine.json';

/** `uestorm capacity --engine`: what this machine carries in real time. Resolves to the exit status. */
export async function machineCapacityCommand(
  name: string = DEFAULT_PRESET,
  flags: MachineFlags & Partial<Record<keyof typeof OTHERS, unknown>>,
  deps: Deps,
): Promise<number> {
  refuseOthers(flags);
  const { seed, keys, set, out, json, quiet, workers } = flags;
  const overrides = { seed, keys, set };
  const scenario = effectiveScenario(name, overrides);
  const range = readRange(flags, (ues) => effectiveScenario(name, { ...overrides, ues }));
  const workerCounts = readWorkerCounts(flags.workerCounts);
  const trialSeconds = readTrial(flags.trial);
  if (out !== undefined) prepareOut(out);
  await warnOfCrowd(workers, scenario.regions, deps);
  // Loaded when it is needed: the other commands answer at once.
  const { machineCapacity } = await import('../capacity/machine/capacity.js');
  const { formatMachineCapacity } = await import('../capacity/machine/text.js');
  const { stdout } = deps;
  const line = statusLine(deps, quiet);
  let capacity: MachineCapacity;
  try {
    capacity = await interruptible(
      deps.signals,
      () => line?.clear(),
      (signal) =>
        machineCapacity(scenario, {
          signal,
          ...(workers !== undefined && { workers }),
          ...(workerCounts !== undefined && { workerCounts }),
          ...(trialSeconds !== undefined && { trialSeconds }),
          ...(range !== undefined && { range }),
          ...(line !== null && {
            onStep: (step: string) => line.step(`${step}  ${formatClock(line.seconds)}`),
          }),
        }),
    );
  } finally {
    line?.clear();
  }
  const text = formatJson(capacity);
  // What was measured is shown even if the disk is full by now.
  try {
    if (out !== undefined) {
      writeOut(out, FILE, text);
      const { capacityPage, REPORT_FILE } = await import('../pages/capacity.js');
      const title = `This machine: ${scenario.name} in real time`;
      const shown = formatMachineCapacity(capacity, { colour: false, columns: 132 });
      writeOut(out, REPORT_FILE, capacityPage({ title, text: shown, charts: {}, scenario }));
    }
  } finally {
    if (json) stdout.write(text);
    else if (!quiet) {
      stdout.write(formatMachineCapacity(capacity, styleOf(stdout, deps.env)));
    }
  }
  return exitStatus(capacity);
}

/** @throws UsageError */
function refuseOthers(flags: Partial<Record<keyof typeof OTHERS, unknown>>): void {
  for (const [key, option] of Object.entries(OTHERS)) {
    if (flags[key as keyof typeof OTHERS] === undefined) continue;
    throw new UsageError(
      `--${option}: belongs to a search in simulated time, and --engine varies the number of UEs until windows begin late; leave one of them out`,
    );
  }
}

/** @throws UsageError if an option only has a meaning with --engine */
export function refuseMachineOptions({ workerCounts, trial }: MachineFlags): void {
  const option = workerCounts !== undefined ? 'worker-counts' : trial !== undefined ? 'trial' : null;
  if (option !== null) throw new UsageError(`--${option}: means nothing without --engine; add it`);
}

/**
 * Both ends, or none.
 *
 * @param withUes the scenario with so many UEs
 * @throws UsageError if it is no range, or the scenario cannot have so many or so few UEs
 */
function readRange(
  { from, to }: MachineFlags,
  withUes: (ues: string) => Scenario,
): readonly [number, number] | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) {
    const [given, missing] = from === undefined ? ['to', 'from'] : ['from', 'to'];
    throw new UsageError(`--${given}: says one end of the range of UEs; add --${missing}`);
  }
  const range = [withUes(from).ues, withUes(to).ues] as const;
  if (range[0] < range[1]) return range;
  throw new UsageError(`--from ${from} --to ${to}: expected a range of UEs; let --to be larger`);
}

/** @throws UsageError */
function readWorkerCounts(written: string | undefined): number[] | undefined {
  return written?.split(',').map((count) => readWorkers(count.trim()));
}

/** @throws UsageError */
function readTrial(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const seconds = readSeconds(written);
  if (seconds >= TRIAL_MIN_S && seconds <= TRIAL_MAX_S) return seconds;
  throw new UsageError(
    `--trial: expected wall time from ${TRIAL_MIN_S}s to 10m, such as 8s, got ${JSON.stringify(written)}`,
  );
}

/** An answer, or "at least" to the end of the range, is success. */
function exitStatus({ status }: MachineCapacity): number {
  if (status === 'interrupted') return EXIT.interrupted;
  return status === 'found' || status === 'always_met' ? EXIT.ok : EXIT.threshold;
}
