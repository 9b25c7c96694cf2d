import {
  AckPolicy,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { trials } from '../../cluster/connection/subjects.js';
import { UsageError } from '../../errors.js';

/*
 * The queue of a search's trials: a stream of JetStream that gives each to one machine, and to another one if the first
 * does not say for a while that it is at it.
 */

/** Name of the one consumer, which all machines share. */
export const CONSUMER = 'machines';
/** A stream's name may hold no dots. */
export const streamOf = (run: string): string => `uestorm-${run}`;

const NS = 1e9;

/** @throws UsageError if the server keeps no queues */
export async function openJetStream(connection: NatsConnection, servers: string): Promise<JetStreamManager> {
  try {
    return await jetstreamManager(connection);
  } catch (cause) {
    throw new UsageError(
      `NATS server ${servers}: has no JetStream, which the queue of trials needs; start it as nats-server -js`,
      { cause },
    );
  }
}

/**
 * Makes the queue if it is not there.
 *
 * @param again seconds without a word after which a trial is given to another machine
 * @returns whether it was made: then nothing is in it
 */
export async function ensureQueue(manager: JetStreamManager, run: string, again: number): Promise<boolean> {
  const stream = streamOf(run);
  const before = await manager.streams.info(stream).catch(() => null);
  if (before !== null) return false;
  await manager.streams.add({
    name: stream,
    subjects: [trials(run)],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.Memory,
  });
  await manager.consumers.add(stream, {
    durable_name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: again * NS,
    max_ack_pending: -1,
  });
  return true;
}
