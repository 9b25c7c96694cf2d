import { nkeys } from '@nats-io/transport-node';

type Pair = ReturnType<typeof nkeys.createUser>;

/** What an operator, an account and a user of NATS are to each other: tokens, each signed by the one before it. */
export interface Credentials {
  /** Configuration of a server that knows this operator and this account. */
  readonly config: string;
  /** The file that `nsc generate creds` makes for a user. */
  readonly creds: string;
}

export function makeCredentials(): Credentials {
  const [operator, account, user] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createUser()];
  const limits = { subs: -1, data: -1, payload: -1, conn: -1, leaf: -1, imports: -1, exports: -1 };
  const operatorToken = token(operator, operator, { type: 'operator' });
  const accountToken = token(account, operator, { type: 'account', limits: { ...limits, wildcards: true } });
  const userToken = token(user, account, { type: 'user', subs: -1, data: -1, payload: -1 });
  const seed = new TextDecoder().decode(user.getSeed());
  const config = [
    `operator: ${operatorToken}`,
    'resolver: MEMORY',
    `resolver_preload: { ${account.getPublicKey()}: ${accountToken} }`,
  ].join('\n');
  return { config, creds: `${armoured('NATS USER JWT', userToken)}${armoured('USER NKEY SEED', seed)}` };
}

const armoured = (name: string, text: string): string =>
  `-----BEGIN ${name}-----\n${text}\n------END ${name}------\n\n`;

/** A token of NATS, version 2: a JWT with an Ed25519 signature of who issues it. */
function token(of: Pair, by: Pair, nats: Record<string, unknown>): string {
  const claims = {
    jti: of.getPublicKey(),
    iat: Math.floor(Date.now() / 1000),
    iss: by.getPublicKey(),
    name: 'test',
    sub: of.getPublicKey(),
    nats: { version: 2, ...nats },
  };
  const text = [{ typ: 'JWT', alg: 'ed25519-nkey' }, claims]
    .map((part) => base64(JSON.stringify(part)))
    .join('.');
  return `${text}.${base64(by.sign(new TextEncoder().encode(text)))}`;
}

const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64url');
