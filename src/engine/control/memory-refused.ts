import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { UsageError } from '../../errors.js';
import type { Scenario } from '../../scenario/scenario.js';

/** What sets how much memory a run takes, as scenarios call it. */
const FIELDS = 'ues, keys, limits.active, limits.spare_rows';

/** V8 reserves so many addresses around a memory of WebAssembly, so that it need not check each access. */
const ADDRESSES = '10 GiB';

/**
 * What there is to say when the system gives no memory, however much there may be: under `ulimit -v`, or where
 * memory must not be promised twice.
 *
 * @param wanted bytes of all regions together
 * @param had bytes of them that were given
 */
export function memoryRefused(
  { ues }: Pick<Scenario, 'ues'>,
  wanted: number,
  had: number,
  cause: unknown,
): UsageError {
  const limit = addressSpace();
  const addresses =
    limit === null ? '' : `; ulimit -v allows ${gib(limit)} of addresses, and each region takes ${ADDRESSES}`;
  const remedy = limit === null ? 'take fewer UEs with --ues, or give more memory' : 'lift ulimit -v';
  return new UsageError(
    `memory: ${ues} UEs want ${gib(wanted)}, and the system gave ${gib(had)} of it (${gib(freemem())} are free${addresses}); ${FIELDS} set how much is wanted: ${remedy}`,
    { cause },
  );
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Bytes of addresses that this process may have, as Linux tells; null: as many as it wants. */
function addressSpace(): number | null {
  try {
    const bytes = /^Max address space +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return bytes === undefined ? null : Number(bytes);
  } catch {
    return null;
  }
}
