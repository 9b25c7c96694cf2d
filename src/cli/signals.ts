import { EXIT } from './statuses.js';

/** What asks a command to stop: a key, whoever runs it, a terminal that is gone. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type SignalName = (typeof SIGNALS)[number];

/** What of `process` is needed to be interrupted. */
export interface Signals {
  on(signal: SignalName, listener: () => void): unknown;
  off(signal: SignalName, listener: () => void): unknown;
  exit(status: number): void;
}

/**
 * The signals of this process, of which each ends it while nobody listens to it. To be called first of all: in a container
 * a process may be the first one (PID 1), and such a process gets only signals that it listens to.
 */
export function processSignals(): Signals {
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (process.listenerCount(name) === 1) process.exit(EXIT.interrupted);
    });
  }
  return process;
}
