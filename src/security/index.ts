/**
 * The keys and counts of EPS security in bytes: the derivations of TS 33.401 Annex A over Uint8Array, and NAS
 * COUNT. The import path is `uestorm/security`.
 */
export {
  ALGORITHM_TYPES,
  type AlgorithmType,
  deriveAlgorithmKey,
  deriveKasme,
  deriveKenb,
  deriveKenbStar,
  deriveNh,
} from './derivations.js';
export { NasCountExhaustedError, SecurityInputError } from './errors.js';
export { NasCount, overflowOf, sqnOf } from './nas-count.js';
