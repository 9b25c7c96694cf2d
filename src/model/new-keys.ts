import { HmacKeys } from './hmac.js';
import type { Keys } from './keys.js';
import { SymbolicKeys } from './symbolic.js';

/** The key arithmetic of a kind, for one region. */
export function newKeys(kind: 'symbolic' | 'hmac', seed: number): Keys {
  return kind === 'hmac' ? new HmacKeys(seed) : new SymbolicKeys(seed);
}
