import type { Faults } from '../capture/read.js';
import type { SightingTaker } from '../capture/sightings.js';
import type { UsageError } from '../errors.js';
import type { Deps } from './run.js';

/** How it went, where a file could be read at all. */
export interface ReadEvents {
  /** Why a capture ends too early, or null. */
  readonly failure: UsageError | null;
  /** What of it could not be read, for people. */
  readonly notes: string;
}

/**
 * Reads a trace or a capture: the events of either.
 *
 * @throws TraceError if it is a trace, and truncated or none
 * @throws UsageError if it cannot be read
 */
export async function readTraceOrCapture(
  file: string,
  take: SightingTaker,
  stdin: Deps['stdin'],
): Promise<ReadEvents> {
  // Loaded when they are needed: the other commands answer at once.
  const { isCaptureFile, lookAhead } = await import('../capture/sniff.js');
  const input = file === '-' ? await lookAhead(stdin ?? process.stdin) : null;
  if (!(input?.isCapture ?? isCaptureFile(file))) {
    const { readTrace } = await import('../trace/reader.js');
    await readTrace(file, take, input?.stream);
    return { failure: null, notes: '' };
  }
  const { readCapture } = await import('../capture/read.js');
  const { failure, faults, strangers } = await readCapture(file, take, input?.stream ?? null);
  return { failure, notes: [...faults.map(formatFaults), formatStrangers(strangers)].join('') };
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
