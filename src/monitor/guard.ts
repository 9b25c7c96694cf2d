import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { HttpError } from './http-error.js';

/*
 * Who may ask for what. The server is for whoever works on this machine, and must not be a way in for a web page that
 * is open in a browser there:
 *
 * - a page of another site may send requests: they carry its Origin, which is refused, and what writes needs a content
 *   type that a browser does not send to another site without asking;
 * - a page may have its own name point to this machine (DNS rebinding): its requests carry that name as Host. An
 *   address, localhost and the name that the server is bound to cannot be such a name.
 */

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether an address can be reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** `name`, `name:9464`, `127.0.0.1:9464`, `[::1]:9464`. */
const HOST = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/;

/**
 * Refuses requests that a web page of another site may have sent.
 *
 * @param boundName the name or address that the server is bound to
 * @throws HttpError
 */
export function checkSource({ headers }: IncomingMessage, boundName: string): void {
  const [, address, name = address] = HOST.exec(headers.host ?? '') ?? [];
  if (name === undefined || !(isIP(name) !== 0 || name === 'localhost' || name === boundName)) {
    throw new HttpError(
      421,
      `Host: expected an address, localhost or ${boundName}, got ${JSON.stringify(headers.host ?? '')}`,
    );
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    throw new HttpError(
      403,
      `Origin: expected none or http://${headers.host}, got ${JSON.stringify(origin)}`,
    );
  }
}

/** A token as short as this is guessed too soon. */
const TOKEN_CHARACTERS_MIN = 8;

/** Whether a text can be a token: it is sent in a header. */
export function isToken(text: string): boolean {
  return text.length >= TOKEN_CHARACTERS_MIN && /^[\x21-\x7e]+$/.test(text);
}

/**
 * Refuses what writes if it does not carry the token.
 *
 * @param token null: none is needed
 * @throws HttpError
 */
export function checkToken({ headers }: IncomingMessage, token: string | null): void {
  if (token === null) return;
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  // Hashes have the same length, so that the time says nothing about the token.
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(given), digest(token))) {
    throw new HttpError(401, 'Authorization: expected "Bearer TOKEN" with the token of this run', {
      'www-authenticate': 'Bearer',
    });
  }
}
