import { SIGNALS, type Signals } from './signals.js';
import { EXIT } from './statuses.js';

/**
 * Does `work` with a signal for it to stop cleanly at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process
 * at once. `onFirst` may tell the person so.
 */
export async function interruptible<T>(
  signals: Signals,
  onFirst: () => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listener = () => {
    if (controller.signal.aborted) {
      signals.exit(EXIT.interrupted);
      return;
    }
    controller.abort();
    onFirst();
  };
  for (const name of SIGNALS) signals.on(name, listener);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) signals.off(name, listener);
  }
}
