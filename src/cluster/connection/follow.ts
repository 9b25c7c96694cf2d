import type { NatsConnection } from '@nats-io/transport-node';
import { UsageError } from '../../errors.js';

/**
 * Tells when a connection breaks and is there again.
 *
 * @returns a promise that rejects when it is not made again, because the server refuses it, and never resolves
 */
export async function untilRefused(
  connection: NatsConnection,
  servers: string,
  tell: (what: string) => void,
): Promise<never> {
  const closed = connection.closed();
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') tell(`no connection to the NATS server ${servers}; it is tried again`);
      if (type === 'reconnect') tell(`connected to the NATS server ${servers} again`);
    }
  })();
  const error = await closed;
  if (error instanceof Error) {
    throw new UsageError(`NATS server ${servers}: refuses a connection that it had: ${error.message}`, {
      cause: error,
    });
  }
  return new Promise(() => undefined);
}
