import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors.js';
import { reasonOf } from '../../files.js';
import type { RegionMemory } from '../results/result.js';
import { faultOf, readChecked } from './checked-file.js';
import { nameOf, numbersIn } from './folder.js';
import { MANIFEST_FILE, type Manifest, parseManifest } from './manifest.js';
import { MEASURED_FILE } from './measured.js';
import { regionFile, restoreRegion } from './region-file.js';

/** A checkpoint that was found whole, to go on from. */
export class Checkpoint {
  constructor(
    /** The folder of the run's checkpoints. */
    readonly folder: string,
    readonly number: number,
    readonly manifest: Manifest,
  ) {}

  /** Its own folder. */
  get path(): string {
    return join(this.folder, nameOf(this.number));
  }

  /** Brings the regions' memory to where they stood; nobody may work in it. */
  restore(memory: RegionMemory): void {
    const { simulated, pieces } = this.manifest;
    for (const region of memory.here)
      restoreRegion(memory, region, this.path, { simulated, ahead: pieces.ahead });
  }

  /** Reads what was measured into where it goes on. */
  readMeasured(parts: readonly Int32Array[]): void {
    readChecked(join(this.path, MEASURED_FILE), parts);
  }
}

/**
 * The newest checkpoint in a folder that is whole and of this version.
 *
 * @param onRefused hears of each newer one why it is not
 * @throws UsageError if there is none
 */
export function openCheckpoint(folder: string, onRefused: (why: string) => void): Checkpoint {
  const refused: string[] = [];
  for (const number of numbersOf(folder)) {
    try {
      const checkpoint = new Checkpoint(folder, number, readWhole(join(folder, nameOf(number))));
      for (const why of refused) onRefused(`${why}; going on from ${nameOf(number)}`);
      return checkpoint;
    } catch (error) {
      refused.push(`${nameOf(number)} cannot be used: ${faultIn(error)}`);
    }
  }
  const why = refused.length === 0 ? 'there is none' : refused.join('; ');
  throw new UsageError(
    `${folder}: no checkpoint to go on from: ${why}; run --checkpoint ${folder} makes some`,
  );
}

/** The same; null: there is none. */
export function lastCheckpoint(folder: string): Checkpoint | null {
  try {
    return openCheckpoint(folder, () => undefined);
  } catch {
    return null;
  }
}

/** What the system says, or what was found. */
function faultIn(error: unknown): string {
  return error instanceof Error && !('code' in error) ? error.message : reasonOf(error);
}

function numbersOf(folder: string): number[] {
  try {
    return numbersIn(folder);
  } catch (error) {
    throw new UsageError(
      `${folder}: cannot be read: ${reasonOf(error)}; name the folder of run --checkpoint`,
      {
        cause: error,
      },
    );
  }
}

/** What a checkpoint says of itself, when all its files are as they were written. */
function readWhole(path: string): Manifest {
  const manifest = parseManifest(readFileSync(join(path, MANIFEST_FILE), 'utf8'));
  const files = manifest.regions.map((checksum, r) => [regionFile(r), checksum] as const);
  for (const [name, checksum] of [...files, [MEASURED_FILE, manifest.measured] as const]) {
    if (!statSync(join(path, name), { throwIfNoEntry: false })?.isFile())
      throw new Error(`${name} is missing`);
    const fault = faultOf(join(path, name), checksum);
    if (fault !== null) throw new Error(`${name} ${fault}`);
  }
  return manifest;
}
