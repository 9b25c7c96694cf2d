/*
 * The messages that readers of traces know, by their names in the specifications. Written down here a second time on
 * purpose: a trace may come from elsewhere, and who judges it must not take its words from the engine.
 */

/** RRC (TS 36.331), S1AP (TS 36.413), X2AP (TS 36.423), GTPv2-C (TS 29.274). */
export const MESSAGE_NAMES: ReadonlySet<string> = new Set([
  'RRCConnectionSetupComplete',
  'DLInformationTransfer',
  'ULInformationTransfer',
  'SecurityModeCommand',
  'SecurityModeComplete',
  'SecurityModeFailure',
  'RRCConnectionReconfiguration (key change)',
  'RRCConnectionReconfiguration (handover)',
  'RRCConnectionReconfigurationComplete',
  'RRCConnectionReconfigurationComplete (handover)',
  'RRCConnectionReestablishmentRequest',
  'RRCConnectionReestablishment',
  'RRCConnectionReestablishmentComplete',
  'RRCConnectionReestablishmentReject',
  'RRCConnectionRelease',
  'Paging (RRC)',
  'INITIAL UE MESSAGE',
  'DOWNLINK NAS TRANSPORT',
  'UPLINK NAS TRANSPORT',
  'NAS NON DELIVERY INDICATION',
  'INITIAL CONTEXT SETUP REQUEST',
  'INITIAL CONTEXT SETUP RESPONSE',
  'INITIAL CONTEXT SETUP FAILURE',
  'UE CONTEXT MODIFICATION REQUEST',
  'UE CONTEXT MODIFICATION RESPONSE',
  'UE CONTEXT MODIFICATION FAILURE',
  'UE CONTEXT RELEASE REQUEST',
  'UE CONTEXT RELEASE COMMAND',
  'UE CONTEXT RELEASE COMPLETE',
  'PAGING',
  'HANDOVER REQUIRED',
  'HANDOVER REQUEST',
  'HANDOVER REQUEST ACKNOWLEDGE',
  'HANDOVER FAILURE',
  'HANDOVER COMMAND',
  'HANDOVER PREPARATION FAILURE',
  'HANDOVER NOTIFY',
  'HANDOVER CANCEL',
  'HANDOVER CANCEL ACKNOWLEDGE',
  'PATH SWITCH REQUEST',
  'PATH SWITCH REQUEST ACKNOWLEDGE',
  'PATH SWITCH REQUEST FAILURE',
  'RESET',
  'RESET ACKNOWLEDGE',
  'HANDOVER REQUEST (X2)',
  'HANDOVER REQUEST ACKNOWLEDGE (X2)',
  'HANDOVER PREPARATION FAILURE (X2)',
  'HANDOVER CANCEL (X2)',
  'UE CONTEXT RELEASE (X2)',
  'FORWARD RELOCATION REQUEST',
  'FORWARD RELOCATION RESPONSE',
  'FORWARD RELOCATION COMPLETE NOTIFICATION',
  'FORWARD RELOCATION COMPLETE ACKNOWLEDGE',
  'RELOCATION CANCEL REQUEST',
  'RELOCATION CANCEL RESPONSE',
]);

/** NAS (TS 24.301); the two in small letters stand for any other message. */
export const NAS_NAMES: ReadonlySet<string> = new Set([
  'ATTACH REQUEST',
  'ATTACH COMPLETE',
  'ATTACH REJECT',
  'SERVICE REQUEST',
  'SERVICE REJECT',
  'TRACKING AREA UPDATE REQUEST',
  'TRACKING AREA UPDATE ACCEPT',
  'TRACKING AREA UPDATE REJECT',
  'DETACH REQUEST',
  'DETACH ACCEPT',
  'AUTHENTICATION REQUEST',
  'AUTHENTICATION RESPONSE',
  'AUTHENTICATION FAILURE',
  'SECURITY MODE COMMAND',
  'SECURITY MODE COMPLETE',
  'SECURITY MODE REJECT',
  'downlink NAS message',
  'uplink NAS message',
]);

/** Names that differ in capital letters and blanks only are one. */
export function spelt(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toUpperCase();
}

const SPELLING: ReadonlyMap<string, string> = new Map(
  [...MESSAGE_NAMES, ...NAS_NAMES].map((name) => [spelt(name), name]),
);

/** A name as it is written here, where it is one that a rule asks for. */
export function canonicalName(name: string): string {
  return SPELLING.get(spelt(name)) ?? name;
}

/** The same, of a message between eNBs: names that X2AP shares with S1AP have a mark. */
export function canonicalX2Name(name: string): string {
  const plain = canonicalName(name);
  const marked = `${plain} (X2)`;
  return MESSAGE_NAMES.has(marked) ? marked : plain;
}
