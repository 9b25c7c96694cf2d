import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../errors.js';
import { PROTOCOLS } from './pdml.js';

/** Where to get what dissects. */
const REMEDY = 'install it, as with "apt-get install tshark"';

/** Protocols whose fields are printed; of the others their name is. */
const PRINTED = [...PROTOCOLS, 'frame', 'ip', 'ipv6', 'sctp', '_ws.malformed', '_ws.short'];

/** What is asked for: of Diameter, AUTHENTICATION-INFORMATION alone. */
const SIGNALLING = PROTOCOLS.map((name) => (name === 'diameter' ? 'diameter.cmd.code == 318' : name));

/** S1AP, X2AP and GTPv2-C: where they should be and cannot be dissected. */
const PORTS = 'sctp.port == 36412 || sctp.port == 36422 || udp.port == 2123';

/** What tshark says on standard error that is kept, in characters. */
const COMPLAINTS_MAX = 4096;

/** What Node.js connects a child with is a socket, which tshark does not read from. */
const THROUGH_PIPE = 'cat | tshark "$@"';
/** How a shell ends that does not find a command, and beyond what when a signal ended it. */
const NOT_FOUND = 127;
const SIGNALLED = 128;

/** The first packet is asked for, whatever it is: it says what kind of capture this is. */
const FILTER = `frame.number == 1 || ${SIGNALLING.join(' || ')} || ((${PORTS}) && (_ws.short || _ws.malformed))`;

const OPTIONS = [
  '-n',
  // A message that was captured at both its ends is no retransmission.
  ...['-o', 'sctp.tsn_analysis:FALSE'],
  ...['-o', 'sctp.reassembly:TRUE'],
  // What S1AP carries is none of its business: what is ciphered reads as malformed, and takes the message with it.
  ...['nas-eps', 'lte_rrc'].flatMap((name) => ['--disable-protocol', name]),
  ...['-Y', FILTER],
  ...['-T', 'pdml', '-J', PRINTED.join(' ')],
];

/**
 * Has tshark dissect a capture, and hands over what it prints as it comes.
 *
 * @param place what the capture is called
 * @param input the capture, where it comes from standard input
 * @returns what tshark complained of at its end, or null
 * @throws UsageError if there is no tshark
 */
export async function dissect(
  place: string,
  path: string,
  input: AsyncIterable<Uint8Array | string> | null,
  take: (text: string) => void,
): Promise<string | null> {
  const child =
    input === null
      ? spawn('tshark', ['-r', path, ...OPTIONS], { stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('sh', ['-c', THROUGH_PIPE, 'sh', '-r', '-', ...OPTIONS], { stdio: 'pipe' });
  const { stdin, stdout, stderr } = child;
  let failed: NodeJS.ErrnoException | null = null;
  child.on('error', (error) => {
    failed = error;
  });
  let complaints = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (complaints.length < COMPLAINTS_MAX) complaints += text;
  });
  const closed = once(child, 'close').catch(() => [null, null]);
  const fed = input === null ? null : feed(input, stdin);
  try {
    if (stdout !== null) {
      // What is read of it is ASCII.
      stdout.setEncoding('latin1');
      for await (const text of stdout) take(text as string);
    }
  } catch (error) {
    // Whatever becomes of the input matters no more.
    fed?.catch(() => undefined);
    throw error;
  } finally {
    stdin?.destroy();
    child.kill();
  }
  const [status, signal] = await closed;
  if (failed !== null || status === NOT_FOUND) {
    throw new UsageError(`${place}: a capture, and tshark, which dissects it, cannot be run; ${REMEDY}`, {
      cause: failed,
    });
  }
  await fed;
  if (status === 0) return null;
  return complaintOf(complaints) ?? `tshark ended with ${signal ?? endOf(status)}`;
}

/** How it shows that nobody reads any more. */
const UNREAD = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

/** @throws what `input` does */
async function feed(input: AsyncIterable<Uint8Array | string>, stdin: Writable | null): Promise<void> {
  if (stdin === null) return;
  try {
    await pipeline(input, stdin);
  } catch (error) {
    // Who stops reading early is heard by its end, not by its pipe.
    if (!UNREAD.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** What a status means: a shell says so which signal has ended its command. */
function endOf(status: number): string {
  const signals = Object.entries(constants.signals);
  return signals.find(([, number]) => number === status - SIGNALLED)?.[0] ?? `status ${status}`;
}

/** The first line that is about the capture. */
function complaintOf(text: string): string | null {
  const line = text.split('\n').find((line) => line.startsWith('tshark: '));
  return line === undefined ? null : line.slice('tshark: '.length).replace(/\.$/, '');
}
