import { keyText } from '../model/key-text.js';
import type { Keys } from '../model/keys.js';
import { extraKeyWords } from './task.js';

/** What a trace says of keys, by where they lie. Equal exactly where the keys are; empty: it is not known. */
export interface Identities {
  /** Of the key at `at`; of algorithm keys that of the key they come from. */
  identity(w: Int32Array, at: number): Uint8Array;
  /** Of the KASME that the key at `at` was derived from (of a KASME: its own). */
  origin(w: Int32Array, at: number): Uint8Array;
}

/**
 * The keys of a traced run. Behind its own words each key carries two identities: of the KASME or KeNB or NH that it
 * is, or (of algorithm keys, A.7) that it was derived from; and of the KASME that this in turn was derived from.
 *
 *   | key, words of the inner kind | identity | identity of its KASME |
 *
 * So a trace can say what a KeNB or NH is based on, wherever in the network it got to, without a table of keys that
 * would grow with the run. Nothing that the procedures do depends on those words.
 */
export class TracedKeys implements Keys, Identities {
  readonly words: number;
  private readonly identityWords: number;

  /** @param reveal the identities are the keys themselves, in full: the user asked for key material */
  constructor(
    private readonly inner: Keys,
    private readonly reveal = false,
  ) {
    this.words = inner.words + extraKeyWords(inner.words, reveal);
    this.identityWords = (this.words - inner.words) / 2;
  }

  get derivations(): number {
    return this.inner.derivations;
  }
  set derivations(n: number) {
    this.inner.derivations = n;
  }

  copy(w: Int32Array, to: number, from: number): void {
    this.inner.copy(w, to, from);
    this.standsFor(w, to, from);
  }

  equal(w: Int32Array, a: number, b: number): boolean {
    return this.inner.equal(w, a, b);
  }

  kasme(w: Int32Array, to: number, ue: number, run: number): void {
    this.inner.kasme(w, to, ue, run);
    this.identify(w, to);
    w.copyWithin(this.originAt(to), this.identityAt(to), this.originAt(to));
  }

  kenb(w: Int32Array, to: number, kasme: number, ulNasCount: number): void {
    this.descend(w, to, kasme);
    this.inner.kenb(w, to, kasme, ulNasCount);
    this.identify(w, to);
  }

  nh(w: Int32Array, to: number, kasme: number, sync: number): void {
    this.descend(w, to, kasme);
    this.inner.nh(w, to, kasme, sync);
    this.identify(w, to);
  }

  kenbStar(w: Int32Array, to: number, key: number, pci: number, earfcn: number): void {
    this.descend(w, to, key);
    this.inner.kenbStar(w, to, key, pci, earfcn);
    this.identify(w, to);
  }

  nasKeys(w: Int32Array, to: number, kasme: number, algorithms: number): void {
    this.inner.nasKeys(w, to, kasme, algorithms);
    this.standsFor(w, to, kasme);
  }

  matchesNas(w: Int32Array, at: number, kasme: number, algorithms: number): boolean {
    return this.inner.matchesNas(w, at, kasme, algorithms);
  }

  rrcKeys(w: Int32Array, to: number, kenb: number): void {
    this.inner.rrcKeys(w, to, kenb);
    this.standsFor(w, to, kenb);
  }

  matchesRrc(w: Int32Array, at: number, kenb: number): boolean {
    return this.inner.matchesRrc(w, at, kenb);
  }

  identity(w: Int32Array, at: number): Uint8Array {
    return this.octets(w, this.identityAt(at));
  }

  origin(w: Int32Array, at: number): Uint8Array {
    return this.octets(w, this.originAt(at));
  }

  private identityAt(at: number): number {
    return at + this.inner.words;
  }

  private originAt(at: number): number {
    return at + this.inner.words + this.identityWords;
  }

  private identify(w: Int32Array, at: number): void {
    const text = keyText(this.inner, w, at, this.reveal);
    const to = this.identityAt(at);
    for (let i = 0; i < this.identityWords; i++)
      w[to + i] = Number.parseInt(text.slice(8 * i, 8 * i + 8), 16);
  }

  private descend(w: Int32Array, to: number, from: number): void {
    w.copyWithin(this.originAt(to), this.originAt(from), from + this.words);
  }

  private standsFor(w: Int32Array, to: number, from: number): void {
    w.copyWithin(this.identityAt(to), this.identityAt(from), from + this.words);
  }

  private octets(w: Int32Array, at: number): Uint8Array {
    const bytes = new Uint8Array(4 * this.identityWords);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < this.identityWords; i++) view.setInt32(4 * i, w[at + i]);
    return bytes;
  }
}
