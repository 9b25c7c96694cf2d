import { deriveKasme } from '../../security/derivations.js';
import { milenage } from '../../security/milenage.js';
import { Recent } from '../../trace/recent.js';
import type { NasHead } from '../nas.js';
import type { KeyLine } from './file.js';
import type { KeyRing } from './ring.js';

/** Vectors of AKA that are remembered until an AUTHENTICATION REQUEST uses them. */
const VECTORS_MAX = 2 ** 16;
/** KASMEs of one IMSI that are remembered. */
const OF_IMSI_MAX = 4;
/** Octets of SQN ⊕ AK, the first of AUTN (TS 33.102 6.3.2). */
const SQN_OCTETS = 6;

/** Whose KASME is asked for. */
export interface Owner {
  readonly number: number;
  readonly imsi: string | null;
  /** Serving network: PLMN in three octets, as in a TAI. */
  readonly plmn: Uint8Array | null;
  readonly keys: KeyRing;
}

/** All KASMEs that a capture or a key file gives, before it is known which UE uses which. */
export class KeyStore {
  private readonly byRand = new Recent<string, Uint8Array>(VECTORS_MAX);
  private readonly byImsi = new Recent<string, readonly Uint8Array[]>(VECTORS_MAX);

  private readonly ofUe = new Map<number, KeyLine[]>();
  private readonly ofImsi = new Map<string, KeyLine[]>();

  /** @param lines of the key file */
  constructor(lines: readonly KeyLine[]) {
    for (const line of lines) {
      if (line.ue !== undefined) append(this.ofUe, line.ue, line);
      if (line.imsi !== undefined) append(this.ofImsi, line.imsi, line);
    }
  }

  /** A vector as S6a has it. */
  vector(rand: string, kasme: string, imsi: string | null): void {
    const octets = Buffer.from(kasme, 'hex');
    this.byRand.set(rand, octets);
    if (imsi === null) return;
    this.byImsi.set(imsi, [...(this.byImsi.get(imsi) ?? []), octets].slice(-OF_IMSI_MAX));
  }

  /** Gives a UE what is known of it. */
  supply(owner: Owner): void {
    const { keys, imsi } = owner;
    for (const kasme of imsi === null ? [] : (this.byImsi.get(imsi) ?? [])) keys.add(kasme, 'aka');
    for (const line of this.linesOf(owner)) if (line.kasme !== undefined) keys.add(line.kasme, 'file');
  }

  /** AUTHENTICATION REQUEST: its RAND says which KASME it leads to. */
  challenged(owner: Owner, { rand, autn }: NonNullable<NasHead['challenge']>): void {
    const { plmn, keys } = owner;
    const known = this.byRand.get(Buffer.from(rand).toString('hex'));
    if (known !== undefined) keys.add(known, 'aka');
    if (plmn === null) return;
    for (const { subscriber } of this.linesOf(owner)) {
      if (subscriber === undefined) continue;
      const { ck, ik } = milenage(subscriber.k, subscriber.opc, rand);
      keys.add(deriveKasme(ck, ik, plmn, autn.subarray(0, SQN_OCTETS)), 'aka');
    }
  }

  private linesOf({ number, imsi }: Owner): readonly KeyLine[] {
    return [...(this.ofUe.get(number) ?? []), ...((imsi === null ? undefined : this.ofImsi.get(imsi)) ?? [])];
  }
}

function append<K>(map: Map<K, KeyLine[]>, key: K, line: KeyLine): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [line]);
  else known.push(line);
}
