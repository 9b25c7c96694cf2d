import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { CheckpointsResult } from '../../results/parts.js';
import type { Scenario } from '../../scenario/scenario.js';
import { VERSION } from '../../version.js';
import { coreFile } from '../region/compiled.js';
import type { Pieces } from '../region/config.js';
import type { Checksum } from './checked-file.js';

/*
 * What a checkpoint says of itself, in JSON beside its checksum. What its files mean follows from the scenario and from
 * the code of the core that wrote them, so only a build with the same core may read them.
 */

export const MANIFEST_FILE = 'manifest.json';

/** Version of the form of checkpoints. */
const FORMAT = 1;

/** What became of a run until a checkpoint: a run that goes on from one counts on. */
export interface Past {
  /** Wall seconds that it ran for. */
  readonly wallSeconds: number;
  readonly checkpoints: CheckpointsResult;
}

export interface Manifest {
  readonly scenario: Scenario;
  readonly pieces: Pieces;
  /** Simulated µs that have been worked off. */
  readonly simulated: number;
  /** How a run with the real clock goes, and what was asked of it. */
  readonly speed: number | null;
  readonly maxLateness: number | null;
  readonly loadFactor: number;
  readonly steered: boolean;
  readonly everySeconds: number;
  readonly past: Past;
  /** By region. */
  readonly regions: readonly Checksum[];
  readonly measured: Checksum;
  /** When snapshots are taken (µs), and how many have been. */
  readonly snapshots: { readonly times: readonly number[]; readonly taken: number };
}

/** Which code wrote a checkpoint, or may read one. */
function codeOf(scenario: Scenario): { uestorm: string; core: string } {
  const core = crc32(readFileSync(coreFile(scenario.keys)));
  return { uestorm: VERSION, core: core.toString(16).padStart(8, '0') };
}

/** The text of the file. */
export function formatManifest(manifest: Manifest): string {
  const checkpoint = { format: FORMAT, ...codeOf(manifest.scenario), ...manifest };
  return `${JSON.stringify({ crc32: crc32(JSON.stringify(checkpoint)), checkpoint })}\n`;
}

/** @throws Error that says what is wrong with it, and for whom it is not */
export function parseManifest(text: string): Manifest {
  const { checkpoint, crc32: expected } = parsed(text);
  if (expected !== crc32(JSON.stringify(checkpoint))) {
    throw new Error(`${MANIFEST_FILE} has another checksum than it was written with`);
  }
  const { format, uestorm, core, ...manifest } = checkpoint;
  if (format !== FORMAT) {
    throw new Error(`it has format ${format}, and this version of uestorm reads format ${FORMAT}`);
  }
  const own = codeOf(manifest.scenario);
  if (uestorm !== own.uestorm || core !== own.core) {
    throw new Error(
      `uestorm ${uestorm} with core ${core} wrote it, and this is ${own.uestorm} with core ${own.core}; go on with the one that wrote it`,
    );
  }
  return manifest;
}

interface Written {
  readonly crc32: number;
  readonly checkpoint: Manifest & {
    readonly format: number;
    readonly uestorm: string;
    readonly core: string;
  };
}

function parsed(text: string): Written {
  try {
    const written: Written = JSON.parse(text);
    if (typeof written.checkpoint === 'object' && written.checkpoint !== null) return written;
  } catch {
    // Said below.
  }
  throw new Error(`${MANIFEST_FILE} is cut short, or no manifest`);
}
