import type { NatsConnection } from '@nats-io/transport-node';
import type { LiveMachine } from '../../engine/control/live.js';
import type { MachinePart } from '../../results/parts.js';
import type { Offer } from '../offer.js';
import type { Beat, RoundStatistics } from '../protocol.js';
import { Silence } from '../silence.js';

const NONE: RoundStatistics = {
  ...{ rounds: 0, sent: 0, sentBytes: 0, sentAgain: 0, waitSeconds: 0 },
};

/** A machine that has part in a run, as whoever runs it knows it. */
export class Remote {
  readonly silence: Silence;
  /** Aborted when it is gone: nobody waits for its answers then. */
  readonly gone = new AbortController();
  workers = 0;
  regions: readonly number[] = [];
  lostAt: number | null = null;
  peakRssBytes = 0;
  /** Its workers are on their way. */
  isReady = false;
  private before = NONE;
  private now = NONE;

  /**
   * @param slot number of its first worker over all machines that the run began with
   * @param slots workers that it has at most
   * @param onLost hears why it is gone
   */
  constructor(
    connection: NatsConnection,
    readonly offer: Offer,
    readonly slot: number,
    readonly slots: number,
    lostAfterSeconds: number,
    onLost: (machine: Remote, why: string) => void,
  ) {
    this.silence = new Silence(connection, lostAfterSeconds, () =>
      onLost(this, `nothing was heard of it for ${lostAfterSeconds} s`),
    );
  }

  get isLost(): boolean {
    return this.lostAt !== null;
  }

  heard(beat: Beat): void {
    this.silence.heard();
    this.now = beat.statistics;
    this.isReady = beat.isReady;
  }

  /** It has come to the end of a leg. */
  ended(statistics: RoundStatistics, peakRssBytes: number): void {
    this.now = statistics;
    this.peakRssBytes = Math.max(this.peakRssBytes, peakRssBytes);
  }

  /** A leg begins, and counts begin anew. */
  begin(regions: readonly number[], workers: number): void {
    this.regions = regions;
    this.workers = workers;
    this.before = this.sum;
    this.now = NONE;
    this.isReady = false;
    this.silence.begin();
  }

  lose(simulatedSeconds: number): void {
    this.lostAt = simulatedSeconds;
    this.end();
  }

  end(): void {
    this.silence.end();
    this.gone.abort(new Error(`machine ${this.offer.name} is gone`));
  }

  get live(): LiveMachine {
    const { offer, workers, regions, lostAt, silence } = this;
    return { name: offer.name, workers, regions, lostAt, ...this.sum, silentSeconds: silence.now };
  }

  get part(): MachinePart {
    const { silentSeconds: _, ...live } = this.live;
    return { ...this.offer.machine, ...live, peakRssBytes: this.peakRssBytes };
  }

  private get sum() {
    const { before, now } = this;
    return {
      rounds: before.rounds + now.rounds,
      sent: before.sent + now.sent,
      sentBytes: before.sentBytes + now.sentBytes,
      sentAgain: before.sentAgain + now.sentAgain,
      waitSeconds: before.waitSeconds + now.waitSeconds,
    };
  }
}
