import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';

/**
 * Hands over what is sent to a subject. What somebody else sent there and is no JSON is dropped, as is the word of the server
 * that nobody answers; an error of our own ends the process, and not the connection alone.
 */
export function hear(
  connection: NatsConnection,
  subject: string,
  take: (message: Msg) => void,
): Subscription {
  return connection.subscribe(subject, {
    callback(error, message) {
      if (error !== null || message.headers?.hasError) return;
      try {
        take(message);
      } catch (thrown) {
        if (thrown instanceof SyntaxError) return;
        setImmediate(() => {
          throw thrown;
        });
      }
    },
  });
}
