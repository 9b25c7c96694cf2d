import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  type Done,
  packDone,
  packQueued,
  readDone,
  readQueued,
} from '../../../src/capacity/machines/messages.js';
import { trialOf } from '../../../src/capacity/machines/work.js';
import { sweepFiles } from '../../../src/capacity/sweep/files.js';
import { sweep } from '../../../src/capacity/sweep/sweep.js';
import { formatSweep } from '../../../src/capacity/sweep/text.js';
import type { TrialRunner } from '../../../src/capacity/trials/runner.js';
import { runTrial, type TrialTask } from '../../../src/capacity/trials/trial.js';
import { FormError } from '../../../src/cluster/forms.js';
import { UsageError } from '../../../src/errors.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { nearly } from '../changes.js';
import { packedText, textIn, unpacked } from '../packed.js';
import type { Target } from '../target.js';

/*
 * What whoever searches on several machines and machines say to each other of trials: what is queued, up to the trial, and
 * what came of one, up to all that is written of it.
 */

const SMALL = { ues: 50, duration: 1 };
const TASKS: readonly TrialTask[] = [
  // With servers at its MMEs, of which a result says more.
  { scenario: loadScenario('signalling-storm', SMALL), warmUp: 0.5, series: [] },
  {
    scenario: loadScenario('busy-hour', SMALL),
    warmUp: null,
    series: [{ path: ['rules', '6', 'hold', 'p99'], divisor: ['engine', 'messages'] }],
  },
];

/** Octets changed; or the text in them, with a checksum that is right. */
const changedOf = (inputs: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 1, arbitrary: nearly(inputs) },
    {
      weight: 4,
      arbitrary: nearly(inputs.map((input) => textIn(unpacked(input)))).map((text) => packedText(text)),
    },
  );

/** A scenario is run only if it is one of these: another may be as large as any. */
const RUNNER: TrialRunner = {
  run: async (task) => {
    const isKnown = TASKS.some(({ scenario }) => isDeepStrictEqual(scenario, task.scenario));
    return runTrial(isKnown ? task : TASKS[0]);
  },
  end: async () => undefined,
};

export function queuedTarget(): Target {
  const inputs = TASKS.map((task, trial) => packQueued({ trial, task }));
  return {
    name: 'queued',
    inputs,
    changed: changedOf(inputs),
    take: async (bytes) => {
      try {
        await trialOf(readQueued(bytes).task, RUNNER);
        return true;
      } catch (error) {
        if (error instanceof FormError || error instanceof UsageError) return false;
        throw error;
      }
    },
  };
}

export async function doneTarget(): Promise<Target> {
  const outcomes = await Promise.all(TASKS.map(runTrial));
  const inputs = outcomes.map((outcome, trial) => packDone({ trial, outcome, failure: null }));
  return {
    name: 'done',
    inputs,
    changed: changedOf([...inputs, packDone({ trial: 2, outcome: null, failure: 'no memory' })]),
    take: async (bytes) => {
      const done = read(bytes);
      if (done === null || done.outcome === null) return false;
      const { outcome } = done;
      const runner = { run: async () => outcome, end: async () => undefined };
      const result = await sweep('busy-hour', ['traffic.rekey=1'], { ...SMALL, warmUp: 0, seeds: 2, runner });
      sweepFiles(result);
      formatSweep(result, { colour: false, columns: 100 });
      return true;
    },
  };
}

function read(bytes: Uint8Array): Done | null {
  try {
    return readDone(bytes);
  } catch (error) {
    if (error instanceof FormError) return null;
    throw error;
  }
}
