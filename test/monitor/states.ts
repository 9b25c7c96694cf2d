import type { Monitor } from '../../src/monitor/monitor.js';
import { until } from '../until.js';
import { ask } from './http.js';

/** Waits until a run is in a state. */
export async function inState(monitor: Monitor, state: string): Promise<void> {
  await until(`the run is ${state}`, async () => {
    const { status, text, json } = await ask(`${monitor.url}/api/status`);
    return (status === 200 && json().state === state) || text;
  });
}
