import { ARG_A, ARG_B, KIND, NODE_KEY, NODE_ROW } from '../../model/layout.js';
import { UE_CONTEXT_RELEASE_COMPLETE } from '../../model/messages.js';
import { INTER_MME_KIND, INTRA_ENB_KIND, KENB_REFRESH_KIND } from '../../model/traffic.js';
import {
  BLOCK_SIZE,
  FIRST_MESSAGE,
  FIRST_ROW,
  FIRST_TRANSFER,
  LINK_OF,
  NO_LINK,
  NODE_SIZE,
  RECORD_SIZE,
  ROW_SIZE,
  ROWS,
  S1_DOWN,
  S1_UP,
  TRANSFER_SIZE,
} from './layout.js';

/*
 * Rows, messages and transfers of the world by number, and what there is to know of a message.
 */

export const rowAt = (i: number): number => FIRST_ROW + i * RECORD_SIZE;
export const rowIndex = (u: number): number => ((u - FIRST_ROW) / RECORD_SIZE) | 0;
export const blockAt = (i: number): number => rowAt(i) + ROW_SIZE;
export const timerNode = (i: number, slot: number): number => blockAt(i) + BLOCK_SIZE + slot * NODE_SIZE;
export const messageAt = (i: number): number => FIRST_MESSAGE + i * NODE_SIZE;
/** Place of the message at offset m. */
export const placeOf = (m: number): number => ((m - FIRST_MESSAGE) / NODE_SIZE) | 0;
export const transferAt = (i: number): number => FIRST_TRANSFER + i * TRANSFER_SIZE;

/** Kind of an empty place. */
export const EMPTY = 0;
/** UE CONTEXT RELEASE COMPLETE that stands for all those of its row that change nothing; see reduction.ts. */
export const LEFTOVER = UE_CONTEXT_RELEASE_COMPLETE;
export const isLeftover = (word: number): boolean => (word & 0xff00ff) === LEFTOVER;

/** The link that message m is on, if its row is called `row`. */
export function linkOf(w: Int32Array, m: number, row: number): number {
  const word = w[m + KIND];
  const link = LINK_OF[word & 0xff];
  if (link < 0) return (ROWS << 4) | NO_LINK;
  if (isLeftover(word)) return (row << 4) | NO_LINK;
  const perConnection = link === S1_DOWN || link === S1_UP;
  return (row << 4) | (link + (perConnection ? (word >>> 16) & 1 : 0));
}

/** A message about row u that carries nothing yet. @param word its KIND */
export function write(w: Int32Array, m: number, u: number, word: number): void {
  w[m + NODE_ROW] = u;
  w[m + KIND] = word;
  w[m + ARG_A] = 0;
  w[m + ARG_B] = 0;
  w[m + NODE_KEY] = 0;
  w[m + NODE_KEY + 1] = 0;
}

/** Number of the row that message m is about. */
export const rowOfMessage = (w: Int32Array, m: number): number => rowIndex(w[m + NODE_ROW]);

/** Where a handover of a kind leads from a cell: with its region above, if that is another. Cells of one eNB differ in bit 2. */
export function neighbourOf(region: number, cell: number, kind: number): number {
  if (kind === INTER_MME_KIND) return (2 * (1 - region)) | ((1 - region) << 16);
  if (kind === KENB_REFRESH_KIND) return cell;
  return cell ^ (kind === INTRA_ENB_KIND ? 4 : 1);
}
