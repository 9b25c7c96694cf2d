import { readEvery } from '../engine/checkpoint/options.js';
import { type ClusterFlags, readCluster } from './cluster.js';
import { type Deps, type RunFlags, runFully, troubleOn } from './run.js';

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
  | keyof ClusterFlags
>;

/** `uestorm resume`: goes on from the newest checkpoint that is whole. Resolves to the exit status. */
export async function resumeCommand(folder: string, flags: ResumeFlags, deps: Deps): Promise<number> {
  // Loaded where it is needed: the other commands answer at once.
  const [{ openCheckpoint }, { optionsOf }] = await Promise.all([
    import('../engine/checkpoint/checkpoint.js'),
    import('../engine/checkpoint/resumed.js'),
  ]);
  const { workers, checkpointEvery: every } = flags;
  const cluster = readCluster(flags, deps);
  const onTrouble = troubleOn(deps.stderr);
  const everySeconds = every === undefined ? undefined : readEvery(every);
  const resumed = openCheckpoint(folder, onTrouble);
  const options = {
    ...optionsOf(resumed, { onTrouble, ...(everySeconds !== undefined && { everySeconds }) }),
    ...(workers !== undefined && { workers }),
    ...(cluster !== null && { cluster }),
  };
  return runFully(resumed.manifest.scenario, options, flags, deps);
}
