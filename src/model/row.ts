import {
  MME_OTHER_ALGORITHMS,
  ROW_USED,
  UE_CONNECTED,
  UE_HERE,
  UE_OTHER_ALGORITHMS,
  UE_REGISTERED,
} from './flags.js';
import {
  BLOCK,
  CELLS,
  CONNS,
  DRAWS,
  EN_FLAGS,
  MME_DL,
  MME_FLAGS,
  MME_HO,
  MME_UL,
  PEER,
  SEQUENCE,
  SMALL,
  STATE,
  TARGET,
  UE_DL,
  UE_FLAGS,
  UE_UL,
} from './layout.js';

/*
 * Named access to the packed words of a row (`u`) and of its active block. Every function is small enough
 * for the compiler to inline; w is the region's array.
 *
 *   CONNS     | next to give 8 | UE 8 | MME 8 | serving eNB 8 |
 *   CELLS     | UE 16                | serving eNB 16         |
 *   UE_UL     | pending eKSI 4 | eKSI 4 | COUNT 24 |    MME_UL | pending eKSI 4 | eKSI 4 | COUNT 24 |
 *   UE_DL     | - 4            | NCC 4  | COUNT 24 |    MME_DL | eKSI of AS 4   | NCC 4  | COUNT 24 |
 *   SEQUENCE  | steps since pair 3 | steps 3 | NCC of eNB's NH 3 | NCC of eNB's KeNB 3 | AKA runs 16 |
 */

const COUNT = 0xffffff;

/** Sets or clears flags in the word at `at`. */
export function put(w: Int32Array, at: number, mask: number, on: boolean): void {
  w[at] = on ? w[at] | mask : w[at] & ~mask;
}

export const has = (w: Int32Array, u: number, flag: number): boolean => (w[u + STATE] & flag) !== 0;
export const set = (w: Int32Array, u: number, flags: number): void => {
  w[u + STATE] |= flags;
};
export const clear = (w: Int32Array, u: number, flags: number): void => {
  w[u + STATE] &= ~flags;
};

/** In-progress flags live in the active block; without one nothing is in progress. */
export function mmeHas(w: Int32Array, u: number, flag: number): boolean {
  const b = w[u + BLOCK];
  return b !== 0 && (w[b + MME_FLAGS] & flag) !== 0;
}
export function enHas(w: Int32Array, u: number, flag: number): boolean {
  const b = w[u + BLOCK];
  return b !== 0 && (w[b + EN_FLAGS] & flag) !== 0;
}
export function ueHas(w: Int32Array, u: number, flag: number): boolean {
  const b = w[u + BLOCK];
  return b !== 0 && (w[b + UE_FLAGS] & flag) !== 0;
}
export function mmeSet(w: Int32Array, u: number, flags: number): void {
  w[w[u + BLOCK] + MME_FLAGS] |= flags;
}
export function mmeClear(w: Int32Array, u: number, flags: number): void {
  w[w[u + BLOCK] + MME_FLAGS] &= ~flags;
}
export function enSet(w: Int32Array, u: number, flags: number): void {
  w[w[u + BLOCK] + EN_FLAGS] |= flags;
}
export function enClear(w: Int32Array, u: number, flags: number): void {
  w[w[u + BLOCK] + EN_FLAGS] &= ~flags;
}
export function ueSet(w: Int32Array, u: number, flags: number): void {
  w[w[u + BLOCK] + UE_FLAGS] |= flags;
}
export function ueClear(w: Int32Array, u: number, flags: number): void {
  w[w[u + BLOCK] + UE_FLAGS] &= ~flags;
}

function field(w: Int32Array, at: number, shift: number, mask: number): number {
  return (w[at] >>> shift) & mask;
}
function setField(w: Int32Array, at: number, shift: number, mask: number, value: number): void {
  w[at] = (w[at] & ~(mask << shift)) | ((value & mask) << shift);
}

/** Connection of the serving eNB's context, of the MME's, of the UE. 0: none. */
export const enConn = (w: Int32Array, u: number): number => field(w, u + CONNS, 0, 0xff);
export const mmeConn = (w: Int32Array, u: number): number => field(w, u + CONNS, 8, 0xff);
export const ueConn = (w: Int32Array, u: number): number => field(w, u + CONNS, 16, 0xff);
export const setEnConn = (w: Int32Array, u: number, v: number): void => setField(w, u + CONNS, 0, 0xff, v);
export const setMmeConn = (w: Int32Array, u: number, v: number): void => setField(w, u + CONNS, 8, 0xff, v);
export const setUeConn = (w: Int32Array, u: number, v: number): void => setField(w, u + CONNS, 16, 0xff, v);
/** The last connection identity given; 0 is never given. */
export const lastConn = (w: Int32Array, u: number): number => field(w, u + CONNS, 24, 0xff);
export const setLastConn = (w: Int32Array, u: number, v: number): void => setField(w, u + CONNS, 24, 0xff, v);
export function giveConn(w: Int32Array, u: number): number {
  const next = (lastConn(w, u) % 255) + 1;
  setLastConn(w, u, next);
  return next;
}

export const enCell = (w: Int32Array, u: number): number => field(w, u + CELLS, 0, 0xffff);
export const ueCell = (w: Int32Array, u: number): number => field(w, u + CELLS, 16, 0xffff);
export const setEnCell = (w: Int32Array, u: number, v: number): void => setField(w, u + CELLS, 0, 0xffff, v);
export const setUeCell = (w: Int32Array, u: number, v: number): void => setField(w, u + CELLS, 16, 0xffff, v);

/** NAS COUNTs: the next to send (UE's UL, MME's DL) or the next to accept (UE's DL, MME's UL). */
export const ueUl = (w: Int32Array, u: number): number => w[u + UE_UL] & COUNT;
export const ueDl = (w: Int32Array, u: number): number => w[u + UE_DL] & COUNT;
export const mmeUl = (w: Int32Array, u: number): number => w[u + MME_UL] & COUNT;
export const mmeDl = (w: Int32Array, u: number): number => w[u + MME_DL] & COUNT;
export const setUeUl = (w: Int32Array, u: number, v: number): void => setField(w, u + UE_UL, 0, COUNT, v);
export const setUeDl = (w: Int32Array, u: number, v: number): void => setField(w, u + UE_DL, 0, COUNT, v);
export const setMmeUl = (w: Int32Array, u: number, v: number): void => setField(w, u + MME_UL, 0, COUNT, v);
export const setMmeDl = (w: Int32Array, u: number, v: number): void => setField(w, u + MME_DL, 0, COUNT, v);

/** eKSI (0 to 6, 7: no key) of the KASME in NAS use, of the pending one, of the one that AS runs on. */
export const ueEksi = (w: Int32Array, u: number): number => field(w, u + UE_UL, 24, 7);
export const setUeEksi = (w: Int32Array, u: number, v: number): void => setField(w, u + UE_UL, 24, 7, v);
export const uePendingEksi = (w: Int32Array, u: number): number => field(w, u + UE_UL, 28, 7);
export const setUePendingEksi = (w: Int32Array, u: number, v: number): void =>
  setField(w, u + UE_UL, 28, 7, v);
export const mmeEksi = (w: Int32Array, u: number): number => field(w, u + MME_UL, 24, 7);
export const setMmeEksi = (w: Int32Array, u: number, v: number): void => setField(w, u + MME_UL, 24, 7, v);
export const mmePendingEksi = (w: Int32Array, u: number): number => field(w, u + MME_UL, 28, 7);
export const setMmePendingEksi = (w: Int32Array, u: number, v: number): void =>
  setField(w, u + MME_UL, 28, 7, v);
export const mmeAsEksi = (w: Int32Array, u: number): number => field(w, u + MME_DL, 28, 7);
export const setMmeAsEksi = (w: Int32Array, u: number, v: number): void => setField(w, u + MME_DL, 28, 7, v);

/** Pair of NAS algorithms (0 or 1, nas-algorithms.ts) of the security context in use, as UE and as MME know it. */
export const ueAlgorithms = (w: Int32Array, u: number): number => (has(w, u, UE_OTHER_ALGORITHMS) ? 1 : 0);
export const mmeAlgorithms = (w: Int32Array, u: number): number => (has(w, u, MME_OTHER_ALGORITHMS) ? 1 : 0);
export const setUeAlgorithms = (w: Int32Array, u: number, v: number): void =>
  put(w, u + STATE, UE_OTHER_ALGORITHMS, v !== 0);
export const setMmeAlgorithms = (w: Int32Array, u: number, v: number): void =>
  put(w, u + STATE, MME_OTHER_ALGORITHMS, v !== 0);

/** NCC (0 to 7) that goes with KeNB and NH at the UE, with the MME's NH, the eNB's KeNB, the eNB's NH. */
export const ueNcc = (w: Int32Array, u: number): number => field(w, u + UE_DL, 24, 7);
export const setUeNcc = (w: Int32Array, u: number, v: number): void => setField(w, u + UE_DL, 24, 7, v);
export const mmeNcc = (w: Int32Array, u: number): number => field(w, u + MME_DL, 24, 7);
export const setMmeNcc = (w: Int32Array, u: number, v: number): void => setField(w, u + MME_DL, 24, 7, v);
export const enNcc = (w: Int32Array, u: number): number => field(w, u + SEQUENCE, 16, 7);
export const setEnNcc = (w: Int32Array, u: number, v: number): void => setField(w, u + SEQUENCE, 16, 7, v);
export const enPairNcc = (w: Int32Array, u: number): number => field(w, u + SEQUENCE, 19, 7);
export const setEnPairNcc = (w: Int32Array, u: number, v: number): void =>
  setField(w, u + SEQUENCE, 19, 7, v);

/** NH steps of the MME that the UE, as far as the MME knows, has not made yet. */
export const mmeSteps = (w: Int32Array, u: number): number => field(w, u + SEQUENCE, 22, 7);
export const setMmeSteps = (w: Int32Array, u: number, v: number): void => setField(w, u + SEQUENCE, 22, 7, v);
const STEPS_MAX = 7;
/** True if another step would wrap the NCC (three bits) past the UE's. */
export const chainIsExhausted = (w: Int32Array, u: number): boolean => mmeSteps(w, u) >= STEPS_MAX;
/** NH steps of the MME since it gave a pair to the serving eNB (flag MME_PAIR). */
export const mmePairSteps = (w: Int32Array, u: number): number => field(w, u + SEQUENCE, 25, 7);
export const setMmePairSteps = (w: Int32Array, u: number, v: number): void =>
  setField(w, u + SEQUENCE, 25, 7, v);

/** Number of AKA runs so far (16 bits); stands in for the SQN that makes each of them fresh. */
export const akaRuns = (w: Int32Array, u: number): number => field(w, u + SEQUENCE, 0, 0xffff);
export const setAkaRuns = (w: Int32Array, u: number, v: number): void =>
  setField(w, u + SEQUENCE, 0, 0xffff, v);

/** Begins a new procedure ordinal for the draws of this UE. */
export function nextOrdinal(w: Int32Array, u: number): void {
  w[u + DRAWS] = (w[u + DRAWS] & ~0xfff) + 0x1000;
}

/* Words of the active block; b is its offset. */

export const targetConn = (w: Int32Array, b: number): number => field(w, b + TARGET, 0, 0xff);
export const setTargetConn = (w: Int32Array, b: number, v: number): void =>
  setField(w, b + TARGET, 0, 0xff, v);
/** Connection whose eNB the UE has left but whose context has not been released. */
export const leavingConn = (w: Int32Array, b: number): number => field(w, b + TARGET, 8, 0xff);
export const setLeavingConn = (w: Int32Array, b: number, v: number): void =>
  setField(w, b + TARGET, 8, 0xff, v);
export const targetCell = (w: Int32Array, b: number): number => field(w, b + TARGET, 16, 0xffff);
export const setTargetCell = (w: Int32Array, b: number, v: number): void =>
  setField(w, b + TARGET, 16, 0xffff, v);

/** Connection of the handover that the MME knows of, and of the outstanding modification. */
export const handoverConn = (w: Int32Array, b: number): number => field(w, b + MME_HO, 0, 0xff);
export const setHandoverConn = (w: Int32Array, b: number, v: number): void =>
  setField(w, b + MME_HO, 0, 0xff, v);
export const modificationConn = (w: Int32Array, b: number): number => field(w, b + MME_HO, 8, 0xff);
export const setModificationConn = (w: Int32Array, b: number, v: number): void =>
  setField(w, b + MME_HO, 8, 0xff, v);
export const handoverCell = (w: Int32Array, b: number): number => field(w, b + MME_HO, 16, 0xffff);
export const setHandoverCell = (w: Int32Array, b: number, v: number): void =>
  setField(w, b + MME_HO, 16, 0xffff, v);

export const peerRegion = (w: Int32Array, b: number): number => field(w, b + PEER, 0, 0xff);
export const setPeerRegion = (w: Int32Array, b: number, v: number): void => setField(w, b + PEER, 0, 0xff, v);
/** Epoch: number of the relocation attempt; a frame of another epoch is stale. */
export const epoch = (w: Int32Array, b: number): number => field(w, b + PEER, 8, 0xff);
export const setEpoch = (w: Int32Array, b: number, v: number): void => setField(w, b + PEER, 8, 0xff, v);
/** NCC that goes with the KeNB that the target eNB prepared. */
export const targetNcc = (w: Int32Array, b: number): number => field(w, b + PEER, 16, 7);
export const setTargetNcc = (w: Int32Array, b: number, v: number): void => setField(w, b + PEER, 16, 7, v);

/** By which handover the UE left the leaving connection: a cause (causes.ts), or 0 if by none. */
export const leftBy = (w: Int32Array, b: number): number => field(w, b + PEER, 20, 3);
export const setLeftBy = (w: Int32Array, b: number, v: number): void => setField(w, b + PEER, 20, 3, v);

/** Attempts at a UE context modification without a KeNB that a handover kept off: 0 to 3. */
export const mmeRetries = (w: Int32Array, b: number): number => field(w, b + PEER, 22, 3);
export const setMmeRetries = (w: Int32Array, b: number, v: number): void => setField(w, b + PEER, 22, 3, v);

/** PAGINGs since the MME last gave the UE a context, so far as they are remembered. */
export const mmePages = (w: Int32Array, b: number): number => field(w, b + PEER, 24, 0xff);
export const setMmePages = (w: Int32Array, b: number, v: number): void => setField(w, b + PEER, 24, 0xff, v);

/** Retransmissions on T3460, attempts at a modification, wake-ups of an idle UE, traffic retries. */
export const resends = (w: Int32Array, b: number): number => field(w, b + SMALL, 0, 0xff);
export const setResends = (w: Int32Array, b: number, v: number): void => setField(w, b + SMALL, 0, 0xff, v);
export const attempts = (w: Int32Array, b: number): number => field(w, b + SMALL, 8, 0xff);
export const setAttempts = (w: Int32Array, b: number, v: number): void => setField(w, b + SMALL, 8, 0xff, v);
export const wakes = (w: Int32Array, b: number): number => field(w, b + SMALL, 16, 0xff);
export const setWakes = (w: Int32Array, b: number, v: number): void => setField(w, b + SMALL, 16, 0xff, v);
export const undelivered = (w: Int32Array, b: number): number => field(w, b + SMALL, 24, 0xff);
export const setUndelivered = (w: Int32Array, b: number, v: number): void =>
  setField(w, b + SMALL, 24, 0xff, v);

/** Number of the EMM and ECM state (ue-states.ts) that the UE of row u is in; -1: no UE is there. */
export function ueState(w: Int32Array, u: number): number {
  const flags = w[u + STATE];
  if ((flags & (ROW_USED | UE_HERE)) !== (ROW_USED | UE_HERE)) return -1;
  // A UE that attaches is connected before it is registered.
  if ((flags & UE_CONNECTED) !== 0) return 2;
  return (flags & UE_REGISTERED) !== 0 ? 1 : 0;
}
