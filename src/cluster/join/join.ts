import { hostname } from 'node:os';
import { type Msg, type NatsConnection, nuid } from '@nats-io/transport-node';
import { connect } from '../connection/connect.js';
import { untilRefused } from '../connection/follow.js';
import { hear } from '../connection/hear.js';
import { Parcels } from '../connection/parcels.js';
import { alive, CALL, orders, parcels } from '../connection/subjects.js';
import { FormError, readAlive, readOrder } from '../forms.js';
import { offerOf } from '../offer.js';
import type { Answer, Order } from '../protocol.js';
import { Silence } from '../silence.js';
import { Member, type MemberOptions } from './member.js';

/** Seconds without a word from whoever runs a scenario, after which nobody does any more. */
const SILENT_SECONDS = 30;

export interface JoinOptions extends MemberOptions {
  /** How others call this machine. */
  readonly name: string;
  readonly workers: number;
  /** Default: SILENT_SECONDS. */
  readonly silentSeconds?: number;
  /** Leaves after one run. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  /** Hears what goes on, in a sentence without its full stop. */
  readonly tell: (what: string) => void;
}

export const defaultName = (): string => hostname().split('.')[0];

/** Offers this machine to whoever runs a scenario, again and again, until it is told to end. */
export async function join(options: JoinOptions): Promise<void> {
  const { access, name, signal, tell } = options;
  const connection = await connect(access, `uestorm join ${name}`);
  const joined = new Joined(connection, options);
  tell(`${name} offers ${options.workers} workers at ${access.servers.join(',')}`);
  const lost = untilRefused(connection, access.servers.join(','), tell);
  const interrupted = new Promise<void>((come) => {
    if (signal.aborted) come();
    signal.addEventListener('abort', () => come(), { once: true });
  });
  try {
    await Promise.race([lost, interrupted, joined.done]);
  } finally {
    await joined.end();
    await connection.close();
  }
}

class Joined {
  readonly done: Promise<void>;
  private finish = (): void => undefined;
  private readonly id = nuid.next();
  private readonly silence: Silence;
  private member: Member | null = null;
  private heard: { unsubscribe(): void } | null = null;

  constructor(
    private readonly connection: NatsConnection,
    private readonly options: JoinOptions,
  ) {
    this.done = new Promise((come) => {
      this.finish = come;
    });
    this.silence = new Silence(connection, options.silentSeconds ?? SILENT_SECONDS, () =>
      this.leave('nothing is heard any more of who runs it'),
    );
    const { id } = this;
    hear(connection, CALL, (message) => void message.respond(JSON.stringify(this.offer)));
    hear(connection, orders(id), (message) => this.obey(message));
    new Parcels(connection, parcels(orders(id)), (parcel) => {
      // RUN/LEG/WHAT
      const [run, , what] = parcel.split('/');
      return this.member?.run === run ? this.member.sinkOf(what) : null;
    });
  }

  async end(): Promise<void> {
    this.silence.end();
    await this.member?.sayThatItLeaves();
    await this.leave('ends');
  }

  private get offer() {
    const { name, workers } = this.options;
    return offerOf(this.id, name, workers, this.member?.run ?? null);
  }

  private obey(message: Msg): void {
    const answer: Answer = { refused: this.refusalOf(message.data) };
    message.respond(JSON.stringify(answer));
  }

  /** Does what it is told; returns why it does not, or null. */
  private refusalOf(bytes: Uint8Array): string | null {
    try {
      return this.follow(readOrder(bytes));
    } catch (error) {
      if (error instanceof FormError) return `no order: ${error.message}`;
      throw error;
    }
  }

  /** Returns why it does not do what it is told. */
  private follow(order: Order): string | null {
    if (order.order === 'take' && this.member === null) this.enter(order.run);
    if (this.member?.run !== order.run) {
      return order.order === 'leave'
        ? null
        : `has part in ${this.member === null ? 'no run' : 'another run'}`;
    }
    if (order.order === 'leave') void this.leave(null);
    else this.member.follow(order);
    return null;
  }

  private enter(run: string): void {
    const { connection, options, id, silence } = this;
    this.member = new Member(connection, run, options);
    silence.begin();
    this.heard = hear(connection, alive(run), (message) => {
      const { machines } = readAlive(message.data);
      silence.heard();
      if (!machines.includes(id)) void this.leave('it goes on without this machine');
    });
    options.tell(`has part in run ${run}`);
  }

  /** @param why null: it is over */
  private async leave(why: string | null): Promise<void> {
    const { member, options } = this;
    if (member === null) return;
    this.member = null;
    this.silence.pause();
    this.heard?.unsubscribe();
    await member.leave();
    options.tell(`run ${member.run} ${why === null ? 'is over' : `left: ${why}`}`);
    if (options.once) this.finish();
  }
}
