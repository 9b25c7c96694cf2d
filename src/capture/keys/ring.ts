import { deriveKenb, deriveNh } from '../../security/derivations.js';
import type { TraceKeys } from '../../trace/event.js';
import { type KasmeSource, KnownKasme, type Protected, type Way } from './kasme.js';

/** KASMEs of one UE that are kept. */
const KASMES_MAX = 32;
/** Key chains of one UE that are kept: the one in AS use, what a modification may replace it with, and one before. */
const CHAINS_MAX = 3;
/** COUNTs that are tried for a KeNB: as many as a short capture has, and around the highest one. */
const COUNTS_MAX = 256;
const AROUND = 16;
/** Steps of a chain that are looked for. NCC has three bits: an MME may have gone round twice. */
const STEPS_MAX = 16;

/** How much derives from the KASMEs that are known. */
export class Tally {
  kasmes = 0;
  readonly macs = { right: 0, all: 0 };
  readonly kenbs = { right: 0, all: 0 };
  readonly nhs = { right: 0, all: 0 };
}

/** {NH, NCC} of a KeNB that was derived from KASME (TS 33.401 A.4), as far as it was seen. */
interface Chain {
  readonly kasme: KnownKasme;
  key: Uint8Array;
  /** How often it was stepped: modulo 8 that is NCC. */
  step: number;
}

/** What a MAC says: which KASME it is of; `wrong`: of none, though one of the UE is known; or nothing. */
export type Proof = { readonly kasme?: string; readonly count?: number } | 'wrong';
const UNKNOWN: Proof = {};

/** The KASMEs of one UE, and what derives from them. Nothing that leaves it is a key. */
export class KeyRing {
  private known: KnownKasme[] = [];
  private chains: Chain[] = [];
  /** The last NAS message with a MAC was right under a KASME that is known. */
  private isInUse = false;

  constructor(private readonly tally: Tally) {}

  add(octets: Uint8Array, source: KasmeSource): void {
    if (this.known.some((kasme) => Buffer.compare(kasme.octets, octets) === 0)) return;
    if (source !== 's10') this.tally.kasmes++;
    this.known = [new KnownKasme(octets, source), ...this.known].slice(0, KASMES_MAX);
  }

  /** The KASME that a NAS message is under, by its MAC, and its COUNT. */
  prove(message: Protected, way: Way): Proof {
    // Without keys, and with the null algorithm, the MAC is 0.
    if (this.known.length === 0 || message.mac.every((octet) => octet === 0)) return UNKNOWN;
    if (this.certain.length > 0) this.tally.macs.all++;
    for (const kasme of this.known) {
      const count = kasme.prove(message, way);
      if (count === null) continue;
      this.tally.macs.right++;
      this.isInUse = true;
      // The one in use is tried first.
      this.known = [kasme, ...this.known.filter((other) => other !== kasme)];
      return { kasme: kasme.identity, count };
    }
    this.isInUse = false;
    return this.known.some(({ isProved }) => isProved) ? 'wrong' : UNKNOWN;
  }

  /** The identity of a KASME that S10 shows, if NAS has shown that it is one. */
  proved(octets: Uint8Array): string | undefined {
    const found = this.known.find((kasme) => Buffer.compare(kasme.octets, octets) === 0);
    return found?.isProved ? found.identity : undefined;
  }

  /** What a KeNB derives from. */
  kenb(octets: Uint8Array): Derived {
    if (this.certain.length === 0) return {};
    this.tally.kenbs.all++;
    for (const kasme of this.certain) {
      const count = countOf(kasme, octets);
      if (count === null) continue;
      this.tally.kenbs.right++;
      this.begin({ kasme, key: octets, step: 0 });
      return { ...originOf(kasme), kenb_count: count };
    }
    this.chains = [];
    return this.isInUse ? { underived: true } : {};
  }

  /** Which step of which chain an NH is. */
  nh(octets: Uint8Array): Derived {
    if (this.certain.length === 0) return {};
    this.tally.nhs.all++;
    for (const chain of this.chains) {
      if (!advance(chain, octets)) continue;
      this.tally.nhs.right++;
      return { ...originOf(chain.kasme), nh_step: chain.step };
    }
    return this.isInUse && this.chains.length > 0 ? { underived: true } : {};
  }

  /** NH, NCC and KASME as S10 hands them over: where this is the first that was seen of it, the chain goes on from here. */
  inherit(kasme: Uint8Array, nh: Uint8Array, ncc: number): Derived {
    this.add(kasme, 's10');
    if (this.chains.some((chain) => advance({ ...chain }, nh))) return this.nh(nh);
    const found = this.known.find(({ octets }) => Buffer.compare(octets, kasme) === 0);
    if (found?.isProved) this.begin({ kasme: found, key: nh, step: ncc });
    return {};
  }

  private get certain(): readonly KnownKasme[] {
    return this.known.filter((kasme) => kasme.isCertain);
  }

  private begin(chain: Chain): void {
    this.chains = [chain, ...this.chains].slice(0, CHAINS_MAX);
  }
}

/** What of its derivation an event shows. */
type Derived = Pick<TraceKeys, 'from_kasme' | 'kenb_count' | 'nh_step' | 'underived'>;

/** Other messages show which KASME it is by their MAC alone. */
function originOf(kasme: KnownKasme): Derived {
  return kasme.isProved ? { from_kasme: kasme.identity } : {};
}

/** Uplink COUNT that leads from a KASME to a KeNB (TS 33.401 A.3), or null. */
function countOf(kasme: KnownKasme, kenb: Uint8Array): number | null {
  const last = kasme.highest.uplink ?? 0;
  const counts = [
    ...Array.from({ length: 2 * AROUND + 1 }, (_, i) => last + AROUND - i),
    ...Array.from({ length: COUNTS_MAX }, (_, i) => i),
  ];
  const isIt = (count: number): boolean =>
    count >= 0 && Buffer.compare(deriveKenb(kasme.octets, count), kenb) === 0;
  return counts.find(isIt) ?? null;
}

/** Takes a chain to the step that this NH is; false: it is none of the next. */
function advance(chain: Chain, nh: Uint8Array): boolean {
  if (chain.step > 0 && Buffer.compare(chain.key, nh) === 0) return true;
  let { key } = chain;
  for (let i = 1; i <= STEPS_MAX; i++) {
    key = deriveNh(chain.kasme.octets, key);
    if (Buffer.compare(key, nh) !== 0) continue;
    chain.key = key;
    chain.step += i;
    return true;
  }
  return false;
}
