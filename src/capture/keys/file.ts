import { readFileSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import { isImsi } from '../imsi.js';

/*
 * Keys that a capture does not show, from a file: a line for each, of words such as imsi=001010123456819. No value of a key
 * is ever told.
 */

/** What one line gives of a UE. */
export interface KeyLine {
  readonly imsi?: string;
  /** Number of the UE, as the audit of this capture has it. */
  readonly ue?: number;
  readonly kasme?: Uint8Array;
  /** K and OPc of the subscriber: with RAND and AUTN of a capture they give KASME. */
  readonly subscriber?: { readonly k: Uint8Array; readonly opc: Uint8Array };
}

const UE = /^\d{1,9}$/;
/** Octets of each key. */
const OCTETS: Readonly<Record<string, number>> = { kasme: 32, k: 16, opc: 16 };
const EXAMPLE = 'such as "imsi=001010123456819 kasme=<64 digits>" or "ue=3 k=<32 digits> opc=<32 digits>"';

/** @throws UsageError with the line, if it cannot be read or says something else */
export function readKeyFile(path: string): readonly KeyLine[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--keys: cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  return text.split('\n').flatMap((line, i) => {
    const words = line
      .replace(/#.*/, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    return words.length === 0 ? [] : [keyLine(words, `${path}:${i + 1}`)];
  });
}

function keyLine(words: readonly string[], place: string): KeyLine {
  const values = new Map(
    words.map((word) => {
      const [name, value = ''] = word.split('=', 2);
      if (!['imsi', 'ue', ...Object.keys(OCTETS)].includes(name))
        throw new UsageError(`${place}: expected imsi, ue, kasme, k or opc with a value, ${EXAMPLE}`);
      return [name, value] as const;
    }),
  );
  const [imsi, ue] = [values.get('imsi'), values.get('ue')];
  if ((imsi === undefined) === (ue === undefined))
    throw new UsageError(`${place}: expected one of imsi and ue, ${EXAMPLE}`);
  if (imsi !== undefined && !isImsi(imsi))
    throw new UsageError(`${place}: imsi: expected 6 to 15 digits, got ${JSON.stringify(imsi)}`);
  if (ue !== undefined && !UE.test(ue))
    throw new UsageError(`${place}: ue: expected the number of a UE, got ${JSON.stringify(ue)}`);
  const key = (name: string): Uint8Array | undefined => keyOf(name, values.get(name), place);
  const [kasme, k, opc] = [key('kasme'), key('k'), key('opc')];
  const subscriber = k !== undefined && opc !== undefined ? { k, opc } : undefined;
  const isWhole = kasme !== undefined ? k === undefined && opc === undefined : subscriber !== undefined;
  if (!isWhole) throw new UsageError(`${place}: expected kasme, or k and opc, ${EXAMPLE}`);
  return {
    ...(imsi !== undefined && { imsi }),
    ...(ue !== undefined && { ue: Number(ue) }),
    ...(kasme !== undefined && { kasme }),
    ...(subscriber !== undefined && { subscriber }),
  };
}

function keyOf(name: string, digits: string | undefined, place: string): Uint8Array | undefined {
  if (digits === undefined) return undefined;
  const octets = OCTETS[name];
  if (digits.length === 2 * octets && /^[0-9a-fA-F]*$/.test(digits)) return Buffer.from(digits, 'hex');
  throw new UsageError(
    `${place}: ${name}: expected ${2 * octets} hexadecimal digits, got ${digits.length} characters`,
  );
}
