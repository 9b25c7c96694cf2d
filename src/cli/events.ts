import type { Tally } from '../capture/keys/ring.js';
import type { SightingTaker } from '../capture/sightings.js';
import type { Faults } from '../capture/signalling.js';
import { UsageError } from '../errors.js';
import type { Deps } from './run.js';

/** How it went, where a file could be read at all. */
export interface ReadEvents {
  /** Why a capture ends too early, or null. */
  readonly failure: UsageError | null;
  /** What of it could not be read, for people. */
  readonly notes: string;
  /** Of a capture: what derives from the keys that are known. */
  readonly keys?: Tally;
  /** Of a capture: frames that could not be read. */
  readonly faults?: readonly Faults[];
}

/**
 * Reads a trace or a capture: the events of either.
 *
 * @param keys file with keys that a capture does not show
 * @throws TraceError if it is a trace, and truncated or none
 * @throws UsageError if it cannot be read
 */
export async function readTraceOrCapture(
  file: string,
  take: SightingTaker,
  stdin: Deps['stdin'],
  keys?: string,
): Promise<ReadEvents> {
  // Loaded when they are needed: the other commands answer at once.
  const { isCaptureFile, lookAhead } = await import('../capture/sniff.js');
  const input = file === '-' ? await lookAhead(stdin ?? process.stdin) : null;
  if (!(input?.isCapture ?? isCaptureFile(file))) {
    if (keys !== undefined)
      throw new UsageError(`--keys: ${file} is no capture, and a trace says itself which keys are the same`);
    const { readTrace } = await import('../trace/reader.js');
    await readTrace(file, take, input?.stream);
    return { failure: null, notes: '' };
  }
  const { readCapture } = await import('../capture/read.js');
  const { readKeyFile } = await import('../capture/keys/file.js');
  const lines = keys === undefined ? [] : readKeyFile(keys);
  const {
    failure,
    faults,
    strangers,
    keys: tally,
  } = await readCapture(file, take, input?.stream ?? null, lines);
  return {
    failure,
    notes: [...faults.map(formatFaults), formatStrangers(strangers), formatKeys(tally)].join(''),
    keys: tally,
    faults,
  };
}

function formatFaults({ what, count, packets }: Faults): string {
  const more = count > packets.length ? ' and more' : '';
  return `uestorm: passed over, ${what}: ${count} frames: ${packets.join(', ')}${more}\n`;
}

function formatStrangers(count: number): string {
  return count === 0
    ? ''
    : `uestorm: passed over, of UEs that S1 has not shown: ${count} messages of X2 and S10\n`;
}

function formatKeys({ kasmes, macs, kenbs, nhs }: Tally): string {
  if (kasmes === 0) return '';
  return `uestorm: ${kasmes} KASMEs known; from them ${kenbs.right} of ${kenbs.all} KeNBs derive, ${nhs.right} of ${nhs.all} NHs, and ${macs.right} of ${macs.all} NAS MACs\n`;
}
