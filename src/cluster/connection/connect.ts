import { isIP } from 'node:net';
import {
  connect as connectNats,
  credsAuthenticator,
  errors,
  type NatsConnection,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import { UsageError } from '../../errors.js';
import { reasonOf } from '../../files.js';
import type { Access } from './access.js';

const CONNECT_MS = 5000;
/** How soon a connection that broke is tried again, for as long as it takes. */
const AGAIN_MS = 200;
/** A server that does not answer two of these is gone. */
const PING_MS = 5000;

/**
 * Connects to the first server that answers. A connection that breaks is made again, and what is subscribed to stays so;
 * what is sent meanwhile may be lost.
 *
 * @param name what the server calls it in its own listings
 * @throws UsageError if no server answers, or refuses
 */
export async function connect(access: Access, name: string): Promise<NatsConnection> {
  const { servers, tls } = access;
  try {
    return await connectNats({
      servers: [...servers],
      name,
      authenticator: authenticatorOf(access),
      ...(tls !== null && { tls: { ...tls, ...namedByAddress(servers) } }),
      timeout: CONNECT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: AGAIN_MS,
      pingInterval: PING_MS,
    });
  } catch (error) {
    throw refusal(servers.join(','), error);
  }
}

/** A certificate may be of an address; the client itself only compares names. */
function namedByAddress([server, ...others]: readonly string[]): { readonly host?: string } {
  const host = new URL(`nats://${server}`).hostname.replace(/^\[|\]$/g, '');
  return others.length === 0 && isIP(host) !== 0 ? { host } : {};
}

function authenticatorOf({ creds, token, user, password }: Access) {
  return [
    ...(creds === null ? [] : [credsAuthenticator(new TextEncoder().encode(creds))]),
    ...(token === null ? [] : [tokenAuthenticator(token)]),
    ...(user === null ? [] : [usernamePasswordAuthenticator(user, password ?? '')]),
  ];
}

function refusal(servers: string, error: unknown): UsageError {
  const { message } = error as Error;
  const text = (why: string, remedy: string) =>
    new UsageError(`NATS server ${servers}: ${why}; ${remedy}`, { cause: error });
  if (error instanceof errors.AuthorizationError || /authorization|authentication/i.test(message)) {
    return text(
      'refused who asks',
      'give credentials with --creds FILE, NATS_TOKEN, or NATS_USER and NATS_PASSWORD, as the server has them',
    );
  }
  if (/certificate|tls|ssl/i.test(message)) {
    return text(`no secure connection: ${message}`, 'name who signed its certificate with --tls-ca FILE');
  }
  return text(
    `no connection: ${reasonOf(causeOf(error))}`,
    'start nats-server there, or name another address',
  );
}

/** What the system said, where it said something. */
function causeOf(error: unknown): unknown {
  const { cause } = error as Error;
  return cause instanceof Error ? cause : error;
}
