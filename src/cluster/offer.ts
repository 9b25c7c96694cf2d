import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { crc32 } from 'node:zlib';
import { machine } from '../engine/control/machine.js';
import { coreFile } from '../engine/region/compiled.js';
import type { MachineResult } from '../results/parts.js';
import { availableBytes } from '../scenario/memory.js';
import { VERSION } from '../version.js';

/** What a machine that has joined offers. */
export interface Offer {
  readonly id: string;
  readonly name: string;
  readonly code: Code;
  readonly workers: number;
  /** Octets that are free for regions. */
  readonly freeBytes: number;
  readonly machine: MachineResult;
  /** The run that it has part in; null: it is free. */
  readonly run: string | null;
}

/** Which code a machine runs: only the same gives the same outcome. */
export interface Code {
  readonly uestorm: string;
  /** CRC-32 of the compiled cores. */
  readonly cores: string;
}

let code: Code | undefined;

export function codeHere(): Code {
  if (code === undefined) {
    const cores = crc32(readFileSync(coreFile('hmac')), crc32(readFileSync(coreFile('symbolic'))));
    code = { uestorm: VERSION, cores: cores.toString(16).padStart(8, '0') };
  }
  return code;
}

export function offerOf(id: string, name: string, workers: number, run: string | null): Offer {
  return {
    ...{ id, name, workers, run },
    code: codeHere(),
    freeBytes: Math.min(freemem(), availableBytes()),
    machine: machine(),
  };
}
