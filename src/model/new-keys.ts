import type { Scenario } from '../scenario/scenario.js';
import { HmacKeys } from './hmac.js';
import type { Keys } from './keys.js';
import { SymbolicKeys } from './symbolic.js';

/** The key arithmetic that a scenario asks for. */
export function newKeys({ keys, seed }: Pick<Scenario, 'keys' | 'seed'>): Keys {
  return keys === 'hmac' ? new HmacKeys(seed) : new SymbolicKeys(seed);
}
