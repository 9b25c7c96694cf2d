import { createHash } from 'node:crypto';
import type { Keys } from '../model/keys.js';
import { TRACED_KEY_WORDS } from './task.js';

const SYMBOLIC_WORDS = 2;

/**
 * The keys of a traced run: each one carries, behind its own words, the identity of the KASME that it was derived
 * from. So a trace can say what a KeNB or NH is based on, wherever in the network it got to, without a table of keys
 * that would grow with the run. Nothing that the procedures do depends on those words.
 */
export class TracedKeys implements Keys {
  readonly words: number;

  constructor(private readonly inner: Keys) {
    this.words = inner.words + TRACED_KEY_WORDS;
  }

  get derivations(): number {
    return this.inner.derivations;
  }
  set derivations(n: number) {
    this.inner.derivations = n;
  }

  copy(w: Int32Array, to: number, from: number): void {
    this.inner.copy(w, to, from);
    this.descend(w, to, w[from + this.inner.words], w[from + this.inner.words + 1]);
  }

  equal(w: Int32Array, a: number, b: number): boolean {
    return this.inner.equal(w, a, b);
  }

  kasme(w: Int32Array, to: number, ue: number, run: number): void {
    this.inner.kasme(w, to, ue, run);
    const [low, high] = this.identityWords(w, to);
    this.descend(w, to, low, high);
  }

  kenb(w: Int32Array, to: number, kasme: number, ulNasCount: number): void {
    const from = kasme + this.inner.words;
    const [low, high] = [w[from], w[from + 1]];
    this.inner.kenb(w, to, kasme, ulNasCount);
    this.descend(w, to, low, high);
  }

  nh(w: Int32Array, to: number, kasme: number, sync: number): void {
    const from = kasme + this.inner.words;
    const [low, high] = [w[from], w[from + 1]];
    this.inner.nh(w, to, kasme, sync);
    this.descend(w, to, low, high);
  }

  kenbStar(w: Int32Array, to: number, key: number, pci: number, earfcn: number): void {
    const from = key + this.inner.words;
    const [low, high] = [w[from], w[from + 1]];
    this.inner.kenbStar(w, to, key, pci, earfcn);
    this.descend(w, to, low, high);
  }

  /** Identity of the key at `at`: 8 octets that say nothing about it but whether it is the same as another. */
  identity(w: Int32Array, at: number): Uint8Array {
    const [low, high] = this.identityWords(w, at);
    return octets(low, high);
  }

  /** Identity of the KASME that the key at `at` was derived from (of a KASME: its own). */
  origin(w: Int32Array, at: number): Uint8Array {
    const from = at + this.inner.words;
    return octets(w[from], w[from + 1]);
  }

  /** Symbolic keys are fingerprints themselves; of real ones nothing but a fingerprint may leave this place. */
  private identityWords(w: Int32Array, at: number): readonly [number, number] {
    const { words } = this.inner;
    if (words === SYMBOLIC_WORDS) return [w[at], w[at + 1]];
    const key = w.slice(at, at + words);
    const print = createHash('sha256').update(new Uint8Array(key.buffer)).digest();
    return [print.readInt32BE(4), print.readInt32BE(0)];
  }

  private descend(w: Int32Array, to: number, low: number, high: number): void {
    w[to + this.inner.words] = low;
    w[to + this.inner.words + 1] = high;
  }
}

function octets(low: number, high: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, high);
  view.setInt32(4, low);
  return bytes;
}
