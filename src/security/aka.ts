import { derive } from './fast.js';

/**
 * A stand-in for AKA (TS 33.102 clause 6.3): what MILENAGE would put out at USIM and HSS, from a K that each UE
 * has of its own. What a run needs of it: both sides come to the same fresh CK and IK from K and the number of
 * the AKA run, and nobody gets there without K.
 *
 *   K(UE)      the first 16 octets of HMAC-SHA-256(seed, 'K' | UE)
 *   CK ‖ IK    HMAC-SHA-256(K, 'C' | run)
 *   SQN        run
 *   AK         0: SQN is not concealed, as the clause allows (f5 ≡ 0)
 *
 * Seed, UE and run have four octets each, big endian; a letter is its ASCII octet; HMAC pads its key with zeros.
 */
export class Aka {
  private readonly words = new Int32Array(24);
  private readonly input = new Uint8Array(5);

  /** @param seed The scenario's, 32 bits. */
  constructor(seed: number) {
    this.words[SEED] = seed;
  }

  /**
   * CK ‖ IK of a UE's AKA run, 8 words to `out` of `words`.
   *
   * @param ue The UE's number, 32 bits.
   * @param run The run's, 32 bits.
   */
  ckIk(words: Int32Array, out: number, ue: number, run: number): void {
    this.prf(SEED, this.words, DERIVED, 'K', ue);
    for (let i = 0; i < 4; i++) this.words[K + i] = this.words[DERIVED + i];
    this.prf(K, words, out, 'C', run);
  }

  private prf(key: number, outWords: Int32Array, out: number, letter: string, value: number): void {
    const { words, input } = this;
    input[0] = letter.charCodeAt(0);
    for (let i = 0; i < 4; i++) input[1 + i] = value >>> (24 - 8 * i);
    derive(words, key, outWords, out, input, input.length);
  }
}

const SEED = 0;
/** Four words, and four of 0. */
const K = 8;
const DERIVED = 16;
