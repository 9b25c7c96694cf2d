import { setTimeout as delay } from 'node:timers/promises';
import { type NatsConnection, nuid } from '@nats-io/transport-node';
import { ask } from '../connection/ask.js';
import { hear } from '../connection/hear.js';
import { Parcels, type Sink, sendParcel } from '../connection/parcels.js';
import { alive, beats, news, orders, parcels } from '../connection/subjects.js';
import { readAnswer, readBeat, readNews } from '../forms.js';
import type { Offer } from '../offer.js';
import { type Alive, BEAT, type Beat, type News, type Order } from '../protocol.js';
import type { Remote } from './remote.js';

const ALIVE_MS = 1000;
const DISMISS_MS = 2000;
/** A machine that offered itself answers at once. */
const TAKE_MS = 5000;

type OrderText = Order extends infer One ? (One extends Order ? Omit<One, 'run'> : never) : never;

/** Who hears what machines say. */
export interface Listener {
  beat(beat: Beat, counts: Uint8Array): void;
  news(news: News): void;
  /** Where a parcel of a machine in a leg goes. */
  sinkOf(leg: number, machine: number, what: string): Sink | null;
}

/** Speaks with the machines of one run. */
export class Hub {
  readonly run = nuid.next();
  private readonly timer: NodeJS.Timeout;
  /** Ids of the machines that have part in the run. */
  private ids = new Set<string>();
  /** Null: nobody has part in the run yet. */
  listener: Listener | null = null;

  constructor(readonly connection: NatsConnection) {
    const { run } = this;
    hear(connection, beats(run), (message) => {
      const text = message.headers?.get(BEAT);
      if (text) this.listener?.beat(readBeat(text), message.data);
    });
    hear(connection, news(run), (message) => {
      this.listener?.news(readNews(message.data));
      message.respond();
    });
    new Parcels(connection, parcels(news(run)), (parcel) => {
      const [leg, machine, what] = parcel.split('/');
      return this.listener?.sinkOf(Number(leg), Number(machine), what) ?? null;
    });
    this.timer = setInterval(() => this.sayAlive(), ALIVE_MS);
  }

  /** Who has part in the run from now on. The others are told so. */
  set members(machines: readonly Remote[]) {
    this.ids = new Set(machines.map(({ offer }) => offer.id));
    this.sayAlive();
  }

  /** Asks a machine to have part. False: it has other work. */
  async take({ id }: Offer): Promise<boolean> {
    this.ids.add(id);
    const isTaken = (await this.order(id, { order: 'take' }, AbortSignal.timeout(TAKE_MS))) === null;
    if (!isTaken) this.ids.delete(id);
    return isTaken;
  }

  /** Tells machines that have part in the run. @throws if one is gone, or does not */
  async tell(machines: readonly Remote[], order: OrderText): Promise<void> {
    await Promise.all(machines.map(({ offer, gone }) => this.tellOne(offer, order, gone.signal)));
  }

  /** Tells one machine, which is asked until it answers. @throws if it does not */
  async tellOne({ id }: Offer, order: OrderText, signal: AbortSignal): Promise<void> {
    const refused = await this.order(id, order, signal);
    if (refused !== null) throw new Error(refused);
  }

  send({ offer, gone }: Remote, what: string, bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    const name = `${this.run}/${what}`;
    return sendParcel(this.connection, parcels(orders(offer.id)), name, bytes, gone.signal);
  }

  /** They have no part in the run any more. Who does not hear it finds out. */
  async dismiss(machines: readonly Remote[]): Promise<void> {
    const told = this.tell(machines, { order: 'leave' }).catch(() => undefined);
    await Promise.race([told, delay(DISMISS_MS)]);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    if (!this.connection.isClosed()) this.members = [];
    await this.connection.close();
  }

  /** Returns why it does not; null: it does. */
  private async order(id: string, order: OrderText, signal: AbortSignal): Promise<string | null> {
    const text = JSON.stringify({ ...order, run: this.run });
    const answer = await ask(this.connection, orders(id), text, signal);
    return readAnswer(answer).refused;
  }

  private sayAlive(): void {
    const { connection, ids, run } = this;
    const text: Alive = { machines: [...ids] };
    if (!connection.isClosed()) connection.publish(alive(run), JSON.stringify(text));
  }
}
