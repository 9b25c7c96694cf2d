import { Recent } from '../trace/recent.js';
import type { Packet } from './pdml.js';

/** Directions of associations that are remembered. */
const REMEMBERED_MAX = 2 ** 14;

interface Path {
  readonly source: string;
  readonly destination: string;
}

/**
 * The paths of an association (RFC 9260 6.4): its ends may have several addresses each, and change between them. Its
 * verification tag stays the same, and says which association a packet is of.
 */
export class Paths {
  private readonly first = new Recent<string, Path>(REMEMBERED_MAX);

  /** Gives a packet the addresses that its association began with. */
  settle(packet: Packet): void {
    const { tag, sourcePort, destinationPort, source, destination } = packet;
    if (tag === '') return;
    const key = `${tag} ${sourcePort} ${destinationPort}`;
    const path = this.first.get(key);
    if (path === undefined) this.first.set(key, { source, destination });
    else Object.assign(packet, path);
  }
}
