/** Octets to begin with; doubled when they are full. */
const ROOM = 256;

/**
 * Bits in the order of ITU-T X.691, the first the highest of its octet. With the aligned variant, which S1AP and X2AP
 * use, `align` goes on to the next octet; with the unaligned one, which RRC uses, it does nothing.
 */
export class BitWriter {
  private octets = new Uint8Array(ROOM);
  private bits = 0;

  constructor(readonly isAligned: boolean) {}

  /** The lowest `count` bits of a number, at most 32. */
  put(value: number, count: number): void {
    this.reserve(count);
    for (let bit = count - 1; bit >= 0; bit--) {
      if ((value >>> bit) & 1) this.octets[this.bits >>> 3] |= 0x80 >>> (this.bits & 7);
      this.bits++;
    }
  }

  flag(value: boolean): void {
    this.put(value ? 1 : 0, 1);
  }

  align(): void {
    if (this.isAligned) this.bits = (this.bits + 7) & ~7;
  }

  putOctets(octets: Uint8Array): void {
    if ((this.bits & 7) !== 0) {
      for (const octet of octets) this.put(octet, 8);
      return;
    }
    this.reserve(8 * octets.length);
    this.octets.set(octets, this.bits >>> 3);
    this.bits += 8 * octets.length;
  }

  /** What was written, filled up with zeros to whole octets. An empty encoding takes one octet (X.691 11.1). */
  finish(): Uint8Array {
    this.reserve(8);
    return this.octets.slice(0, Math.max(1, (this.bits + 7) >>> 3));
  }

  private reserve(bits: number): void {
    const needed = (this.bits + bits + 7) >>> 3;
    if (needed <= this.octets.length) return;
    const more = new Uint8Array(Math.max(needed, 2 * this.octets.length));
    more.set(this.octets);
    this.octets = more;
  }
}
