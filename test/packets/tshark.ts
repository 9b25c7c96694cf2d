import { spawnSync } from 'node:child_process';
import { missing } from '../programs.js';

/** Why the tests with tshark are skipped; false: they are not. */
export const skip = missing('tshark');

/** What tshark prints of a capture. Both ends of a message are looked at. */
export function tshark(path: string, args: readonly string[]): string {
  const options = ['-n', '-o', 'sctp.tsn_analysis:FALSE', '-o', 'sctp.checksum:CRC32C'];
  const checks = ['-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'];
  const { status, stdout, stderr } = spawnSync('tshark', ['-r', path, ...options, ...checks, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`tshark: status ${status}: ${stderr}`);
  return stdout;
}

/** Fields of each packet, a row each. */
export function fields(path: string, names: readonly string[], filter = ''): readonly (readonly string[])[] {
  const wanted = names.flatMap((name) => ['-e', name]);
  const filtered = filter === '' ? [] : ['-Y', filter];
  const text = tshark(path, [...filtered, '-T', 'fields', ...wanted]);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t'));
}
