import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { MachineResult } from '../../results/parts.js';
import { usableCores } from './cores.js';

/** Where Linux says when it backs memory with pages of 2 MiB: `always [madvise] never`. */
const HUGE_PAGES = '/sys/kernel/mm/transparent_hugepage/enabled';

/** This machine, as results describe it. */
export function machine(): MachineResult {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: usableCores(),
    memoryBytes: totalmem(),
    hugePages: hugePages(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** Null where nobody says. */
function hugePages(): string | null {
  try {
    return /\[(\w+)\]/.exec(readFileSync(HUGE_PAGES, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
