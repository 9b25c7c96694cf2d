import { readFileSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { reasonOf } from '../../files.js';

/*
 * How to get at a NATS server: its addresses on the command line; what is secret in files, or in the variables that the
 * NATS command line tool has too, because others on the machine can see command lines.
 */

/** As on the command line. */
export interface AccessFlags {
  /** Credentials of a user of an account: a file that nsc makes. */
  readonly creds?: string;
  /** Certificates of those who may sign the server's; own certificate and its key. */
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** All that a connection takes; travels to threads by structured clone. */
export interface Access {
  readonly servers: readonly string[];
  readonly creds: string | null;
  readonly token: string | null;
  readonly user: string | null;
  readonly password: string | null;
  /** Null: none unless the server asks for it. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string } | null;
}

/** The file options and the variables that stand for them. */
const FILES = {
  creds: ['--creds', 'NATS_CREDS'],
  tlsCa: ['--tls-ca', 'NATS_CA'],
  tlsCert: ['--tls-cert', 'NATS_CERT'],
  tlsKey: ['--tls-key', 'NATS_KEY'],
} as const;

/**
 * Reads how to get at the servers, `nats://HOST:PORT` or `tls://HOST:PORT`, several with commas.
 *
 * @throws UsageError
 */
export function readAccess(servers: string, flags: AccessFlags, env: Env): Access {
  const [ca, cert, key] = (['tlsCa', 'tlsCert', 'tlsKey'] as const).map((name) => read(name, flags, env));
  if ((cert === null) !== (key === null)) {
    throw new UsageError(
      '--tls-cert: a certificate and its key belong together; name both, --tls-cert and --tls-key',
    );
  }
  const wantsTls = ca !== null || cert !== null || /(^|,)\s*tls:/.test(servers);
  return {
    servers: servers.split(',').map(readServer),
    creds: read('creds', flags, env),
    token: env.NATS_TOKEN || null,
    user: env.NATS_USER || null,
    password: env.NATS_PASSWORD || null,
    tls: wantsTls
      ? { ...(ca !== null && { ca }), ...(cert !== null && { cert }), ...(key !== null && { key }) }
      : null,
  };
}

function readServer(written: string): string {
  const text = written.trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '') {
    throw new UsageError(
      `NATS server: expected an address such as nats://10.0.0.1:4222, got ${JSON.stringify(hidden(text))}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(
      `NATS server: ${hidden(text)} shows its secret to all on this machine; put it into NATS_USER and NATS_PASSWORD, into NATS_TOKEN, or into a file for --creds`,
    );
  }
  return url.host;
}

/** Without what stands before an @. */
const hidden = (text: string): string => text.replace(/\/\/.*@/, '//…@');

function read(name: keyof typeof FILES, flags: AccessFlags, env: Env): string | null {
  const [option, variable] = FILES[name];
  const file = flags[name] ?? (env[variable] || undefined);
  if (file === undefined) return null;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const place = flags[name] === undefined ? variable : option;
    throw new UsageError(`${place} ${file}: cannot be read: ${reasonOf(error)}; name a file that can be`, {
      cause: error,
    });
  }
}
