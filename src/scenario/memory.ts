import { totalmem } from 'node:os';
import type { Scenario } from './scenario.js';

/** Bytes of a resident row, and of an active block with its share of the messages in flight. */
const SIZES = {
  symbolic: { row: 128, active: 320 },
  hmac: { row: 320, active: 640 },
} as const;

/** Shared memory that the state of all UEs takes, in bytes, before anything runs. */
export function estimateBytes(scenario: Pick<Scenario, 'ues' | 'keys' | 'limits'>): number {
  return scenario.ues * bytesPerUe(scenario);
}

/** Spare rows and the share of active blocks included. */
export function bytesPerUe({ keys, limits }: Pick<Scenario, 'keys' | 'limits'>): number {
  const { row, active } = SIZES[keys];
  return row * (1 + limits.spareRows) + active * limits.active;
}

/** What this process may use, in bytes: the machine's memory, or less in a container that limits it. */
export function availableBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
