import { UsageError } from '../errors.js';
import type { KeyLine } from './keys/file.js';
import { type Packet, PdmlError } from './pdml.js';
import type { SightingTaker } from './sightings.js';
import { type Shown, Signalling } from './signalling.js';
import { dissect } from './tshark.js';

/** A capture that cannot be read to its end. What was read until then is valid. */
export class CaptureError extends UsageError {
  override readonly name = 'CaptureError';

  constructor(place: string, what: string) {
    super(`${place}: ${what}`);
  }
}

/** The oldest tshark whose output is known. */
const VERSION_MIN = 4;

/** What to capture, as tcpdump is told. */
const WANTED = 'tcpdump -i any "sctp or udp port 2123 or tcp port 3868"';

export interface ReadCapture extends Shown {
  /** Why it ends too early, or null. */
  readonly failure: CaptureError | null;
}

/**
 * Reads a capture as the trace of what it shows, as a stream: memory grows with the number of UEs only.
 *
 * @param input the capture, where it comes from standard input
 * @param lines keys that it does not show
 * @throws UsageError if there is no tshark, or what it prints is not known
 */
export async function readCapture(
  path: string,
  take: SightingTaker,
  input: AsyncIterable<Uint8Array | string> | null,
  lines: readonly KeyLine[] = [],
): Promise<ReadCapture> {
  const signalling = new Signalling(take, lines);
  const place = path === '-' ? 'standard input' : path;
  const complaint = await dissect(place, path, input, (text) => {
    try {
      signalling.push(text);
    } catch (error) {
      if (error instanceof PdmlError) throw notKnown(place, error);
      throw error;
    }
    refuseOld(place, signalling.version);
  });
  const shown = signalling.end();
  return { ...shown, failure: failureOf(place, complaint, shown.packets, signalling.begin) };
}

const notKnown = (place: string, cause: PdmlError): UsageError =>
  new UsageError(
    `${place}: a capture, and tshark, which dissects it, prints ${cause.message}; install the tshark of your distribution anew`,
    { cause },
  );

/** @throws UsageError for a tshark whose output may be another one */
function refuseOld(place: string, version: string | null): void {
  if (version === null || Number.parseInt(version, 10) >= VERSION_MIN) return;
  throw new UsageError(
    `${place}: a capture, and the tshark that dissects it is ${version}; install ${VERSION_MIN}.0 or later`,
  );
}

/** What is wrong with the capture as a whole. */
function failureOf(
  place: string,
  complaint: string | null,
  packets: number,
  begin: Packet | null,
): CaptureError | null {
  if (complaint !== null)
    return new CaptureError(
      place,
      `${complaint}; ${packets.toLocaleString('en-US')} packets with signalling were read before it`,
    );
  if (packets > 0) return null;
  if (begin === null) return new CaptureError(place, `no packet is in it; capture with ${WANTED}`);
  const { linkType, protocols } = begin;
  return new CaptureError(
    place,
    `no S1AP, X2AP, GTPv2-C or S6a is in it; its first packet reads as ${protocols}, of Wireshark's link type ${linkType}; capture with ${WANTED}, or set the link type right, as with editcap -T`,
  );
}
