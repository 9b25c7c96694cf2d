import type { TraceEvent, TraceNode } from '../trace/event.js';
import { pciOf } from './constants.js';
import { numberOf } from './nodes.js';
import { bigEndian } from './octets.js';
import { encodePaging } from './pcch.js';
import {
  channelOf,
  encodeReconfiguration,
  encodeRrc,
  isRrcName,
  type RrcChannel,
  type RrcName,
} from './rrc.js';
import { cRnti } from './s1.js';

/*
 * RRC messages from events. A reconfiguration is a handover to another cell or, with a key change, to the same one.
 */

interface RadioContext {
  readonly event: TraceEvent;
  readonly enb: TraceNode;
  readonly nas: Uint8Array | null;
}

type Values = Readonly<Record<string, unknown>>;

/** Integrity by 128-EIA2, no ciphering. */
const ALGORITHMS = { cipheringAlgorithm: 0, integrityProtAlgorithm: 2 };
const OTHER_CAUSE = 1;
const HANDOVER_FAILURE = 1;

const nothing = (): Values => ({});
const CONTENT: Readonly<
  Record<Exclude<RrcName, 'RRCConnectionReconfiguration'>, (of: RadioContext) => Values>
> = {
  RRCConnectionSetupComplete: ({ nas }) => ({ 'selectedPLMN-Identity': 1, dedicatedInfoNAS: nas }),
  DLInformationTransfer: ({ nas }) => ({ dedicatedInfoNAS: nas }),
  ULInformationTransfer: ({ nas }) => ({ dedicatedInfoNAS: nas }),
  SecurityModeCommand: () => ({ securityConfigSMC: { securityAlgorithmConfig: ALGORITHMS } }),
  SecurityModeComplete: nothing,
  SecurityModeFailure: nothing,
  RRCConnectionReconfigurationComplete: nothing,
  RRCConnectionReestablishmentRequest: ({ event, enb }) => ({
    'ue-Identity': {
      'c-RNTI': cRnti(event.connection ?? 0),
      physCellId: pciOf(numberOf(enb)),
      'shortMAC-I': bigEndian(0, 2),
    },
    reestablishmentCause: HANDOVER_FAILURE,
    spare: Uint8Array.of(0),
  }),
  RRCConnectionReestablishment: ({ event }) => ({
    radioResourceConfigDedicated: {},
    nextHopChainingCount: event.keys?.ncc ?? 0,
  }),
  RRCConnectionReestablishmentComplete: nothing,
  RRCConnectionReestablishmentReject: nothing,
  RRCConnectionRelease: () => ({ releaseCause: OTHER_CAUSE }),
};

/** Names of traces that say more than the message does. */
const QUALIFIED = / \((handover|key change)\)$/;
const RECONFIGURATION = 'RRCConnectionReconfiguration';
const PAGING = 'Paging (RRC)';

export const isRadioName = (name: string): boolean =>
  name === PAGING || isRrcName(name.replace(QUALIFIED, ''));

/** The octets of the RRC message of an event, and the channel it passes. */
export function encodeRadio(
  name: string,
  of: RadioContext,
): { readonly channel: RrcChannel | 'lte_rrc.pcch'; readonly pdu: Uint8Array } {
  if (name === PAGING) return { channel: 'lte_rrc.pcch', pdu: encodePaging(of.event.ue) };
  const plain = name.replace(QUALIFIED, '');
  if (!isRrcName(plain)) throw new TypeError(`no form for RRC message ${JSON.stringify(name)}`);
  const channel = channelOf(plain);
  if (plain !== RECONFIGURATION) return { channel, pdu: encodeRrc(plain, CONTENT[plain](of)) };
  const { event, enb } = of;
  const { connection = 0, other_connection: other, keys } = event;
  const changesKey = name.endsWith('(key change)');
  // A trace does not say to which cell a handover goes.
  const pci = changesKey ? pciOf(numberOf(enb)) : 0;
  return { channel, pdu: encodeReconfiguration(pci, cRnti(other ?? connection), changesKey, keys?.ncc ?? 0) };
}
