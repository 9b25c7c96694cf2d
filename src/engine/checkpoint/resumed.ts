import type { CheckpointOptions, RunOptions } from '../control/options.js';
import type { Checkpoint } from './checkpoint.js';

/** How a run goes on from a checkpoint: as it went before, where nobody asks for anything else. */
export function optionsOf(
  resumed: Checkpoint,
  asked: Partial<Pick<CheckpointOptions, 'everySeconds' | 'onTrouble'>>,
): RunOptions {
  const { speed, maxLateness, everySeconds } = resumed.manifest;
  return {
    resumed,
    checkpoint: { folder: resumed.folder, everySeconds, ...asked },
    ...(speed !== null && { speed }),
    ...(maxLateness !== null && { maxLateness }),
  };
}
