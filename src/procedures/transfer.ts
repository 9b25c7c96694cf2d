import type { Env } from '../model/env.js';
import { ROW_USED } from '../model/flags.js';
import {
  BLOCK,
  DRAWS,
  PEER_ROW,
  UE_ID,
  X_CELL,
  X_DRAWS,
  X_FROM,
  X_IDS,
  X_ORDER,
  X_ROW,
  X_SEQUENCE,
  X_UE,
} from '../model/layout.js';
import {
  epoch,
  handoverConn,
  has,
  lastConn,
  peerRegion,
  setAkaRuns,
  setEpoch,
  setLastConn,
  setPeerRegion,
  setTargetCell,
  setTargetConn,
} from '../model/row.js';

/*
 * What crosses from region to region, S10 messages and the UE on the move: source and target of a relocation are two
 * rows in two regions. A transfer (layout.ts) carries UE and epoch, so that a late one is recognised.
 */

/* Flags in word X_IDS. */

/** FORWARD RELOCATION RESPONSE is positive. */
export const ACCEPTED = 1;
/** FORWARD RELOCATION REQUEST brings both security contexts. */
export const BOTH = 2;

function ids(w: Int32Array, u: number, flags: number): number {
  const b = w[u + BLOCK];
  return epoch(w, b) | (handoverConn(w, b) << 8) | (lastConn(w, u) << 16) | (flags << 24);
}

/** Sends a transfer, without payload yet, to the other end of the relocation; returns it. */
export function signal(env: Env, u: number, kind: number, flags: number = 0): number {
  const { w } = env;
  const b = w[u + BLOCK];
  const x = env.transfer(w[u + UE_ID], kind, peerRegion(w, b), w[b + PEER_ROW]);
  w[x + X_FROM] = u;
  w[x + X_IDS] = ids(w, u, flags);
  return x;
}

/** Answers S10 request x with the identities that it came with: also where nothing is known of them any more. */
export function reply(env: Env, x: number, kind: number, flags: number): void {
  const { w } = env;
  const answer = env.transfer(w[x + X_UE], kind, w[x + X_ORDER] >>> 24, w[x + X_FROM]);
  w[answer + X_FROM] = w[x + X_ROW];
  w[answer + X_IDS] = (w[x + X_IDS] & 0xffffff) | (flags << 24);
}

/** Whether the row that a transfer is meant for is still this UE's, in this relocation. */
export function isAddressed(w: Int32Array, x: number): boolean {
  const u = w[x + X_ROW];
  if (u === 0 || !has(w, u, ROW_USED) || w[u + UE_ID] !== w[x + X_UE] || w[u + BLOCK] === 0) return false;
  return epoch(w, w[u + BLOCK]) === (w[x + X_IDS] & 0xff);
}

/** The row that a transfer is meant for, or 0 if that row is no longer this UE's, in this relocation. */
export function addressed(env: Env, x: number): number {
  if (isAddressed(env.w, x)) return env.w[x + X_ROW];
  env.stale();
  return 0;
}

/**
 * A row for the UE that FORWARD RELOCATION REQUEST x is about, with what belongs to no party alone: connection identities,
 * number of AKA runs, draws, and the address of the other end. 0: none is free.
 */
export function admitTarget(env: Env, x: number): number {
  const { w } = env;
  const u = env.admit(w[x + X_UE]);
  if (u === 0) return 0;
  const b = w[u + BLOCK];
  setLastConn(w, u, w[x + X_IDS] >>> 16);
  setPeerRegion(w, b, w[x + X_ORDER] >>> 24);
  w[b + PEER_ROW] = w[x + X_FROM];
  setEpoch(w, b, w[x + X_IDS]);
  setTargetConn(w, b, w[x + X_IDS] >>> 8);
  setTargetCell(w, b, w[x + X_CELL]);
  setAkaRuns(w, u, w[x + X_SEQUENCE]);
  w[u + DRAWS] = w[x + X_DRAWS] ^ 0x800;
  return u;
}

/** A relocation is given up: its connection is again what the row's target context goes by. */
export function nameTarget(w: Int32Array, u: number): void {
  const b = w[u + BLOCK];
  setTargetConn(w, b, handoverConn(w, b));
}
