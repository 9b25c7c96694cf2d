/**
 * Shows a run over HTTP and steers it: give `run()` the `attach` of a monitor as its `onStart`.
 *
 * ```ts
 * import { run } from 'uestorm';
 * import { Monitor } from 'uestorm/monitor';
 *
 * const monitor = await Monitor.start({ host: '127.0.0.1', port: 9464, token: null });
 * await run('busy-hour', { clock: 'real', signal: monitor.stopSignal, onStart: (live) => monitor.attach(live) });
 * await monitor.close();
 * ```
 *
 * @packageDocumentation
 */
export type { Status } from './api.js';
export { Exposition } from './exposition.js';
export { Monitor, type MonitorOptions } from './monitor.js';
