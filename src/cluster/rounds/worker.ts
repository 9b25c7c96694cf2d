import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '../connection/connect.js';
import { hear } from '../connection/hear.js';
import { again, round } from '../connection/subjects.js';
import { readAgain } from '../forms.js';
import { Gateway } from './gateway.js';
import { Rounds, type Wire } from './rounds.js';
import { GatewayStatistics, type GatewayTask } from './thread.js';

/*
 * The thread of a gateway: with a connection of its own, so that whatever else a machine tells and is told keeps nobody
 * from going on.
 */

/** Room for the header of a message of NATS. */
const HEADER_BYTES = 512;
/** How often it shows that it is there. */
const PULSE_MS = 250;

const task = workerData as GatewayTask;
const { run, leg, memory } = task;
const connection = await connect(task.access, `uestorm ${run} ${memory.me}`);
const wire: Wire = {
  send: (to, message) => connection.publish(round(run, to), message),
  askAgain: (to, number) => connection.publish(again(run, to), JSON.stringify([leg, number, memory.me])),
};
const rounds = new Rounds(leg, memory.me, memory.machines, wire);
const limit = (connection.info?.max_payload ?? 2 ** 20) - HEADER_BYTES;
const gateway = new Gateway(memory, rounds, limit);
const statistics = new GatewayStatistics(task.statistics);

hear(connection, round(run, memory.me), (message) => rounds.take(message.data));
hear(connection, again(run, memory.me), (message) => {
  const [ofLeg, number, to] = readAgain(message.data);
  rounds.again(ofLeg, number, to);
});
void (async () => {
  for await (const { type } of connection.status()) if (type === 'reconnect') rounds.reconnected();
})();

const pulse = setInterval(() => statistics.beat(), PULSE_MS);
parentPort?.on('message', () => rounds.giveUp());
await connection.flush();
parentPort?.postMessage('ready');
try {
  await gateway.run(() => statistics.show(rounds, gateway));
} finally {
  clearInterval(pulse);
  parentPort?.close();
  await connection.close();
}
