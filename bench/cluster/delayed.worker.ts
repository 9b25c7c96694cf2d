import { connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/*
 * Stands between a machine and a NATS server, and brings what the server sends some time later: as far away as that is the
 * machine from all others. A thread of its own for each machine, because timers of the event loop know whole milliseconds
 * only: while something is on its way it sleeps for moments, and looks.
 */

const MOMENT_MS = 0.03;
const { port, delayMs } = workerData as { readonly port: number; readonly delayMs: number };

/** A word that nobody ever changes, to sleep on. */
const word = new Int32Array(new SharedArrayBuffer(4));

/** What is on its way, in its order. */
const underway: { readonly due: number; readonly bytes: Buffer; readonly to: Socket }[] = [];

function look(): void {
  for (let first = underway[0]; first !== undefined; first = underway[0]) {
    const left = first.due - performance.now();
    if (left > 0) {
      Atomics.wait(word, 0, 0, Math.min(left, MOMENT_MS));
      setImmediate(look);
      return;
    }
    underway.shift();
    if (!first.to.destroyed) first.to.write(first.bytes);
  }
}

const proxy = createServer((client) => {
  const server = connect(port, '127.0.0.1');
  for (const [socket, other] of [
    [client, server],
    [server, client],
  ]) {
    socket.setNoDelay(true);
    socket.on('close', () => other.destroy());
    socket.on('error', () => other.destroy());
  }
  client.pipe(server);
  server.on('data', (bytes) => {
    underway.push({ due: performance.now() + delayMs, bytes, to: client });
    if (underway.length === 1) look();
  });
});
proxy.listen(0, '127.0.0.1', () => parentPort?.postMessage(proxy.address()));
