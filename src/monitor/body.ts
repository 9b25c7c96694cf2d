import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.js';

/** All that may be asked for fits into a tenth of it. */
const BODY_BYTES_MAX = 4096;

/**
 * Reads the JSON body of a request; an empty one is `{}`.
 *
 * @throws HttpError if it is not declared as JSON, is longer than 4096 bytes, or is not JSON
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'];
  if (!/^application\/json(?:\s*;|$)/i.test(type ?? '')) {
    throw new HttpError(415, `content-type: expected application/json, got ${JSON.stringify(type ?? '')}`);
  }
  const text = await readText(request);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpError(400, `body: expected JSON: ${(error as Error).message}`);
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const tooLarge = () =>
    new HttpError(413, `body: expected at most ${BODY_BYTES_MAX} bytes`, { connection: 'close' });
  if (Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
