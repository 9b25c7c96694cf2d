import { readFileSync } from 'node:fs';
import type { Reply } from '../server.js';

/** The page and what it is made of, bundled at build time. */
const BUILT = new URL('../../browser/live/', import.meta.url);

const TYPES = {
  'index.html': 'text/html; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'main.css': 'text/css; charset=utf-8',
} as const;

/** It may load what comes from this server and nothing else, and nobody may put it into a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A file of the page. */
export function asset(name: keyof typeof TYPES): Reply {
  return {
    type: TYPES[name],
    text: readFileSync(new URL(name, BUILT), 'utf8'),
    headers: {
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    },
  };
}

/** Whether a request comes from a browser's address line, and not from curl. */
export function wantsPage(accept: string | undefined): boolean {
  return /\btext\/html\b/.test(accept ?? '');
}
