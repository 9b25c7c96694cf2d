import { deriveAlgorithmKey } from '../../security/derivations.js';
import { nasIntegrity } from '../../security/nas-protection.js';
import { identityOf } from '../message.js';
import { nearest } from '../nas-counts.js';

export type Way = 'uplink' | 'downlink';

/** Where a KASME is from. What AKA in this capture has led to begins with COUNT 0. */
export type KasmeSource = 'aka' | 'file' | 's10';

/** A NAS message with a MAC. */
export interface Protected {
  /** What the MAC is over. */
  readonly octets: Uint8Array;
  /** All four octets of the MAC, or the last two. */
  readonly mac: Uint8Array;
  /** The lowest bits of COUNT, and how many there are. */
  readonly sequence: number;
  readonly modulus: number;
}

/** 128-EIA2, 1 and 3 (TS 33.401 5.1.4.1). The null algorithm proves nothing. */
const ALGORITHMS = [2, 1, 3];
/** NAS overflow counters that are tried for a context whose COUNTs are not known. */
const OVERFLOWS_MAX = 256;
/** Messages for which so many are tried: a KASME that none of them is under is not in use. */
const SEARCHES_MAX = 16;

/** A KASME whose octets are known, and the COUNTs used with it. */
export class KnownKasme {
  readonly identity: string;
  /** A MAC has been right under it: it is in use, or was. */
  isProved = false;
  readonly highest: Record<Way, number | null> = { uplink: null, downlink: null };
  private algorithm: number | null = null;
  private searches = 0;
  private readonly integrity = new Map<number, Uint8Array>();

  constructor(
    readonly octets: Uint8Array,
    private readonly source: KasmeSource,
  ) {
    this.identity = identityOf(Buffer.from(octets).toString('hex'));
  }

  /** Whether it is a KASME for certain: S10 shows one without saying of which UE it was before. */
  get isCertain(): boolean {
    return this.source !== 's10' || this.isProved;
  }

  /** COUNT of a message whose MAC is right under this KASME; null: it is not. */
  prove(message: Protected, way: Way): number | null {
    for (const algorithm of this.algorithm === null ? ALGORITHMS : [this.algorithm]) {
      for (const count of this.counts(message, way)) {
        if (!this.isRight(message, way, algorithm, count)) continue;
        this.isProved = true;
        this.algorithm = algorithm;
        this.highest[way] = Math.max(this.highest[way] ?? 0, count);
        return count;
      }
    }
    return null;
  }

  private counts({ sequence, modulus }: Protected, way: Way): readonly number[] {
    const highest = this.highest[way];
    if (highest !== null) return [nearest(highest, sequence, modulus)];
    const isSearched = this.source !== 'aka' && !this.isProved && this.searches++ < SEARCHES_MAX;
    const tried = isSearched ? OVERFLOWS_MAX : 1;
    return Array.from({ length: tried }, (_, i) => sequence + i * modulus);
  }

  private isRight({ octets, mac }: Protected, way: Way, algorithm: number, count: number): boolean {
    const key = this.integrity.get(algorithm) ?? deriveAlgorithmKey(this.octets, 'nas-int', algorithm);
    this.integrity.set(algorithm, key);
    const right = nasIntegrity(algorithm, key, count, way === 'uplink' ? 0 : 1, octets);
    return right !== null && Buffer.compare(right.subarray(-mac.length), mac) === 0;
  }
}
