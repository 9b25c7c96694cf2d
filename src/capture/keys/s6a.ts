import { Recent } from '../../trace/recent.js';
import { isImsi } from '../imsi.js';
import { first, number, type Packet, type Pdu } from '../pdml.js';
import type { KeyStore } from './store.js';

/*
 * Diameter on S6a (TS 29.272): AUTHENTICATION-INFORMATION ANSWER brings the KASMEs; which IMSI they are of only its request
 * says.
 */

/** Fields that are read. */
export const DIAMETER_FIELDS = [
  'diameter.flags.request',
  'diameter.hopbyhopid',
  'diameter.User-Name',
  'diameter.RAND',
  'diameter.KASME',
] as const;

/** Requests without an answer that are remembered. */
const REQUESTS_MAX = 2 ** 14;

/** RAND has 16 octets, KASME 32 (TS 29.272 7.3.53, 7.3.70): two digits each. */
const RAND_DIGITS = 32;
const KASME_DIGITS = 64;

export class S6a {
  /** IMSI by the ends of the connection and the identifier of the request. */
  private readonly requests = new Recent<string, string>(REQUESTS_MAX);

  constructor(private readonly store: KeyStore) {}

  message(pdu: Pdu, { source, destination }: Packet): void {
    const id = first(pdu, 'diameter.hopbyhopid')?.show;
    if (number(pdu, 'diameter.flags.request') === 1) {
      const imsi = first(pdu, 'diameter.User-Name')?.show;
      if (imsi !== undefined && isImsi(imsi)) this.requests.set(`${source} ${destination} ${id}`, imsi);
      return;
    }
    const imsi = this.requests.get(`${destination} ${source} ${id}`) ?? null;
    // One answer may bring several vectors, each with its RAND before its KASME.
    let rand: string | null = null;
    for (const { name, value } of pdu.fields) {
      if (name === 'diameter.RAND') rand = value.length === RAND_DIGITS ? value : null;
      else if (name === 'diameter.KASME' && value.length === KASME_DIGITS && rand !== null)
        this.store.vector(rand, value, imsi);
    }
  }
}
