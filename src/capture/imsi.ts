import { first, type Pdu } from './pdml.js';

/** MCC, MNC and MSIN: 15 digits at most (TS 23.003 2.2). */
export const isImsi = (text: string): boolean => /^\d{6,15}$/.test(text);

/** The IMSI that a message shows beside any NAS message. */
export function imsiIn(pdu: Pdu): string | undefined {
  const show = first(pdu, 'e212.imsi')?.show;
  return show !== undefined && isImsi(show) ? show : undefined;
}
