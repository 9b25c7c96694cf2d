import { derive } from '../security/fast.js';
import type { Keys } from './keys.js';

const IDENTITY = new Uint8Array(Buffer.from('uestorm key identity', 'latin1'));
const output = new Int32Array(8);

/**
 * A key as a trace shows it. Equal keys have equal texts.
 *
 * By default an identity of 16 hex digits that gives no secret away: a symbolic key is a fingerprint already; of a
 * real key it is the first 64 bits of an HMAC-SHA-256 under that key, of a text that nothing else is derived from.
 *
 * @param at Offset of the key in `w`.
 * @param reveal The user asked for key material: real keys in full, 64 hex digits. What shows them must be
 *   readable by its owner alone.
 */
export function keyText(keys: Pick<Keys, 'words'>, w: Int32Array, at: number, reveal = false): string {
  if (keys.words === 2 || reveal) return hex(w, at, keys.words);
  derive(w, at, output, 0, IDENTITY, IDENTITY.length);
  return hex(output, 0, 2);
}

function hex(w: Int32Array, at: number, words: number): string {
  let text = '';
  for (let i = 0; i < words; i++) text += (w[at + i] >>> 0).toString(16).padStart(8, '0');
  return text;
}
