import { freemem } from 'node:os';
import { usableCores } from '../../engine/control/cores.js';
import { machine } from '../../engine/control/machine.js';
import { bytesPerUe } from '../../engine/region/memory.js';
import type { Scenario } from '../../scenario/scenario.js';
import { MAX_UES } from '../../scenario/schema.js';
import { VERSION } from '../../version.js';
import type { Axis } from '../search/axis.js';
import {
  type Effort,
  type Found,
  joint,
  type Sample,
  type SearchStep,
  search,
  type Verdict,
} from '../search/search.js';
import { throughputOf } from '../statistics/usl.js';
import type { MachineCapacity, MachineLimit } from './result.js';
import { measureScaling, type Scaling } from './scaling.js';
import { type MachineTrial, runTrial, windowSeconds } from './trial.js';

/*
 * What this machine carries in real time: the largest number of UEs at which windows begin on time. How the engine
 * scales over workers is measured first, with the virtual clock; its throughput says where to search.
 *
 *   level   wall seconds measured   trials   judged by
 *   0       a quarter               1        whether p99 of the lateness lies under a window
 *   1       half                    1        the same
 *   2       all                     3        all of them, or none
 */
const SHARES = [1 / 4, 1 / 2, 1] as const;
const LAST_TRIALS = 3;
const GRID_POINTS = 4;
const PRECISION = 0.1;

/** Where a search looks, as shares of the number of UEs that the throughput with the virtual clock would carry. */
const LOWEST_SHARE = 1 / 16;
const HIGHEST_SHARE = 1.5;
/** What of the free memory a trial may take: that of the one before may not have been given back yet. */
const MEMORY_SHARE = 0.4;

/** Busy for so much of the time, a worker falls behind at the next burst. */
const BUSY = 0.85;
/** Cores, or shares of all cores, that others may take without being named. */
const OTHERS = 0.1;
const MISSING = 0.05;
const WITHHELD = 0.05;
const REFUSED = 0.001;

export interface MachineOptions {
  /** Worker threads of the trials; default: one per core. */
  readonly workers?: number;
  /** Numbers of workers of which the scaling is measured; default: from 1 to one per core. */
  readonly workerCounts?: readonly number[];
  /** Runs for each of them; default: 5. */
  readonly rounds?: number;
  /** Wall seconds of a run for the scaling; default: 1. */
  readonly runSeconds?: number;
  /** Wall seconds of a full-length trial; default: 8. */
  readonly trialSeconds?: number;
  /** Wall seconds of a trial before that; default: 1. */
  readonly warmUpSeconds?: number;
  /** Numbers of UEs to search between; default: around what the throughput would carry. */
  readonly range?: readonly [number, number];
  readonly signal?: AbortSignal;
  /** Called at every step with what comes next. */
  readonly onStep?: (what: string) => void;
}

interface MachineSample extends Sample {
  readonly trials: readonly MachineTrial[];
}

/**
 * Searches the largest number of UEs of a scenario that this machine carries in real time.
 *
 * @throws EngineError if a worker died
 */
export async function machineCapacity(
  scenario: Scenario,
  options: MachineOptions = {},
): Promise<MachineCapacity> {
  const cores = usableCores();
  const { workers = cores, trialSeconds = 8, warmUpSeconds = 1, signal, onStep } = options;
  const { workerCounts = upTo(cores), rounds = 5, runSeconds = 4 } = options;
  const threads = Math.min(workers, scenario.regions);
  const counts = [...new Set(workerCounts.map((count) => Math.min(count, scenario.regions)))].sort(
    (a, b) => a - b,
  );
  const scaling = await measureScaling(scenario, {
    ...{ counts, rounds, seconds: runSeconds },
    ...(signal && { signal }),
    onRun: (n, round) => onStep?.(scalingStep(n, round, rounds)),
  });
  const memory = uesInMemory(scenario);
  const range = options.range ?? rangeFor(scenario, scaling, threads, memory);
  const window = windowSeconds(scenario);
  const trials: MachineTrial[] = [];
  let place = '';
  const tellStep = ({ level, met, missed }: SearchStep): void => {
    const bounds = [met === null ? '' : `, ${met} kept`, missed === null ? '' : `, ${missed} missed`];
    place = `round ${level + 1} of ${SHARES.length}${bounds.join('')}: `;
  };
  const measure = inTurn(async (ues: number, effort: Effort): Promise<MachineSample> => {
    const seconds = trialSeconds * SHARES[effort.level];
    const taken: MachineTrial[] = [];
    for (let i = 0; i < (effort.isLast ? LAST_TRIALS : 1); i++) {
      if (signal?.aborted) throw new Interrupted();
      onStep?.(`${place}${ues} UEs for ${seconds} s`);
      const seed = scenario.seed + i;
      taken.push(
        await runTrial(
          { ...scenario, ues, seed },
          { workers: threads, seconds, warmUpSeconds, ...(signal && { signal }) },
        ),
      );
      if (signal?.aborted) throw new Interrupted();
    }
    trials.push(...taken);
    return { verdicts: [verdictOf(taken, window)], trials: taken };
  });
  const axis: Axis = { easiest: range[0], hardest: range[1], whole: true, precision: PRECISION };
  const found = await search(measure, {
    axis,
    levels: SHARES.length,
    gridPoints: GRID_POINTS,
    onStep: tellStep,
  }).catch((error) => {
    if (error instanceof Interrupted) return null;
    throw error;
  });
  const limits = found === null ? [] : limitsOf(found, threads, range[1] >= memory);
  return {
    ...{ version: 1, uestorm: VERSION, machine: machine(), scenario },
    status: found?.status ?? 'interrupted',
    answer: found?.met ?? null,
    interval: [found?.met ?? null, found?.missed ?? null],
    goals: [`realTime.lateness.p99 < ${window}s`],
    windowSeconds: window,
    workers: threads,
    range,
    limits,
    limitedByGenerator: limits.length > 0 && !limits.includes('model'),
    warnings: found === null ? [] : warningsFor(trials, threads),
    trials: found === null ? [] : trialsOf(found),
    scaling,
  };
}

function scalingStep(workers: number, round: number, rounds: number): string {
  if (round === 0) return 'scaling: how long a run takes';
  return `scaling: ${workers} worker${workers === 1 ? '' : 's'}, round ${round} of ${rounds}`;
}

/** The signal of the options was given. */
class Interrupted extends Error {}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** One call after the other: two trials at a time would measure each other. */
function inTurn<Arguments extends unknown[], Value>(act: (...of: Arguments) => Promise<Value>) {
  let last: Promise<unknown> = Promise.resolve();
  return (...of: Arguments): Promise<Value> => {
    const next = last.then(() => act(...of));
    last = next.catch(() => undefined);
    return next;
  };
}

function uesInMemory(scenario: Scenario): number {
  const sample = { ...scenario, ues: Math.max(scenario.ues, 1_000_000) };
  return Math.min(MAX_UES, Math.floor((freemem() * MEMORY_SHARE) / bytesPerUe(sample)));
}

function rangeFor(
  scenario: Scenario,
  scaling: Scaling | null,
  workers: number,
  memory: number,
): [number, number] {
  const least = scenario.regions;
  if (scaling === null) return [least, Math.max(least, memory)];
  const carried = throughputOf(scaling.fit, workers) / scaling.messagesPerUe;
  const highest = Math.max(least, Math.min(memory, rounded(carried * HIGHEST_SHARE)));
  return [Math.max(least, Math.min(highest, rounded(carried * LOWEST_SHARE))), highest];
}

/** To two digits: the range is a guess, and the table easier to read. */
const rounded = (ues: number): number => Number(ues.toPrecision(2));

/** Whether a trial kept time: p99 of its lateness under a window, as long as it was measured at all. */
export function keptTime({ fellBehind, lateness }: MachineTrial, window: number): boolean {
  return !fellBehind && lateness.p99 !== null && lateness.p99 < window;
}

/** All trials kept time, or none did; what is in between is for nobody to decide. */
export function verdictOf(trials: readonly MachineTrial[], window: number): Verdict {
  const kept = trials.filter((trial) => keptTime(trial, window)).length;
  if (kept === trials.length) return 'met';
  return kept === 0 ? 'missed' : 'undecided';
}

/** What kept the machine from more: seen in the trials that failed at the least number of UEs. */
function limitsOf(
  { missed, points }: Found<MachineSample>,
  workers: number,
  atMemory: boolean,
): MachineLimit[] {
  if (missed === null) return atMemory ? ['memory'] : [];
  const { trials } = points.find(({ value }) => value === missed)!.sample;
  return whyLate(trials, workers);
}

/** Why trials did not keep time, by what most of them show. */
export function whyLate(trials: readonly MachineTrial[], workers: number): MachineLimit[] {
  const most = (is: (trial: MachineTrial) => boolean): boolean =>
    trials.filter(is).length * 2 > trials.length;
  const limits: MachineLimit[] = [];
  if (most(({ refused }) => refused > REFUSED)) limits.push('model');
  if (most(({ usage }) => Math.max(...usage.workers) >= BUSY)) limits.push('cpu');
  if (most(({ usage }) => isCrowded(usage, workers))) limits.push('other processes');
  if (most(({ usage }) => usage.missing >= MISSING)) limits.push('missing time');
  return limits.length === 0 ? ['scheduling'] : limits;
}

/** Whether other processes took what the workers could have used. */
function isCrowded({ otherCores, machineCores, withheld }: MachineTrial['usage'], workers: number): boolean {
  return withheld >= WITHHELD || (otherCores >= OTHERS && otherCores + workers > machineCores);
}

/** What was not as it should be in the trials, whatever came out. */
export function warningsFor(trials: readonly MachineTrial[], workers: number): string[] {
  const warnings: string[] = [];
  const share = (is: (trial: MachineTrial) => boolean) =>
    `${trials.filter(is).length} of ${trials.length} trials`;
  const crowded = ({ usage }: MachineTrial): boolean => isCrowded(usage, workers);
  const missing = ({ usage }: MachineTrial): boolean => usage.missing >= MISSING;
  const refused = (trial: MachineTrial): boolean => trial.refused > REFUSED;
  if (trials.some(crowded)) {
    warnings.push(`other processes took cores in ${share(crowded)}: alone, the machine carries more`);
  }
  if (trials.some(missing)) {
    warnings.push(
      `the machine was not there for part of ${share(missing)}: a hypervisor gave its time to others`,
    );
  }
  if (trials.some(refused)) {
    warnings.push(`the model refused work in ${share(refused)}: it was offered more than it carried out`);
  }
  if (workers > trials[0].usage.machineCores) {
    warnings.push('there are more workers than cores: they wait for each other');
  }
  return warnings;
}

function trialsOf({ points }: Found<MachineSample>): MachineCapacity['trials'] {
  return points.flatMap(({ level, sample }) =>
    sample.trials.map((trial) => ({ ...trial, level, verdict: joint(sample) })),
  );
}
