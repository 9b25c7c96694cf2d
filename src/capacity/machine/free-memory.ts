import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a worker that has ended still does with its memory takes a moment. */
const PAUSE_MS = 20;

/**
 * Gives the memory of runs that have ended back to the system. It is shared memory, whose size the garbage collector
 * does not count: left alone it waits for more garbage, and runs of some gigabytes in a row fill the machine.
 */
export async function freeMemory(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await delay(PAUSE_MS);
  collect();
}
