import type { Monitor } from '../../src/monitor/monitor.js';
import { ask } from './http.js';

/** Waits until a run is in a state. */
export async function inState(monitor: Monitor, state: string): Promise<void> {
  for (;;) {
    const { status, json } = await ask(`${monitor.url}/api/status`);
    if (status === 200 && json().state === state) return;
    await new Promise((awake) => setTimeout(awake, 20));
  }
}
