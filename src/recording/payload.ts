import type { MessageKind } from '../model/messages.js';
import { causeOf, countOf, isPlain, isUnkeyed, otherConn } from '../model/payload.js';
import { type CarriedKey, carries, LAYOUTS } from '../model/payload-layout.js';
import { causeName } from './names.js';
import type { EventFields } from './writer.js';

/** What the words of message m say beside its keys. */
export function payloadFields(w: Int32Array, m: number, kind: number): Partial<EventFields> {
  return {
    ...(carries(kind, 'otherConn') && { otherConnection: otherConn(w, m) }),
    ...(carries(kind, 'cause') && causeOf(w, m) !== 0 && { cause: causeName(causeOf(w, m)) }),
    ...(carries(kind, 'count') && isPlain(w, m) === 0 && { nasCount: countOf(w, m) }),
  };
}

/** The key that message m brings or is protected with, if there is one. */
export function keyIn(w: Int32Array, m: number, kind: number): CarriedKey | undefined {
  const isBare = carries(kind, 'unkeyed') && isUnkeyed(w, m) !== 0;
  return isBare ? undefined : LAYOUTS[kind as MessageKind].key;
}
