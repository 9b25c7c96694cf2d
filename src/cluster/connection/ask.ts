import { setTimeout as delay } from 'node:timers/promises';
import { errors, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';

/** How long an answer may take before it is asked for again. */
const ANSWER_MS = 2000;
const AGAIN_MS = 200;

/**
 * Asks until there is an answer: what asks may be lost, and what answers; so whoever is asked must bear to be asked twice.
 *
 * @throws what `signal` was aborted with
 */
export async function ask(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array | string,
  signal: AbortSignal,
  headers?: MsgHdrs,
): Promise<Uint8Array> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const options = { timeout: ANSWER_MS, ...(headers !== undefined && { headers }) };
      return (await aborted(connection.request(subject, payload, options), signal)).data;
    } catch (error) {
      signal.throwIfAborted();
      if (!isPassing(error)) throw error;
      await delay(AGAIN_MS);
    }
  }
}

/** Nobody is there now, or the answer was lost. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoRespondersError ||
    (error instanceof errors.RequestError && isPassing(error.cause))
  );
}

async function aborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const end = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
