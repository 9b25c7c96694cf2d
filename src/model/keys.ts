/**
 * Key arithmetic over a region's words. A key is named by the offset of its first word; every party derives
 * and keeps its own. Control flow uses keys in equality tests only.
 *
 * Two implementations: symbolic fingerprints (symbolic.ts) and the real derivations of TS 33.401 Annex A
 * (hmac.ts).
 */
export interface Keys {
  /** Words per key: 2 symbolic, 8 real. */
  readonly words: number;
  /** Derivations made so far. */
  derivations: number;
  copy(w: Int32Array, to: number, from: number): void;
  equal(w: Int32Array, a: number, b: number): boolean;
  /** A.2: KASME of a UE's nth AKA run. */
  kasme(w: Int32Array, to: number, ue: number, run: number): void;
  /** A.3: KeNB from KASME and UL NAS COUNT. */
  kenb(w: Int32Array, to: number, kasme: number, ulNasCount: number): void;
  /** A.4: NH from KASME and SYNC-input. */
  nh(w: Int32Array, to: number, kasme: number, sync: number): void;
  /** A.5: KeNB* from KeNB or NH, the target's PCI and EARFCN-DL. */
  kenbStar(w: Int32Array, to: number, key: number, pci: number, earfcn: number): void;
  /** A.7: the NAS keys of a KASME and a pair of algorithms, K_NASint and K_NASenc together in the room of one key. */
  nasKeys(w: Int32Array, to: number, kasme: number, algorithms: number): void;
  /** A receiver derives the NAS keys of its own KASME: are they those at `at`? */
  matchesNas(w: Int32Array, at: number, kasme: number, algorithms: number): boolean;
  /** A.7: the RRC keys of a KeNB, K_RRCint and K_RRCenc together in the room of one key. */
  rrcKeys(w: Int32Array, to: number, kenb: number): void;
  /** A receiver derives the RRC keys of its own KeNB: are they those at `at`? */
  matchesRrc(w: Int32Array, at: number, kenb: number): boolean;
}
