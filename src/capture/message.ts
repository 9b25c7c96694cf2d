import { createHash } from 'node:crypto';
import type { TraceEvent, TraceKeys } from '../trace/event.js';

/** A message of a capture, before it is known at which of its ends it was seen. */
export type Message = Omit<TraceEvent, 't_seconds' | 'event' | 'frame' | 'id'>;

/** What is made of a message; null: it is about no UE, or of a procedure that nothing is known of. */
export type Said = Message | 'of a stranger' | null;

/** Octets of the identity of a key: enough to tell keys apart, and nothing of the key. */
const IDENTITY_OCTETS = 8;

/** Identity of a key, from its octets in hexadecimal: equal where the keys are, and no key is shown. */
export function identityOf(hex: string): string {
  const digest = createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex');
  return digest.slice(0, 2 * IDENTITY_OCTETS);
}

/** What stands for a text in a table: a packet may hold one of any length, and thousands are remembered. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Keys without those that are not there; undefined if none is. */
export function keysOf(
  keys: {
    readonly [Name in keyof TraceKeys]: TraceKeys[Name] | undefined;
  },
): TraceKeys | undefined {
  const there = Object.entries(keys).filter(([, value]) => value !== undefined);
  return there.length === 0 ? undefined : (Object.fromEntries(there) as TraceKeys);
}
