import { crc32 } from 'node:zlib';
import { headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { ask } from './ask.js';
import { hear } from './hear.js';

/*
 * What is too large for one message of NATS, or may be: scenarios, results, files of checkpoints, parts of traces. It goes
 * in pieces, each of which is acknowledged before the next one is sent, so that neither side holds more than a piece.
 */

const NAME = 'Parcel';
const PIECE = 'Piece';
const LAST = 'Last';
/** CRC-32 of the piece: one that was damaged on its way is not acknowledged, and so sent again. */
const SUM = 'Sum';
/** Room for the header of a message. */
const HEADER_BYTES = 1024;
const PIECE_BYTES = 2 ** 19;

/** Sends a parcel in pieces; each piece of `bytes` may have any length. */
export async function sendParcel(
  connection: NatsConnection,
  subject: string,
  name: string,
  bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const limit = Math.min(PIECE_BYTES, (connection.info?.max_payload ?? PIECE_BYTES) - HEADER_BYTES);
  let number = 0;
  const send = async (piece: Uint8Array, isLast: boolean): Promise<void> => {
    const header = headers();
    header.set(NAME, name);
    header.set(PIECE, String(number++));
    header.set(SUM, String(crc32(piece)));
    if (isLast) header.set(LAST, '1');
    await ask(connection, subject, piece, signal, header);
  };
  for await (const part of bytes) {
    for (let at = 0; at < part.length; at += limit) await send(part.subarray(at, at + limit), false);
  }
  await send(new Uint8Array(0), true);
}

/** Where the pieces of a parcel go. What throws is told to whoever sends, who sends the piece again. */
export interface Sink {
  write(piece: Uint8Array): void;
  end(): void;
}

/** Gets the parcels that are sent to a subject. */
export class Parcels {
  private readonly open = new Map<string, { next: number; readonly sink: Sink }>();

  /** @param sinkOf where a parcel with this name goes; null: nobody wants it */
  constructor(
    connection: NatsConnection,
    subject: string,
    private readonly sinkOf: (name: string) => Sink | null,
  ) {
    hear(connection, subject, (message) => this.take(message));
  }

  private take(message: Msg): void {
    const header = message.headers;
    if (header === undefined) return;
    const name = header.get(NAME);
    const number = Number(header.get(PIECE));
    if (!Number.isSafeInteger(number) || Number(header.get(SUM)) !== crc32(message.data)) return;
    let parcel = this.open.get(name);
    if (parcel === undefined) {
      const sink = number === 0 ? this.sinkOf(name) : null;
      // Of a parcel that nobody wants all pieces are welcome, and go nowhere.
      if (sink === null) {
        message.respond();
        return;
      }
      parcel = { next: 0, sink };
      this.open.set(name, parcel);
    }
    if (number < parcel.next) {
      message.respond();
      return;
    }
    if (number > parcel.next) return;
    if (header.has(LAST)) parcel.sink.end();
    else parcel.sink.write(message.data);
    parcel.next++;
    message.respond();
  }
}

/** Puts a parcel together in memory. */
export function inMemory(whole: (bytes: Uint8Array) => void): Sink {
  const pieces: Uint8Array[] = [];
  return {
    // A piece is a view of what the connection read.
    write: (piece) => void pieces.push(piece.slice()),
    end: () => whole(Buffer.concat(pieces)),
  };
}
