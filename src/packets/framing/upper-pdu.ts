import { bigEndian, concat } from '../octets.js';

/*
 * An exported PDU (LINKTYPE_WIRESHARK_UPPER_PDU): the name of the dissector and the addresses as tags, then the PDU.
 */

const DISSECTOR_NAME = 12;
const IPV6_FROM = 22;
const IPV6_TO = 23;

/** @param dissector such as `lte_rrc.dl_dcch` @param from, to IPv6 addresses */
export function upperPdu(dissector: string, from: Uint8Array, to: Uint8Array, pdu: Uint8Array): Uint8Array {
  const name = Buffer.from(dissector, 'ascii');
  const filled = concat(name, new Uint8Array(-name.length & 3));
  return concat(
    tag(DISSECTOR_NAME, filled),
    tag(IPV6_FROM, from),
    tag(IPV6_TO, to),
    tag(0, new Uint8Array(0)),
    pdu,
  );
}

const tag = (code: number, value: Uint8Array): Uint8Array =>
  concat(bigEndian(code, 2), bigEndian(value.length, 2), value);
