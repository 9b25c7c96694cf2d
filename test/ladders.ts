import assert from 'node:assert/strict';
import type { Driver } from './driver.js';

/*
 * The good path of procedures, message by message, as arguments of Driver.deliver. A NAS message stands for
 * both its hops.
 */

export const AUTHENTICATION = ['AUTHENTICATION REQUEST', 'AUTHENTICATION RESPONSE'];
export const NAS_SMC = ['SECURITY MODE COMMAND', 'SECURITY MODE COMPLETE'];
export const KEY_CHANGE = 'RRCConnectionReconfiguration (key change)';
export const KEY_CHANGE_COMPLETE = 'RRCConnectionReconfigurationComplete';
export const UE_CONTEXT_MODIFICATION = [
  'UE CONTEXT MODIFICATION REQUEST',
  KEY_CHANGE,
  KEY_CHANGE_COMPLETE,
  'UE CONTEXT MODIFICATION RESPONSE',
];
export const HANDOVER_RECONFIGURATION = 'RRCConnectionReconfiguration (handover)';
export const HANDOVER_COMPLETE = 'RRCConnectionReconfigurationComplete (handover)';
/** The UE comes back: it failed to reach a cell, or to change its key. */
export const REESTABLISHMENT = [
  'RRCConnectionReestablishmentRequest',
  'RRCConnectionReestablishment',
  'RRCConnectionReestablishmentComplete',
];
export const X2_PREPARATION = ['HANDOVER REQUEST (X2)', 'HANDOVER REQUEST ACKNOWLEDGE (X2)'];
export const X2_EXECUTION = [HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE];
export const PATH_SWITCH = [
  'PATH SWITCH REQUEST',
  'PATH SWITCH REQUEST ACKNOWLEDGE',
  'UE CONTEXT RELEASE (X2)',
];
export const X2_HANDOVER = [...X2_PREPARATION, ...X2_EXECUTION, ...PATH_SWITCH];
export const S1_PREPARATION = ['HANDOVER REQUEST', 'HANDOVER REQUEST ACKNOWLEDGE', 'HANDOVER COMMAND'];
export const S1_EXECUTION = [HANDOVER_RECONFIGURATION, HANDOVER_COMPLETE, 'HANDOVER NOTIFY'];
export const RELEASE_OF_SOURCE = ['UE CONTEXT RELEASE COMMAND', 'UE CONTEXT RELEASE COMPLETE'];
export const S1_HANDOVER = ['HANDOVER REQUIRED', ...S1_PREPARATION, ...S1_EXECUTION, ...RELEASE_OF_SOURCE];
export const RELOCATION_PREPARATION = [
  'FORWARD RELOCATION REQUEST',
  'HANDOVER REQUEST',
  'HANDOVER REQUEST ACKNOWLEDGE',
  'FORWARD RELOCATION RESPONSE',
  'HANDOVER COMMAND',
];
export const RELOCATION_EXECUTION = [
  HANDOVER_RECONFIGURATION,
  '(UE moves)',
  HANDOVER_COMPLETE,
  'HANDOVER NOTIFY',
];
export const RELOCATION_COMPLETION = [
  'FORWARD RELOCATION COMPLETE NOTIFICATION',
  'FORWARD RELOCATION COMPLETE ACKNOWLEDGE',
  ...RELEASE_OF_SOURCE,
];
export const TRACKING_AREA_UPDATE = ['TRACKING AREA UPDATE REQUEST', 'TRACKING AREA UPDATE ACCEPT'];

/** AKA and NAS SMC of a re-key: UE and MME take a new KASME into NAS use, and AS stays on the old one. */
export function takeNewKasmeIntoNasUse(net: Driver): void {
  net.offer('rekey');
  net.deliver(...AUTHENTICATION, ...NAS_SMC);
}

/** AKA of a re-key: the SECURITY MODE COMMAND for a new KASME is on its way. */
export function startSmcForNewKasme(net: Driver): void {
  net.offer('rekey');
  net.deliver(...AUTHENTICATION);
}

/** A re-key up to the UE CONTEXT MODIFICATION REQUEST with the KeNB of the new KASME, which is on its way. */
export function startModification(net: Driver): void {
  takeNewKasmeIntoNasUse(net);
  net.expire('delay before UE context modification');
}

/** T3460 expires on a request that is never answered, `times` times; each request is lost on the radio. */
export function loseAndExpire(net: Driver, request: string, times: number): void {
  for (let n = 0; n < times; n++) {
    net.lose(request);
    net.expire('T3460');
  }
}

/** What the UE has of its AS key and its chain, and where. */
export function chain({ ue: { kenb, ncc, nh, asKasme, cell, region } }: Driver) {
  return { kenb, ncc, nh, asKasme, cell, region };
}

/** After a re-establishment AS runs on a KeNB* of the same chain, at both ends. */
export function assertChangedKey(net: Driver, old: string, before: object): void {
  const { kenb, ...after } = chain(net);
  assert.deepEqual(after, before);
  assert.notEqual(kenb, old);
  assert.equal(net.enb.kenb, kenb);
}
