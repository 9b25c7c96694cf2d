import { UsageError } from '../errors.js';
import type { KeyLine } from './keys/file.js';
import { Tally } from './keys/ring.js';
import { DIAMETER_FIELDS, S6a } from './keys/s6a.js';
import { KeyStore } from './keys/store.js';
import { Nodes } from './nodes.js';
import { Paths } from './paths.js';
import { type Packet, Pdml } from './pdml.js';
import { S1, S1AP_FIELDS } from './s1.js';
import { GTP_FIELDS, S10 } from './s10.js';
import { Sightings, type SightingTaker } from './sightings.js';
import { dissect } from './tshark.js';
import { Ues } from './ues.js';
import { X2, X2AP_FIELDS } from './x2.js';

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

/** Numbers of packets that are told. */
const TOLD_MAX = 10;

/** Packets that could not be dissected, by what is wrong with them. */
export interface Faults {
  readonly what: string;
  readonly count: number;
  /** The first of them, as Wireshark numbers them. */
  readonly packets: readonly number[];
}

export interface ReadCapture {
  /** Packets with signalling. */
  readonly packets: number;
  readonly faults: readonly Faults[];
  /** Messages on X2 and S10 about a UE that S1 has not shown. */
  readonly strangers: number;
  /** What derives from the keys that are known. */
  readonly keys: Tally;
  /** Why it ends too early, or null. */
  readonly failure: CaptureError | null;
}

const FIELDS: ReadonlySet<string> = new Set([
  ...S1AP_FIELDS,
  ...GTP_FIELDS,
  ...X2AP_FIELDS,
  ...DIAMETER_FIELDS,
]);

/**
 * Reads a capture as the trace of what it shows, as a stream: memory grows with the number of UEs only.
 *
 * @param input the capture, where it comes from standard input
 * @param lines keys that it does not show
 * @throws UsageError if there is no tshark
 */
export async function readCapture(
  path: string,
  take: SightingTaker,
  input: AsyncIterable<Uint8Array | string> | null,
  lines: readonly KeyLine[] = [],
): Promise<ReadCapture> {
  const keys = new Tally();
  const ues = new Ues(keys);
  const nodes = new Nodes();
  const paths = new Paths();
  const store = new KeyStore(lines);
  const s6a = new S6a(store);
  const interfaces = {
    s1ap: new S1(ues, nodes, store),
    x2ap: new X2(ues, nodes),
    gtpv2: new S10(ues, nodes),
  };
  const sightings = new Sightings(take);
  const faults = new Map<string, { count: number; packets: number[] }>();
  let packets = 0;
  let begin: Packet | null = null;
  const packet = (packet: Packet): void => {
    begin ??= packet;
    // The first packet comes whatever it is.
    if (!isSignalling(packet)) return;
    packets++;
    paths.settle(packet);
    if (packet.fault !== null) {
      const fault = faults.get(packet.fault) ?? { count: 0, packets: [] };
      faults.set(packet.fault, fault);
      fault.count++;
      if (fault.packets.length < TOLD_MAX) fault.packets.push(packet.number);
    }
    packet.pdus.forEach((pdu, i) => {
      const { protocol } = pdu;
      if (protocol === 'diameter') s6a.message(pdu, packet);
      else sightings.see(pdu, packet, i, () => interfaces[protocol].message(pdu, packet));
    });
  };
  const pdml = new Pdml(FIELDS, packet);
  const place = path === '-' ? 'standard input' : path;
  const complaint = await dissect(place, path, input, (text) => {
    pdml.push(text);
    refuseOld(place, pdml.version);
  });
  sightings.end();
  return {
    packets,
    faults: [...faults].map(([what, fault]) => ({ what, ...fault })),
    strangers: sightings.strangers,
    keys,
    failure: failureOf(place, complaint, packets, begin),
  };
}

/** @throws UsageError for a tshark whose output may be another one */
function refuseOld(place: string, version: string | null): void {
  if (version === null || Number.parseInt(version, 10) >= VERSION_MIN) return;
  throw new UsageError(
    `${place}: a capture, and the tshark that dissects it is ${version}; install ${VERSION_MIN}.0 or later`,
  );
}

/** Whether a packet has, or should have, what is read. */
const isSignalling = ({ pdus, fault, protocols }: Packet): boolean =>
  pdus.length > 0 || (fault !== null && /:(sctp|s1ap|x2ap|gtpv2)\b/.test(protocols));

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
