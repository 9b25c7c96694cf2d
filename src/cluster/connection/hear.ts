import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { FormError } from '../forms.js';

/**
 * Hands over what is sent to a subject. What somebody else sent there and has another form is dropped, as is the word of
 * the server that nobody answers; an error of our own ends the process, and not the connection alone.
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
        if (thrown instanceof FormError) return;
        setImmediate(() => {
          throw thrown;
        });
      }
    },
  });
}
