import { basename } from 'node:path';
import { UsageError } from '../errors.js';
import { readCount } from '../scenario/quantities.js';
import { NAME_MAX } from '../scenario/schema.js';
import { readTraceOrCapture } from './events.js';
import type { Deps } from './run.js';
import { EXIT } from './statuses.js';

/** As on the command line. */
export interface ProfileFlags {
  /** UEs behind what was captured. */
  readonly ues?: number;
}

/** Reads a number of UEs. @throws UsageError */
export function readUeCount(written: string): number {
  const ues = /^\d+$/.test(written) ? Number(written) : readCount(written);
  if (Number.isInteger(ues) && ues > 0) return ues;
  throw new UsageError(
    `--ues: expected a number of UEs such as 40000 or 40k, got ${JSON.stringify(written)}`,
  );
}

/** `uestorm profile`: a scenario with the rates that a capture or a trace shows. Resolves to the exit status. */
export async function profileCommand(file: string, flags: ProfileFlags, deps: Deps): Promise<number> {
  // Loaded when they are needed: the other commands answer at once.
  const { Profile } = await import('../profile/profile.js');
  const { writeProfile } = await import('../profile/write.js');
  const profile = new Profile();
  const { failure, notes } = await readTraceOrCapture(
    file,
    { source: (source) => profile.source(source), event: (event) => profile.push(event) },
    deps.stdin,
  );
  profile.end();
  deps.stderr.write(notes);
  const { seen, mmes, seconds } = profile;
  if (failure !== null && seen === 0) throw failure;
  if (mmes.size === 0 || seconds === 0) {
    throw new UsageError(
      `${file}: no message of S1 is in it over any time; name a capture or a trace that has some`,
    );
  }
  const { ues = null } = flags;
  if (ues !== null && ues < seen) {
    throw new UsageError(`--ues: expected at least the ${seen} UEs that ${file} shows, got ${ues}`);
  }
  const name =
    file === '-'
      ? 'standard-input'
      : basename(file)
          .replace(/[^\w.-]/g, '-')
          .slice(0, NAME_MAX);
  deps.stdout.write(writeProfile(profile, JSON.stringify(name), ues));
  if (failure !== null) throw failure;
  return EXIT.ok;
}
