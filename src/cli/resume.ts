import { readEvery } from '../engine/checkpoint/options.js';
import type { RunOptions } from '../run.js';
import { checkpointOptions, type Deps, type RunFlags, runFully } from './run.js';

/** As on the command line: what of a run's options may be another one when it goes on. */
export type ResumeFlags = Pick<
  RunFlags,
  | 'workers'
  | 'checkpointEvery'
  | 'metricsPort'
  | 'metricsHost'
  | 'controlToken'
  | 'linger'
  | 'open'
  | 'out'
  | 'json'
  | 'quiet'
  | 'allowUnmeasured'
>;

/** `uestorm resume`: goes on from the newest checkpoint that is whole. Resolves to the exit status. */
export async function resumeCommand(folder: string, flags: ResumeFlags, deps: Deps): Promise<number> {
  // Loaded where it is needed: the other commands answer at once.
  const { openCheckpoint } = await import('../engine/checkpoint/checkpoint.js');
  const resumed = openCheckpoint(folder, (why) => deps.stderr.write(`uestorm: ${why}\n`));
  const { scenario, speed, maxLateness, everySeconds } = resumed.manifest;
  const { workers, checkpointEvery: every } = flags;
  const options: RunOptions = {
    resumed,
    checkpoint: checkpointOptions(folder, every === undefined ? everySeconds : readEvery(every), deps),
    ...(workers !== undefined && { workers }),
    ...(speed !== null && { speed }),
    ...(maxLateness !== null && { maxLateness }),
  };
  return runFully(scenario, options, flags, deps);
}
