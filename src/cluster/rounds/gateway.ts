import { Announcements } from '../../engine/exchange/exchange.js';
import { type RecordHandler, RingReader, RingWriter } from '../../engine/exchange/ring.js';
import { Barrier } from '../../engine/workers/barrier.js';
import { Batch, readRecords } from './message.js';
import type { Met, Rounds } from './rounds.js';

/** Type of the one kind of record in the rings (engine/exchange). */
const FRAMES = 1;

/** Where the workers of this machine meet, and who all the others are. */
export interface GatewayMemory {
  readonly barrier: SharedArrayBuffer;
  readonly announcements: SharedArrayBuffer;
  readonly rings: readonly (readonly (SharedArrayBuffer | null)[])[];
  /** By number of a worker, its machine. */
  readonly machineOf: readonly number[];
  /** Number of this machine, and how many there are. */
  readonly me: number;
  readonly machines: number;
}

/** A worker here and one elsewhere, with the ring from one to the other. */
interface Link<Ring> {
  readonly here: number;
  readonly away: number;
  readonly ring: Ring;
}

/**
 * Stands for the workers of all other machines, at the barrier of this one and at the other end of its rings: when all
 * workers here have come, it brings what they published to the other machines, and what came from there into their rings,
 * and lets them go on with the least time of all. A worker cannot tell it from workers of its own machine.
 */
export class Gateway {
  private readonly barrier: Barrier;
  private readonly announcements: Announcements;
  private readonly outgoing: readonly Link<RingReader>[];
  private readonly incoming: ReadonlyMap<number, Link<RingWriter>>;
  /** Wall time (ms) in which all workers here waited for other machines. */
  waitMs = 0;

  /** @param limit bytes of a message */
  constructor(
    private readonly memory: GatewayMemory,
    private readonly rounds: Rounds,
    private readonly limit: number,
  ) {
    const { barrier, announcements, rings, machineOf, me } = memory;
    const workers = machineOf.flatMap((machine, worker) => (machine === me ? [worker] : []));
    const away = machineOf.flatMap((machine, worker) => (machine === me ? [] : [worker]));
    const pairs = workers.flatMap((here) => away.map((other) => ({ here, away: other })));
    this.barrier = new Barrier(barrier, workers.length);
    this.announcements = new Announcements(announcements, machineOf.length);
    this.outgoing = pairs.map((pair) => ({
      ...pair,
      ring: new RingReader(ringOf(rings, pair.here, pair.away)),
    }));
    this.incoming = new Map(
      pairs.map((pair) => [
        this.keyOf(pair.away, pair.here),
        { ...pair, ring: new RingWriter(ringOf(rings, pair.away, pair.here)) },
      ]),
    );
  }

  /**
   * Meets in rounds until the run is given up, here or by whoever gives up the rounds.
   *
   * @param onRound called after each of them
   */
  async run(onRound: () => void): Promise<void> {
    const { barrier, rounds } = this;
    for (;;) {
      const least = await barrier.others();
      if (Number.isNaN(least)) return;
      const from = performance.now();
      // Workers meet once before their first exchange, when they have set up.
      const exchange = rounds.round - 1;
      const met = await rounds.meet(least, this.collect(exchange));
      this.waitMs += performance.now() - from;
      if (met === null) return;
      onRound();
      this.deliver(exchange, met);
      if (Number.isNaN(barrier.waitMin(met.least))) return;
    }
  }

  /** What was published for other machines, by machine. */
  private collect(exchange: number): Batch[] {
    const { announcements, outgoing, memory, limit } = this;
    const batches = Array.from({ length: memory.machines }, () => new Batch(limit));
    if (exchange < 0) return batches;
    for (const { here, away, ring } of outgoing) {
      const count = announcements.get(exchange, here, away);
      if (count === 0) continue;
      const batch = batches[memory.machineOf[away]];
      const take: RecordHandler = (_type, view, offset, length) =>
        batch.add(here, away, view, offset, length);
      ring.read(take, count);
    }
    return batches;
  }

  /** Puts what has come into the rings of its readers, as if its writers were here. */
  private deliver(exchange: number, { pieces }: Met): void {
    const { announcements, incoming } = this;
    if (exchange < 0) return;
    for (const { here, away } of incoming.values()) announcements.set(exchange, away, here, 0);
    for (const piece of pieces.flat()) {
      readRecords(piece, (writer, reader, bytes, offset, length) => {
        const link = incoming.get(this.keyOf(writer, reader));
        if (!link?.ring.tryWrite(FRAMES, bytes, offset, length)) {
          throw new Error(`round ${exchange}: no room for a frame from worker ${writer} to worker ${reader}`);
        }
        announcements.set(exchange, writer, reader, announcements.get(exchange, writer, reader) + 1);
      });
    }
    for (const { ring } of incoming.values()) ring.publish();
  }

  private keyOf(writer: number, reader: number): number {
    return writer * this.memory.machineOf.length + reader;
  }
}

function ringOf(rings: GatewayMemory['rings'], from: number, to: number): SharedArrayBuffer {
  const ring = rings[from][to];
  if (ring === null) throw new Error(`gateway: no ring from worker ${from} to worker ${to}`);
  return ring;
}
