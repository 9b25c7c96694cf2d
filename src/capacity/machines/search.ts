import { setTimeout as delay } from 'node:timers/promises';
import { type JetStreamClient, type JetStreamManager, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connect } from '../../cluster/connection/connect.js';
import { hear } from '../../cluster/connection/hear.js';
import { trials, trialsDone } from '../../cluster/connection/subjects.js';
import { gather } from '../../cluster/coordinate/gather.js';
import { Hub } from '../../cluster/coordinate/hub.js';
import type { ClusterOptions } from '../../cluster/coordinate/options.js';
import type { Offer } from '../../cluster/offer.js';
import type { TrialRunner } from '../trials/runner.js';
import type { Trial, TrialTask } from '../trials/trial.js';
import { type Done, packQueued, readDone } from './messages.js';
import { CONSUMER, ensureQueue, openJetStream, streamOf } from './queue.js';

/** How often to look whether the queue is there, and whether anybody works. */
const LOOK_MS = 1000;

interface Asked {
  readonly payload: Uint8Array;
  isQueued: boolean;
  /** How often it was lost. */
  losses: number;
  readonly done: (trial: Trial) => void;
  readonly failed: (error: Error) => void;
}

/** Runs trials on all machines that have joined, or do so meanwhile; the outcome is that of one. */
export class ClusterTrials implements TrialRunner {
  private readonly asked = new Map<number, Asked>();
  private readonly ended = new AbortController();
  private readonly client: JetStreamClient;
  private readonly members: Offer[] = [];
  private count = 0;
  private isIdle = false;
  private isEmpty = false;
  private over: Promise<void> | null = null;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly manager: JetStreamManager,
    private readonly hub: Hub,
    private readonly options: ClusterOptions,
  ) {
    this.client = jetstream(connection);
    hear(connection, trialsDone(hub.run), (message) => {
      this.take(readDone(message.data));
      message.respond();
    });
  }

  /** Waits for the machines. @throws UsageError if there is no server, no JetStream on it, or they are too few */
  static async start(options: ClusterOptions, signal?: AbortSignal): Promise<ClusterTrials> {
    const { access, lostAfterSeconds } = options;
    const servers = access.servers.join(',');
    const connection = await connect(access, 'uestorm capacity');
    const hub = new Hub(connection);
    try {
      const manager = await openJetStream(connection, servers);
      const one = new ClusterTrials(connection, manager, hub, options);
      await ensureQueue(manager, hub.run, lostAfterSeconds);
      await one.recruit(options.machines, options.waitSeconds, signal);
      void one.recruitMore();
      void one.watch();
      return one;
    } catch (error) {
      await hub.close();
      throw error;
    }
  }

  run(task: TrialTask): Promise<Trial> {
    const trial = this.count++;
    const payload = packQueued({ trial, task });
    return new Promise((done, failed) => {
      this.asked.set(trial, { payload, isQueued: false, losses: 0, done, failed });
      if (this.ended.signal.aborted) failed(this.ended.signal.reason as Error);
      // What cannot be queued now, because the server is gone, is when it is there again.
      void this.queue().catch(() => undefined);
    });
  }

  end(): Promise<void> {
    this.over ??= this.close();
    return this.over;
  }

  private async close(): Promise<void> {
    const { hub, manager, connection } = this;
    this.ended.abort(new Error('the search has ended'));
    for (const { failed } of this.asked.values()) failed(this.ended.signal.reason as Error);
    const patience = AbortSignal.timeout(LOOK_MS);
    await Promise.allSettled(this.members.map((offer) => hub.tellOne(offer, { order: 'leave' }, patience)));
    if (!connection.isClosed()) await manager.streams.delete(streamOf(hub.run)).catch(() => undefined);
    await hub.close();
  }

  /** Puts into the queue what is not there; what was put there twice, because that was not acknowledged, it has once. */
  private async queue(): Promise<void> {
    for (const [trial, asked] of this.asked) {
      if (asked.isQueued) continue;
      await this.client.publish(trials(this.hub.run), asked.payload, { msgID: `${trial}.${asked.losses}` });
      asked.isQueued = true;
    }
  }

  private take({ trial, outcome, failure }: Done): void {
    const asked = this.asked.get(trial);
    // A machine that was slow may have done it, too.
    if (asked === undefined) return;
    this.asked.delete(trial);
    this.isIdle = false;
    this.isEmpty = false;
    if (outcome === null) asked.failed(new Error(`a trial on another machine: ${failure}`));
    else asked.done(outcome);
  }

  private async recruit(machines: number, waitSeconds: number, signal?: AbortSignal): Promise<void> {
    const { connection, hub, options, ended } = this;
    const { access, tell } = options;
    const servers = access.servers.join(',');
    const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
    const offers = await gather(
      connection,
      { machines, waitSeconds, servers, tell, signal: either },
      (offer) => hub.take(offer),
    );
    for (const offer of offers) {
      await hub.tellOne(offer, { order: 'trials' }, either);
      this.members.push(offer);
      tell(`machine ${offer.name} takes part with ${offer.workers} workers`);
    }
  }

  /** Whoever joins later takes part, too. */
  private async recruitMore(): Promise<void> {
    while (!this.ended.signal.aborted) {
      await this.recruit(1, Number.POSITIVE_INFINITY).catch(() => undefined);
    }
  }

  /** A server that was started anew has forgotten the queue; and where nobody works, somebody should know. */
  private async watch(): Promise<void> {
    const { manager, hub, options, ended } = this;
    for (;;) {
      await delay(LOOK_MS);
      if (ended.signal.aborted) return;
      try {
        if (await ensureQueue(manager, hub.run, options.lostAfterSeconds)) this.lose();
        await this.queue();
        await this.look();
      } catch {
        // No connection: its being made again is waited for.
      }
    }
  }

  /** What is asked for is in the queue no more. */
  private lose(): void {
    for (const asked of this.asked.values()) {
      asked.isQueued = false;
      asked.losses++;
    }
  }

  private async look(): Promise<void> {
    const { manager, hub, options } = this;
    const { size } = this.asked;
    const { messages } = (await manager.streams.info(streamOf(hub.run))).state;
    const { num_ack_pending: taken } = await manager.consumers.info(streamOf(hub.run), CONSUMER);
    // A machine may have acknowledged what has the number of a message from before the server was started anew.
    if (messages === 0 && size > 0 && size === this.asked.size && this.isEmpty) this.lose();
    this.isEmpty = messages === 0;
    const isIdle = messages > 0 && taken === 0;
    if (isIdle && this.isIdle) {
      options.tell(`${messages} trials wait, and no machine takes them; start uestorm join on some`);
    }
    this.isIdle = isIdle && !this.isIdle;
  }
}
