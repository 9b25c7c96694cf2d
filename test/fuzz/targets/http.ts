import { once } from 'node:events';
import { connect } from 'node:net';
import { Monitor } from '../../../src/monitor/monitor.js';
import { runScenario } from '../../../src/run.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { ask } from '../../monitor/http.js';
import { inState } from '../../monitor/states.js';
import type { Target } from '../target.js';

/** What waits for more than that is given up. */
const PATIENCE_MS = 100;

function request(method: string, path: string, body?: unknown): Uint8Array {
  const text = body === undefined ? '' : JSON.stringify(body);
  const entity =
    body === undefined
      ? []
      : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`];
  return Buffer.from([`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...entity, '', text].join('\r\n'));
}

const INPUTS = [
  request('GET', '/metrics'),
  request('GET', '/api/status'),
  request('GET', '/'),
  request('POST', '/api/load', { factor: 1.5 }),
  request('POST', '/api/inject', { ue: 7, traffic: 'rekey' }),
  request('POST', '/api/inject', { ues: '0-31', rate: '5/s', traffic: 'attach' }),
];

/** The octets that come to the HTTP server of a run with the real clock, which goes on whatever comes. */
export async function httpTarget(): Promise<Target & { end(): Promise<void> }> {
  const monitor = await Monitor.start({ host: '127.0.0.1', port: 0, token: null });
  const stop = new AbortController();
  const scenario = loadScenario('busy-hour', { ues: 200, duration: '24h', clock: 'real' });
  const run = runScenario(scenario, {
    ...{ workers: 1, signal: stop.signal },
    onStart: (live) => monitor.attach(live),
  });
  await inState(monitor, 'running');
  return {
    name: 'http',
    inputs: INPUTS,
    take: async (bytes) => {
      const status = await statusOf(await answerTo(monitor.url, bytes));
      const { status: after } = await ask(`${monitor.url}/api/status`);
      if (after !== 200) throw new Error(`/api/status answers ${after} afterwards`);
      return status >= 200 && status < 300;
    },
    end: async () => {
      stop.abort();
      await run;
      await monitor.close();
    },
  };
}

/** What comes back, until nothing more does. */
async function answerTo(url: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  // Whoever has heard enough hangs up.
  socket.on('error', () => undefined);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  const closed = once(socket, 'close');
  socket.end(bytes);
  await closed;
  return answer;
}

/** 0: nothing came back. */
function statusOf(answer: string): number {
  if (answer === '') return 0;
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
  if (status >= 200 && status < 500) return status;
  throw new Error(`it answers ${JSON.stringify(answer.slice(0, 200))}`);
}
