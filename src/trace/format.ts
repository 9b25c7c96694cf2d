/** What a file is, by its first bytes. */
export type Format = 'records' | 'json lines' | 'UTF-16 text' | 'pcap' | 'pcapng' | 'gzip';

/** As many bytes tell. */
export const HEAD_BYTES = 4;

/** First bytes, in hexadecimal, and what begins with them. */
const HEADS: Readonly<Record<string, Format>> = {
  efbbbf: 'json lines',
  fffe: 'UTF-16 text',
  feff: 'UTF-16 text',
  '0a0d0d0a': 'pcapng',
  d4c3b2a1: 'pcap',
  a1b2c3d4: 'pcap',
  // Times in nanoseconds.
  '4d3cb2a1': 'pcap',
  a1b23c4d: 'pcap',
  '1f8b': 'gzip',
};

/** Says what a file is that begins so. */
export function formatOf(head: Uint8Array): Format {
  const digits = Buffer.from(head).toString('hex');
  for (const [begin, format] of Object.entries(HEADS)) if (digits.startsWith(begin)) return format;
  // The header of a trace is longer than 127 bytes, so that its first byte is no character.
  return head[0] < 0x80 ? 'json lines' : 'records';
}
