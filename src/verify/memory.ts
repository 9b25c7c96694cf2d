import { totalmem } from 'node:os';

/** Memory that this process may use, in bytes: the machine's, or what a container grants of it. */
export function memoryBytes(): number {
  const granted = process.constrainedMemory?.() ?? 0;
  return granted > 0 ? Math.min(granted, totalmem()) : totalmem();
}
