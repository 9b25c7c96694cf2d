import type { Env } from './env.js';
import { BLOCK, BLOCK_WORDS, KIND, NODE_KEY, ROW_WORDS, TRANSFER_WORDS } from './layout.js';
import {
  COPY,
  DL_INFORMATION_TRANSFER,
  DL_INFORMATION_TRANSFER_SRB1,
  FORWARD_RELOCATION_REQUEST,
  UE_MOVE,
} from './messages.js';
import { FIRST_TIMER, TIMER_PLACES } from './timers.js';

/** Offset of a key of a row, of its active block, of a message, of a transfer. */
export function rowKey(env: Env, u: number, slot: number): number {
  return u + ROW_WORDS + slot * env.keys.words;
}
export function blockKey(env: Env, u: number, slot: number): number {
  return env.w[u + BLOCK] + BLOCK_WORDS + slot * env.keys.words;
}
export function messageKey(m: number): number {
  return m + NODE_KEY;
}
export function transferKey(env: Env, x: number, slot: number): number {
  return x + TRANSFER_WORDS + slot * env.keys.words;
}

/** Fields of a message node. */
export const fateOf = (w: Int32Array, m: number): number => (w[m + KIND] >>> 8) & 0xff;
/** S10: a copy of a request that has arrived before. */
export const isDuplicate = (w: Int32Array, m: number): boolean => (w[m + KIND] & (COPY << 8)) !== 0;
export const connOf = (w: Int32Array, m: number): number => (w[m + KIND] >>> 16) & 0xff;
export const nasOf = (w: Int32Array, m: number): number => w[m + KIND] >>> 24;
export const kindOf = (w: Int32Array, m: number): number => w[m + KIND] & 0xff;

/** Whether a kind of event is a timer. */
export const isTimer = (kind: number): boolean => kind >= FIRST_TIMER && kind < FIRST_TIMER + TIMER_PLACES;
/** Whether it carries downlink NAS on the radio. */
export const isDownlinkNas = (kind: number): boolean =>
  kind === DL_INFORMATION_TRANSFER || kind === DL_INFORMATION_TRANSFER_SRB1;
/** Whether it crosses regions: S10, and the UE itself on its way. What it carries is in a transfer. */
export const crosses = (kind: number): boolean => kind >= FORWARD_RELOCATION_REQUEST && kind <= UE_MOVE;
