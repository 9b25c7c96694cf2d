import { aesBlock } from './nas-protection.js';

/*
 * MILENAGE (TS 35.206): what USIM and HSS come to from K and a RAND. The constants r and c are the standard's own.
 */

/** What an AKA run puts out of which a KASME is made; 16, 16 and 6 octets. */
export interface CkIkAk {
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  readonly ak: Uint8Array;
}

/** OPc of an operator's OP and a subscriber's K (clause 4.1), 16 octets each. */
export function milenageOpc(op: Uint8Array, k: Uint8Array): Uint8Array {
  return xor(aesBlock(k, op), op);
}

/**
 * f2 to f5 (clause 4.1), without RES.
 *
 * @param k 16 octets.
 * @param opc 16 octets.
 * @param rand 16 octets.
 */
export function milenage(k: Uint8Array, opc: Uint8Array, rand: Uint8Array): CkIkAk {
  const temp = xor(aesBlock(k, xor(rand, opc)), opc);
  /** OUT with rotation by r bits and constant c. */
  const out = (r: number, c: number): Uint8Array => {
    const input = rotated(temp, r);
    input[15] ^= c;
    return xor(aesBlock(k, input), opc);
  };
  return { ck: out(32, 2), ik: out(64, 4), ak: out(0, 1).subarray(0, 6) };
}

/** Rotated to the left by a multiple of eight bits. */
function rotated(block: Uint8Array, bits: number): Uint8Array {
  return block.map((_, i) => block[(i + bits / 8) % 16]);
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.from(a, (octet, i) => octet ^ b[i]);
}
