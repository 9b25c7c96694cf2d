import type { NasHead } from './nas.js';

/*
 * NAS COUNTs (TS 24.301 4.4.3.1). A message shows the lowest 8 bits, SERVICE REQUEST 5; the rest is taken from the messages
 * before. A context that is new begins with 0.
 */

type Direction = 'uplink' | 'downlink';

/** How far behind the highest COUNT so far a message may be that comes late. */
const LATE_MAX = 16;

/** The COUNTs of one UE. */
export class NasCounts {
  private readonly highest: Record<Direction, number | null> = { uplink: null, downlink: null };
  /** A SECURITY MODE COMMAND that takes a new context into use has passed, and no COMPLETE since. */
  private isChanging = false;
  private isLost = false;
  private eksi: number | null = null;
  private isChallenged = false;
  /** Highest downlink COUNT of the context that is being replaced. */
  private before: number | null = null;

  /**
   * A connection begins with this message. Where its COUNT does not go on from the last one, the UE has another context, or
   * the capture lacks a part of its history: nothing is known then until a SECURITY MODE COMMAND begins anew.
   */
  begin({ sequence, sequenceBits = 8 }: NasHead): void {
    const { uplink } = this.highest;
    if (sequence === undefined || uplink === null) return;
    const modulus = 2 ** sequenceBits;
    const ahead = (((sequence - uplink - 1) % modulus) + modulus) % modulus;
    if (ahead >= modulus / 2) this.isLost = true;
  }

  /** COUNT of a message, or null if it has none. */
  see(head: NasHead, isUplink: boolean): number | null {
    const { name, sequence, sequenceBits = 8 } = head;
    const { before } = this;
    if (name === 'AUTHENTICATION REQUEST') this.isChallenged = true;
    if (sequence === undefined) return null;
    const direction: Direction = isUplink ? 'uplink' : 'downlink';
    if (name === 'SECURITY MODE COMMAND') this.commanded(head, sequence);
    else if (name === 'SECURITY MODE COMPLETE' && this.isChanging) {
      this.isChanging = false;
      this.highest.uplink = null;
    }
    if (this.isLost) return null;
    const highest = this.highest[direction];
    const count = nearest(highest, sequence, 2 ** sequenceBits);
    if (!isUplink && this.isChanging && before !== null && name !== 'SECURITY MODE COMMAND') {
      // It may still be under the context that is in use.
      const old = nearest(before, sequence, 2 ** sequenceBits);
      if (old - before < Math.abs(count - (highest ?? 0))) {
        this.before = Math.max(before, old);
        return old;
      }
    }
    this.highest[direction] = Math.max(highest ?? 0, count);
    return count;
  }

  /** It is about a new context if that has another eKSI, or if AKA led to it and its COUNT begins anew. */
  private commanded(head: NasHead, sequence: number): void {
    const eksi = head.eksi ?? null;
    const isOther = this.eksi !== null && eksi !== this.eksi;
    const isNew = isOther || (this.isChallenged && sequence === 0);
    this.eksi = eksi;
    this.isChallenged = false;
    // Who is lost cannot tell; a COUNT of 0 is of a new one.
    if (!isNew && !(this.isLost && sequence === 0)) return;
    this.isLost = false;
    this.before = this.highest.downlink;
    this.highest.downlink = null;
    this.isChanging = true;
  }
}

/** The COUNT with these lowest bits that is nearest to what is expected next. */
export function nearest(highest: number | null, low: number, modulus: number): number {
  if (highest === null) return low;
  const least = Math.max(0, highest - LATE_MAX);
  return least + ((((low - least) % modulus) + modulus) % modulus);
}
