import type { TraceNode } from '../trace/event.js';
import { partyOf } from '../trace/source.js';
import { enbAddress, mmeAddress } from './constants.js';
import { bigEndian, concat } from './octets.js';

/** Number of an eNB or MME. */
export const numberOf = (node: TraceNode): number => Number(node.slice(node.indexOf('-') + 1));

/** IPv4 address of an eNB or MME. */
export function addressOf(node: TraceNode): Uint8Array {
  return partyOf(node) === 'mme' ? mmeAddress(numberOf(node)) : enbAddress(numberOf(node));
}

/** Prefix of the addresses on the radio: fd00::2:N for an eNB, fd00::3:N for a UE. */
const RADIO = Uint8Array.of(0xfd, ...new Uint8Array(9));

/** IPv6 address of an eNB or UE on the radio, where no addresses are: for the exported PDU. */
export function radioAddressOf(node: TraceNode, ue: number): Uint8Array {
  return node === 'ue'
    ? concat(RADIO, bigEndian(3, 2), bigEndian(ue, 4))
    : concat(RADIO, bigEndian(2, 2), bigEndian(numberOf(node), 4));
}
