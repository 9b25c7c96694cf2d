import { Aka, CK_IK, KASME } from '../security/aka.js';
import { ALGORITHM_TYPES } from '../security/derivations.js';
import * as fast from '../security/fast.js';
import type { Keys } from './keys.js';

/** Serving network identity: PLMN 001 01, the one for tests, as TS 24.301 packs its digits. */
export const SN_ID = 0x00f110;

/** 128-EEA2 and 128-EIA2 (AES): algorithms are not negotiated here. */
export const ALGORITHM = 2;

const { 'nas-enc': NAS_ENC, 'nas-int': NAS_INT, 'rrc-enc': RRC_ENC, 'rrc-int': RRC_INT } = ALGORITHM_TYPES;

/**
 * Real keys: the derivations of TS 33.401 Annex A, 256 bits each. Every call derives from the octets that its
 * caller holds; there is no table of keys that two parties could share.
 */
export class HmacKeys implements Keys {
  readonly words = 8;
  /** Those of Annex A; what stands in for MILENAGE is not counted. */
  derivations = 0;
  private readonly aka: Aka;
  /** A key, and the two algorithm keys of it. */
  private readonly own = new Int32Array(16);

  constructor(seed: number) {
    this.aka = new Aka(seed);
  }

  copy(w: Int32Array, to: number, from: number): void {
    for (let i = 0; i < 8; i++) w[to + i] = w[from + i];
  }

  equal(w: Int32Array, a: number, b: number): boolean {
    let differ = 0;
    for (let i = 0; i < 8; i++) differ |= w[a + i] ^ w[b + i];
    return differ === 0;
  }

  kasme(w: Int32Array, to: number, ue: number, run: number): void {
    this.derivations++;
    const { aka } = this;
    aka.run(ue, run);
    fast.kasme(aka.words, CK_IK, KASME, SN_ID, aka.sqnXorAkHigh, aka.sqnXorAkLow);
    for (let i = 0; i < 8; i++) w[to + i] = aka.words[KASME + i];
  }

  kenb(w: Int32Array, to: number, kasme: number, ulNasCount: number): void {
    this.derivations++;
    fast.kenb(w, kasme, to, ulNasCount);
  }

  nh(w: Int32Array, to: number, kasme: number, sync: number): void {
    this.derivations++;
    fast.nh(w, kasme, to, sync);
  }

  kenbStar(w: Int32Array, to: number, key: number, pci: number, earfcn: number): void {
    this.derivations++;
    fast.kenbStar(w, key, to, pci, earfcn);
  }

  nasKeys(w: Int32Array, to: number, kasme: number): void {
    this.deriveAlgorithmKeys(w, kasme, NAS_INT, NAS_ENC);
    this.giveAlgorithmKeys(w, to);
  }

  matchesNas(w: Int32Array, at: number, kasme: number): boolean {
    this.deriveAlgorithmKeys(w, kasme, NAS_INT, NAS_ENC);
    return this.areAlgorithmKeys(w, at);
  }

  rrcKeys(w: Int32Array, to: number, kenb: number): void {
    this.deriveAlgorithmKeys(w, kenb, RRC_INT, RRC_ENC);
    this.giveAlgorithmKeys(w, to);
  }

  matchesRrc(w: Int32Array, at: number, kenb: number): boolean {
    this.deriveAlgorithmKeys(w, kenb, RRC_INT, RRC_ENC);
    return this.areAlgorithmKeys(w, at);
  }

  private deriveAlgorithmKeys(w: Int32Array, key: number, integrity: number, ciphering: number): void {
    this.derivations += 2;
    const { own } = this;
    for (let i = 0; i < 8; i++) own[i] = w[key + i];
    fast.algorithmKey(own, 0, 8, integrity, ALGORITHM);
    fast.algorithmKey(own, 0, 12, ciphering, ALGORITHM);
  }

  private giveAlgorithmKeys(w: Int32Array, to: number): void {
    for (let i = 0; i < 8; i++) w[to + i] = this.own[8 + i];
  }

  private areAlgorithmKeys(w: Int32Array, at: number): boolean {
    let differ = 0;
    for (let i = 0; i < 8; i++) differ |= w[at + i] ^ this.own[8 + i];
    return differ === 0;
  }
}
