import { setTimeout as delay } from 'node:timers/promises';

/** Longer than anything takes on a busy machine; a test that waits for ever holds up the whole suite. */
const WAITS_MS = 120_000;

/**
 * Waits until something is so.
 *
 * @param what it waits for, as in "the run is there"
 * @param look true when it is so; else false, or what is so instead
 * @throws {Error} when it never is: what was so instead, or why the last look failed
 */
export async function until(
  what: string,
  look: () => boolean | string | Promise<boolean | string>,
): Promise<void> {
  const end = performance.now() + WAITS_MS;
  for (;;) {
    const seen = await Promise.resolve()
      .then(look)
      .catch((error: unknown) => String(error));
    if (seen === true) return;
    if (performance.now() > end) throw new Error(`waited in vain for this: ${what}; instead: ${seen}`);
    await delay(20);
  }
}
