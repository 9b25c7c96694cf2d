import {
  EN_AS,
  EN_INTRA,
  EN_KEY_CHANGE,
  EN_PAIR,
  EN_SETUP,
  EN_TARGET,
  MME_AKA,
  MME_AS_OLD,
  MME_CANCELLING,
  MME_FORWARDED,
  MME_HANDOVER,
  MME_HELD_REQUIRED,
  MME_ICS,
  MME_MODIFICATION,
  MME_PENDING,
  MME_SMC,
  MME_SMC_NEW,
  MME_SMC_UNKNOWN,
  MME_TARGET,
  MME_UNKEYED,
  UE_AS,
  UE_AS_OLD,
  UE_PENDING,
} from '../../model/flags.js';
import {
  BLOCK_KEYS,
  EN_FLAGS,
  FORWARDED_DL,
  K_EN_KENB,
  K_EN_NEW,
  K_EN_NH,
  K_MME_AS,
  K_MME_NEW,
  K_MME_NEW_NH,
  K_MME_PENDING,
  K_TARGET,
  K_UE_AS,
  K_UE_KENB,
  K_UE_NH,
  K_UE_PENDING,
  KX_UE_AS,
  KX_UE_KENB,
  KX_UE_NH,
  KX_UE_PENDING,
  MME_FLAGS,
  MME_HO,
  PEER,
  PENDING_DL,
  ROW_KEYS,
  SEQUENCE,
  SMALL,
  TRANSFER_WORDS,
  UE_DL,
  UE_FLAGS,
  X_DL,
  X_STATE,
  X_UE_FLAGS,
} from '../../model/layout.js';
import { UE_MOVE } from '../../model/messages.js';
import { leavingConn } from '../../model/row.js';
import { KEY_WORDS } from '../world/layout.js';

/*
 * Words that nobody reads before they are written again. Parties leave keys and numbers lying where they used them,
 * and states that differ in nothing else would be looked at once each. A flag says for each of them whether it is in
 * use: who reads the word looks at the flag first, or at something that comes about only together with it, and who
 * sets the flag writes the word in the same step. Without the flag the word is no part of the canonical form. (What one
 * row tells another by transfer is copied from these words too, but the flags go along: there they are left out as well.)
 *
 *     K_EN_NH, its NCC           EN_PAIR               requestX2
 *     K_UE_KENB, K_UE_NH, NCC    UE_AS                 deriveAtUe, judgeChain; messages from an eNB with EN_AS, which
 *                                                      comes after UE_AS and on the same connection
 *     K_EN_KENB, its NCC         EN_AS                 enbIsFree, onModificationRequest
 *     K_MME_AS                   MME_AS_OLD            asKasme, freshEksi, judgeChain
 *     K_UE_AS                    UE_AS_OLD             deriveAtUe, judgeChain
 *     K_TARGET, its NCC          EN_TARGET             takeOver
 *                                EN_INTRA              completeIntraHandover
 *     K_EN_NEW                   EN_KEY_CHANGE         onKeyChangeComplete
 *                                EN_SETUP              onSetupDelay, onRrcSecurityModeComplete (EN_SETUP_SENT)
 *     K_MME_NEW                  MME_ICS               completeContextSetup
 *     K_MME_NEW, K_MME_NEW_NH    MME_MODIFICATION      onModificationResponse
 *     K_MME_PENDING, PENDING_DL  MME_PENDING           startSecurityMode, which sets MME_SMC_NEW
 *                                MME_SMC_NEW           newestKasme, sendSecurityModeCommand, verifyUp, isOutstanding
 *                                MME_SMC_UNKNOWN       recognise
 *     K_UE_PENDING               UE_PENDING            onSecurityModeCommand
 *     FORWARDED_DL               MME_FORWARDED         onRelocationComplete
 *     what the UE left by        leaving connection    handoverOf
 *     retransmissions            MME_AKA, MME_SMC      resendNas, onNasTimer
 *     modification's connection  MME_MODIFICATION      onModificationResponse, onModificationFailure
 *                                MME_UNKEYED           answersUnkeyed
 *     handover's connection      MME_HANDOVER and ...  isCurrent, startHandoverAtMme, onHandoverCancel, releaseTarget
 *     HELD_BY                    -                     holds, refreshHold, take: for statistics alone. A rule that holds
 *                                                      an entry is asked again whenever that matters
 *
 * test/verify/reduction/dead-words.test.ts fills them with anything in every state of a survey and finds that nothing else comes
 * of it.
 */

/** Parts of words, as row.ts packs them: NCC of the eNB's KeNB and of its NH, NCC of the UE. */
const EN_NCC: number = 7 << 16;
const EN_PAIR_NCC: number = 7 << 19;
const UE_NCC: number = 7 << 24;
/** NCC of the prepared target; retransmissions; connection of the modification. */
const TARGET_NCC: number = 7 << 16;
/** What the UE left its connection by. */
const LEFT_BY: number = 3 << 20;
const RESENDS: number = 0xff;
const MODIFICATION_CONN: number = 0xff << 8;

/** Anything for which the MME keeps a handover in mind. */
const IN_HANDOVER: number = MME_HANDOVER | MME_HELD_REQUIRED | MME_FORWARDED | MME_TARGET | MME_CANCELLING;

const keyBit = (slot: number): number => 1 << slot;
export const ALL_ROW_KEYS: number = (1 << ROW_KEYS) - 1;
export const ALL_BLOCK_KEYS: number = (1 << BLOCK_KEYS) - 1;

/** Keys of a row that are in use, a bit each. */
export function liveRowKeys(state: number): number {
  let live = ALL_ROW_KEYS;
  if ((state & EN_PAIR) === 0) live &= ~keyBit(K_EN_NH);
  if ((state & UE_AS) === 0) live &= ~(keyBit(K_UE_KENB) | keyBit(K_UE_NH));
  if ((state & EN_AS) === 0) live &= ~keyBit(K_EN_KENB);
  return live;
}

/** Sets what is not in use to 0 in a copy of a row's words at r, without its keys. */
export function forgetInRow(r: Int32Array, at: number, state: number): void {
  if ((state & EN_PAIR) === 0) r[at + SEQUENCE] &= ~EN_PAIR_NCC;
  if ((state & UE_AS) === 0) r[at + UE_DL] &= ~UE_NCC;
  if ((state & EN_AS) === 0) r[at + SEQUENCE] &= ~EN_NCC;
}

/** Keys of the block at b that are in use, a bit each; `state` is its row's. */
export function liveBlockKeys(w: Int32Array, b: number, state: number): number {
  const mme = w[b + MME_FLAGS];
  const en = w[b + EN_FLAGS];
  let live = 0;
  if ((en & (EN_TARGET | EN_INTRA)) !== 0) live |= keyBit(K_TARGET);
  if ((en & (EN_KEY_CHANGE | EN_SETUP)) !== 0) live |= keyBit(K_EN_NEW);
  if ((mme & (MME_ICS | MME_MODIFICATION)) !== 0) live |= keyBit(K_MME_NEW);
  if ((mme & MME_MODIFICATION) !== 0) live |= keyBit(K_MME_NEW_NH);
  if (hasPending(mme, state)) live |= keyBit(K_MME_PENDING);
  if ((w[b + UE_FLAGS] & UE_PENDING) !== 0) live |= keyBit(K_UE_PENDING);
  if ((state & MME_AS_OLD) !== 0) live |= keyBit(K_MME_AS);
  if ((state & UE_AS_OLD) !== 0) live |= keyBit(K_UE_AS);
  return live;
}

const hasPending = (mme: number, state: number): boolean =>
  (mme & (MME_PENDING | MME_SMC_NEW)) !== 0 || (state & MME_SMC_UNKNOWN) !== 0;

/** Sets what is not in use to 0 in a copy of a block's words ahead of its timers. */
export function forgetInBlock(r: Int32Array, at: number, state: number): void {
  const mme = r[at + MME_FLAGS];
  if ((r[at + EN_FLAGS] & (EN_TARGET | EN_INTRA)) === 0) r[at + PEER] &= ~TARGET_NCC;
  if (leavingConn(r, at) === 0) r[at + PEER] &= ~LEFT_BY;
  if (!hasPending(mme, state)) r[at + PENDING_DL] = 0;
  if ((mme & MME_FORWARDED) === 0) r[at + FORWARDED_DL] = 0;
  if ((mme & (MME_AKA | MME_SMC)) === 0) r[at + SMALL] &= ~RESENDS;
  if ((mme & IN_HANDOVER) === 0) r[at + MME_HO] &= MODIFICATION_CONN;
  if ((mme & (MME_MODIFICATION | MME_UNKEYED)) === 0) r[at + MME_HO] &= ~MODIFICATION_CONN;
}

/** Sets what is not in use to 0 in a transfer's words. */
export function forgetInTransfer(r: Int32Array, x: number, kind: number): void {
  if (kind !== UE_MOVE) return;
  const state = r[x + X_STATE];
  if ((state & UE_AS) === 0) {
    r[x + X_DL] &= ~UE_NCC;
    forgetKey(r, x, KX_UE_KENB);
    forgetKey(r, x, KX_UE_NH);
  }
  if ((state & UE_AS_OLD) === 0) forgetKey(r, x, KX_UE_AS);
  if ((r[x + X_UE_FLAGS] & UE_PENDING) === 0) forgetKey(r, x, KX_UE_PENDING);
}

function forgetKey(r: Int32Array, x: number, slot: number): void {
  r[x + TRANSFER_WORDS + KEY_WORDS * slot] = 0;
  r[x + TRANSFER_WORDS + KEY_WORDS * slot + 1] = 0;
}
