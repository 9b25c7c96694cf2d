import { setTimeout as delay } from 'node:timers/promises';
import { type Consumer, type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { ask } from '../../cluster/connection/ask.js';
import { trialsDone } from '../../cluster/connection/subjects.js';
import { FormError } from '../../cluster/forms.js';
import { resolveScenario } from '../../scenario/load.js';
import type { ScenarioInput } from '../../scenario/schema.js';
import { type TrialRunner, TrialThreads } from '../trials/runner.js';
import type { Trial, TrialTask } from '../trials/trial.js';
import { type Done, packDone, type Queued, readQueued } from './messages.js';
import { CONSUMER, streamOf } from './queue.js';

/** How long to wait for a trial before asking anew. */
const WAIT_MS = 5000;
/** How soon to ask again where the queue cannot be reached, or is not there yet. */
const AGAIN_MS = 500;
/** How often to say that a trial is still being run. */
const WORKING_MS = 1000;

/** A machine's part of a search: takes trials out of the queue, runs each on a thread, and says what came of it. */
export class TrialWork {
  private readonly threads: TrialThreads;
  private readonly ended = new AbortController();

  constructor(
    private readonly connection: NatsConnection,
    private readonly run: string,
    workers: number,
  ) {
    this.threads = new TrialThreads(workers);
    for (let worker = 0; worker < workers; worker++) void this.work();
  }

  /** What it is at is left to others. */
  async end(): Promise<void> {
    this.ended.abort(new Error('left the search'));
    await this.threads.end();
  }

  private async work(): Promise<void> {
    let consumer: Consumer | null = null;
    while (!this.ended.signal.aborted) {
      try {
        consumer ??= await jetstream(this.connection).consumers.get(streamOf(this.run), CONSUMER);
        const message = await consumer.next({ expires: WAIT_MS });
        if (message !== null) await this.take(message);
      } catch {
        // The server was started anew, perhaps, and whoever searches makes the queue again.
        consumer = null;
        await delay(AGAIN_MS);
      }
    }
  }

  private async take(message: JsMsg): Promise<void> {
    const { connection, run, ended } = this;
    const queued = queuedIn(message);
    // It would come again and again. A trial that was damaged is queued anew when the queue is empty (search.ts).
    if (queued === null) return message.term();
    const { trial, task } = queued;
    const timer = setInterval(() => message.working(), WORKING_MS);
    try {
      const done = await this.doneOf(trial, task);
      if (ended.signal.aborted) return message.nak();
      await ask(connection, trialsDone(run), packDone(done), ended.signal);
      message.ack();
    } finally {
      clearInterval(timer);
    }
  }

  private async doneOf(trial: number, task: TrialTask): Promise<Done> {
    try {
      return { trial, outcome: await trialOf(task, this.threads), failure: null };
    } catch (error) {
      return { trial, outcome: null, failure: (error as Error).message };
    }
  }
}

/** Runs a trial whose scenario nobody has validated here. @throws ScenarioError if it cannot be run */
export async function trialOf({ scenario, ...how }: TrialTask, runner: TrialRunner): Promise<Trial> {
  return runner.run({ scenario: resolveScenario(scenario as ScenarioInput), ...how });
}

/** Null: it is no trial, or was damaged. */
function queuedIn({ data }: JsMsg): Queued | null {
  try {
    return readQueued(data);
  } catch (error) {
    if (error instanceof FormError) return null;
    throw error;
  }
}
