import { Aka } from '../security/aka.js';
import { ALGORITHM_TYPES } from '../security/derivations.js';
import * as fast from '../security/fast.js';
import type { Keys } from './keys.js';
import { NAS_ALGORITHMS } from './nas-algorithms.js';

/** Serving network identity: PLMN 001 01, the one for tests, as TS 24.301 packs its digits. */
export const SN_ID = 0x00f110;

/** 128-EEA2 and 128-EIA2 (AES) of AS: those algorithms are not negotiated here. */
export const RRC_ALGORITHM = 2;

const { 'nas-enc': NAS_ENC, 'nas-int': NAS_INT, 'rrc-enc': RRC_ENC, 'rrc-int': RRC_INT } = ALGORITHM_TYPES;

/** FC of each function that is remembered (TS 33.401 Annex A); 0 marks an entry that is empty. */
const FC_KASME = 0x10;
const FC_KENB = 0x11;
const FC_KENB_STAR = 0x13;
const FC_ALGORITHM = 0x15;

/*
 * An entry of the memo: all inputs of a derivation, then its output.
 *
 *   | key 8 words | FC and first parameter | second parameter | output 8 words |
 */
const TAG = 8;
const PARAMETER = 9;
const OUTPUT = 10;
const ENTRY_WORDS = 18;

/** 18 KiB a region. In busy-hour with 1 M UEs they answer 96 % of what four times as many do. */
const ENTRIES = 256;

/**
 * Real keys: the derivations of TS 33.401 Annex A, 256 bits each. Every party derives from the octets that it
 * holds itself.
 *
 * What two parties derive from equal inputs is computed once: a memo answers a derivation whose inputs, all of
 * them, equal those of a recent one. The second party follows within some tens of milliseconds of simulated time,
 * so a region needs few entries. What the parties hold is in their rows; the memo gives nobody a key that its own
 * inputs do not lead to, and no outcome depends on it. NH is left out: its input is long, and most steps of UE and MME lie far apart.
 */
export class HmacKeys implements Keys {
  readonly words = 8;
  /** Those of Annex A that parties made, whether or not the memo knew the answer. */
  derivations = 0;
  private readonly aka: Aka;
  private readonly memo: Int32Array;
  /** The last AKA run, which HSS and USIM compute one after the other. */
  private readonly ckIk = new Int32Array(8);
  private ue = -1;
  private run = -1;

  /**
   * @param seed The scenario's, 32 bits.
   * @param entries Those of the memo, a power of two.
   */
  constructor(
    seed: number,
    private readonly entries = ENTRIES,
  ) {
    this.aka = new Aka(seed);
    this.memo = new Int32Array(ENTRY_WORDS * entries);
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
    const { ckIk, memo } = this;
    if (ue !== this.ue || run !== this.run) {
      this.aka.ckIk(ckIk, 0, ue, run);
      this.ue = ue;
      this.run = run;
    }
    const at = this.entry(ckIk, 0, FC_KASME, run);
    if (at < 0) fast.kasme(memo, ~at, ~at + OUTPUT, SN_ID, 0, run);
    this.give(w, to, at);
  }

  kenb(w: Int32Array, to: number, kasme: number, ulNasCount: number): void {
    this.derivations++;
    const at = this.entry(w, kasme, FC_KENB, ulNasCount);
    if (at < 0) fast.kenb(this.memo, ~at, ~at + OUTPUT, ulNasCount);
    this.give(w, to, at);
  }

  nh(w: Int32Array, to: number, kasme: number, sync: number): void {
    this.derivations++;
    fast.nh(w, kasme, to, sync);
  }

  kenbStar(w: Int32Array, to: number, key: number, pci: number, earfcn: number): void {
    this.derivations++;
    const at = this.entry(w, key, FC_KENB_STAR | (pci << 8), earfcn);
    if (at < 0) fast.kenbStar(this.memo, ~at, ~at + OUTPUT, pci, earfcn);
    this.give(w, to, at);
  }

  nasKeys(w: Int32Array, to: number, kasme: number, algorithms: number): void {
    this.give(w, to, this.algorithmKeys(w, kasme, NAS_INT, NAS_ENC, NAS_ALGORITHMS[algorithms]));
  }

  matchesNas(w: Int32Array, at: number, kasme: number, algorithms: number): boolean {
    return this.isOutput(w, at, this.algorithmKeys(w, kasme, NAS_INT, NAS_ENC, NAS_ALGORITHMS[algorithms]));
  }

  rrcKeys(w: Int32Array, to: number, kenb: number): void {
    this.give(w, to, this.algorithmKeys(w, kenb, RRC_INT, RRC_ENC, RRC_ALGORITHM));
  }

  matchesRrc(w: Int32Array, at: number, kenb: number): boolean {
    return this.isOutput(w, at, this.algorithmKeys(w, kenb, RRC_INT, RRC_ENC, RRC_ALGORITHM));
  }

  private algorithmKeys(
    w: Int32Array,
    key: number,
    integrity: number,
    ciphering: number,
    algorithm: number,
  ): number {
    this.derivations += 2;
    const at = this.entry(w, key, FC_ALGORITHM | (integrity << 8) | (algorithm << 16), ciphering);
    if (at < 0) {
      fast.algorithmKey(this.memo, ~at, ~at + OUTPUT, integrity, algorithm);
      fast.algorithmKey(this.memo, ~at, ~at + OUTPUT + 4, ciphering, algorithm);
    }
    return at;
  }

  /** The entry for these inputs; its complement if the output is still to be written. */
  private entry(w: Int32Array, key: number, tag: number, parameter: number): number {
    const { memo } = this;
    // Keys are as good as random, so any bits of one will do.
    const at = (w[key] & (this.entries - 1)) * ENTRY_WORDS;
    let differ = (memo[at + TAG] ^ tag) | (memo[at + PARAMETER] ^ parameter);
    for (let i = 0; i < 8; i++) differ |= memo[at + i] ^ w[key + i];
    if (differ === 0) return at;
    for (let i = 0; i < 8; i++) memo[at + i] = w[key + i];
    memo[at + TAG] = tag;
    memo[at + PARAMETER] = parameter;
    return ~at;
  }

  /** The output of an entry, or of an entry's complement, to `to`. */
  private give(w: Int32Array, to: number, entry: number): void {
    const { memo } = this;
    const at = (entry < 0 ? ~entry : entry) + OUTPUT;
    for (let i = 0; i < 8; i++) w[to + i] = memo[at + i];
  }

  private isOutput(w: Int32Array, key: number, entry: number): boolean {
    const { memo } = this;
    const at = (entry < 0 ? ~entry : entry) + OUTPUT;
    let differ = 0;
    for (let i = 0; i < 8; i++) differ |= w[key + i] ^ memo[at + i];
    return differ === 0;
  }
}
