import type { Keys } from '../../model/keys.js';
import { SymbolicKeys } from '../../model/symbolic.js';

/** Symbolic keys that remember how each was derived, so that a person can tell them apart by name. */
export class NamedKeys implements Keys {
  private readonly keys = new SymbolicKeys(1);
  readonly words = this.keys.words;
  private readonly known = new Map<string, { readonly kind: string; readonly origin: () => string }>();
  private readonly names = new Map<string, string>();
  private readonly counts: Record<string, number> = {};

  get derivations(): number {
    return this.keys.derivations;
  }
  set derivations(n: number) {
    this.keys.derivations = n;
  }

  copy(w: Int32Array, to: number, from: number): void {
    this.keys.copy(w, to, from);
  }
  equal(w: Int32Array, a: number, b: number): boolean {
    return this.keys.equal(w, a, b);
  }
  kasme(w: Int32Array, to: number, ue: number, run: number): void {
    this.keys.kasme(w, to, ue, run);
    this.remember(w, to, 'KASME', () => `A.2, AKA run ${run}`);
    this.names.set(print(w, to), `K${run}`);
  }
  kenb(w: Int32Array, to: number, kasme: number, ulNasCount: number): void {
    const from = print(w, kasme);
    this.keys.kenb(w, to, kasme, ulNasCount);
    this.remember(w, to, 'KeNB', () => `A.3(${this.called(from)}, UL NAS COUNT ${ulNasCount})`);
  }
  nh(w: Int32Array, to: number, kasme: number, sync: number): void {
    const from = print(w, kasme);
    const input = print(w, sync);
    this.keys.nh(w, to, kasme, sync);
    this.remember(w, to, 'NH', () => `A.4(${this.called(from)}, ${this.called(input)})`);
  }
  kenbStar(w: Int32Array, to: number, key: number, pci: number, earfcn: number): void {
    const from = print(w, key);
    this.keys.kenbStar(w, to, key, pci, earfcn);
    this.remember(w, to, 'KeNB', () => `A.5(${this.called(from)}, PCI ${pci})`);
  }
  nasKeys(w: Int32Array, to: number, kasme: number, algorithms: number): void {
    this.keys.nasKeys(w, to, kasme, algorithms);
  }
  matchesNas(w: Int32Array, at: number, kasme: number, algorithms: number): boolean {
    return this.keys.matchesNas(w, at, kasme, algorithms);
  }
  rrcKeys(w: Int32Array, to: number, kenb: number): void {
    this.keys.rrcKeys(w, to, kenb);
  }
  matchesRrc(w: Int32Array, at: number, kenb: number): boolean {
    return this.keys.matchesRrc(w, at, kenb);
  }

  /** Name of the key at `at`: K1, KeNB2, NH1 and so on, numbered as they are first named; '' if there is none. */
  name(w: Int32Array, at: number): string {
    return w[at] === 0 && w[at + 1] === 0 ? '' : this.called(print(w, at));
  }

  /** How every key that has been named was derived, as `[name, derivation]`; may name more keys on the way. */
  origins(): readonly (readonly [string, string])[] {
    const listed: [string, string][] = [];
    // A derivation may name a key that has had no name yet: the map grows while it is read.
    for (const [key, name] of this.names) {
      const known = this.known.get(key);
      if (known !== undefined) listed.push([name, known.origin()]);
    }
    return listed;
  }

  private called(key: string): string {
    let name = this.names.get(key);
    if (name === undefined) {
      const kind = this.known.get(key)?.kind ?? 'key';
      this.counts[kind] = (this.counts[kind] ?? 0) + 1;
      name = `${kind}${this.counts[kind]}`;
      this.names.set(key, name);
    }
    return name;
  }

  private remember(w: Int32Array, at: number, kind: string, origin: () => string): void {
    const key = print(w, at);
    if (!this.known.has(key)) this.known.set(key, { kind, origin });
  }
}

function print(w: Int32Array, at: number): string {
  return `${w[at]},${w[at + 1]}`;
}
