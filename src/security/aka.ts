import { derive } from './fast.js';

/**
 * A stand-in for AKA (TS 33.102 clause 6.3): what MILENAGE would put out at USIM and HSS, from a K that each UE
 * has of its own. The real functions need AES and an operator's OP; what the runs need is that both sides come
 * to the same fresh CK, IK and AK from K and the number of the run, and that nobody gets there without K.
 *
 *   K(UE)      the first 16 octets of HMAC-SHA-256(seed, 'K' | UE)
 *   CK ‖ IK    HMAC-SHA-256(K, 'C' | run)
 *   AK         the first 6 octets of HMAC-SHA-256(K, 'A' | run)
 *   SQN        run
 *
 * Seed, UE and run have four octets each, big endian; a letter is its ASCII octet; HMAC pads its key with zeros.
 */
export class Aka {
  /** CK ‖ IK of the run last asked for, 8 words from `CK_IK`. A.2 may write its KASME behind it, at `KASME`. */
  readonly words = new Int32Array(40);
  /** SQN ⊕ AK of that run: its first two octets, and its last four. */
  sqnXorAkHigh = 0;
  sqnXorAkLow = 0;
  private ue = -1;
  private number = -1;
  private readonly input = new Uint8Array(5);

  /** @param seed The scenario's, 32 bits. */
  constructor(seed: number) {
    this.words[SEED] = seed;
  }

  /**
   * The nth AKA run of a UE. USIM and HSS ask one after the other, so the last answer is kept.
   *
   * @param ue The UE's number, 32 bits.
   * @param number The run's, 32 bits.
   */
  run(ue: number, number: number): void {
    if (ue === this.ue && number === this.number) return;
    this.ue = ue;
    this.number = number;
    const { words } = this;
    this.prf(SEED, K, 'K', ue);
    words.fill(0, K + 4, K + 8);
    this.prf(K, AK, 'A', number);
    this.sqnXorAkHigh = words[AK] >>> 16;
    this.sqnXorAkLow = ((words[AK] << 16) | (words[AK + 1] >>> 16)) ^ number;
    this.prf(K, CK_IK, 'C', number);
  }

  private prf(key: number, out: number, letter: string, value: number): void {
    const { words, input } = this;
    input[0] = letter.charCodeAt(0);
    for (let i = 0; i < 4; i++) input[1 + i] = value >>> (24 - 8 * i);
    derive(words, key, words, out, input, input.length);
  }
}

const SEED = 0;
const K = 8;
const AK = 16;
export const CK_IK = 24;
export const KASME = 32;
