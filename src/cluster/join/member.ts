import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { beingWritten } from '../../engine/checkpoint/folder.js';
import { MEASURED_FILE, measuredParts } from '../../engine/checkpoint/measured.js';
import { regionFile } from '../../engine/checkpoint/region-file.js';
import type { Saved } from '../../engine/checkpoint/writing.js';
import { Snapshots, takenBy } from '../../engine/results/snapshots.js';
import type { ShardReport } from '../../engine/workers/shard.js';
import { UsageError } from '../../errors.js';
import { reasonOf } from '../../files.js';
import type { Access } from '../connection/access.js';
import { ask } from '../connection/ask.js';
import { inMemory, type Sink, sendParcel } from '../connection/parcels.js';
import { beats, news, parcels } from '../connection/subjects.js';
import { fileSink } from '../files.js';
import { pack } from '../packed.js';
import {
  BEAT,
  type Beat,
  type Begin,
  type News,
  type Order,
  type PartFailure,
  type RoundStatistics,
} from '../protocol.js';
import { Part } from './part.js';

const BEAT_MS = 500;
const LEAVE_MS = 1000;
/** Room for the header of a message. */
const HEADER_BYTES = 2048;

type NewsText = News extends infer One ? (One extends News ? Omit<One, 'machine' | 'leg'> : never) : never;

/** Begins to take trials out of the queue of a search. */
export type TakeTrials = (connection: NatsConnection, run: string) => { end(): Promise<void> };

export interface MemberOptions {
  readonly access: Access;
  /** What it does when it is to have part in a search (capacity/machines). */
  readonly takeTrials: TakeTrials;
  /** Runs on the workers; for tests. */
  readonly workerFile?: string;
}

/** What a machine does for a run, leg after leg, as it is told by whoever runs the scenario. */
export class Member {
  /** Its own files: of checkpoints, and of traces. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'uestorm-join-'));
  private readonly left = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private begins: Begin | null = null;
  private leg = 0;
  private part: Part | null = null;
  private trials: { end(): Promise<void> } | null = null;
  private isGoing = false;
  /** The last checkpoint that it was to make ready for. */
  private checkpoint = 0;
  private pulse = -1;

  constructor(
    private readonly connection: NatsConnection,
    readonly run: string,
    private readonly options: MemberOptions,
  ) {
    this.timer = setInterval(() => this.beat(), BEAT_MS);
  }

  /** Where a parcel for this run goes; its name is that of what it holds. */
  sinkOf(what: string | undefined): Sink | null {
    if (what === 'begin') {
      return inMemory((bytes) => {
        this.begins = beginOf(bytes);
      });
    }
    return what !== undefined && isCheckpointFile(what) ? fileSink(join(this.folder, what), true) : null;
  }

  /** Does what it is told; what it was told before it does not do twice. */
  follow(order: Order): void {
    if (order.order === 'take' || order.order === 'leave') return;
    if (order.order === 'trials') {
      this.trials ??= this.options.takeTrials(this.connection, this.run);
      return;
    }
    if (order.order === 'begin') {
      if (order.leg <= this.leg) return;
      this.leg = order.leg;
      void this.prepare();
      return;
    }
    const { part, leg } = this;
    if (part === null || order.leg !== leg) return;
    if (order.order === 'go') void this.go(part);
    else if (order.order === 'stop') part.live.control.stop();
    else if (order.order === 'end') this.giveUp(part).catch(() => undefined);
    else if (order.order === 'ready') this.makeReady(part, order.number, order.isLast);
    else part.writing?.ask();
  }

  /** Nobody need wait for it. */
  async sayThatItLeaves(): Promise<void> {
    await Promise.race([this.tell({ news: 'leaving' }), delay(LEAVE_MS)]);
  }

  /** It has no part in the run any more. */
  async leave(): Promise<void> {
    clearInterval(this.timer);
    this.left.abort(new Error('left the run'));
    await this.part?.end();
    await this.trials?.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async prepare(): Promise<void> {
    const { begins, options, run, leg } = this;
    this.isGoing = false;
    try {
      await this.part?.end();
      if (begins === null) throw new Error('nothing came that says what to begin');
      const part = new Part(begins, this.folder, options.workerFile);
      await part.restore();
      this.part = part;
      await part.meetOthers(options.access, run, leg);
      await this.tell({ news: 'ready' });
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (this.left.signal.aborted) return;
    const failure = { reason: (error as Error).message, at: null, isUsage: error instanceof UsageError };
    // Who does not hear it has gone, and this machine leaves the run.
    this.ended([], failure).catch(() => undefined);
  }

  private async go(part: Part): Promise<void> {
    if (this.isGoing) return;
    this.isGoing = true;
    try {
      const reports = await part.run();
      await this.hand(part);
      await this.ended(reports, part.failed, part.live.control.stopReason);
    } catch (error) {
      this.failed(error);
    }
  }

  /** Hands over what it has come to. */
  private async hand(part: Part): Promise<void> {
    await this.send('counts', [part.counts()]);
    const { snapshots } = part;
    if (snapshots !== null && !part.isGivenUp) {
      const { seconds } = new Snapshots(snapshots);
      await this.send('snapshots', [
        pack({ taken: seconds.length }, [Snapshots.sumOf(snapshots, seconds.length)]),
      ]);
    }
    for (const [region, file] of part.traces) await this.send(`trace-${region}`, createReadStream(file));
  }

  private async giveUp(part: Part): Promise<void> {
    const wasGoing = this.isGoing;
    this.isGoing = true;
    await part.end();
    if (!wasGoing) await this.ended([], null);
  }

  private makeReady(part: Part, number: number, isLast: boolean): void {
    if (number <= this.checkpoint) return;
    this.checkpoint = number;
    part.makeReady(number, isLast);
    void part
      .saved()
      .then((saved) => this.handCheckpoint(part, number, saved))
      .catch((error: unknown) => this.tell({ news: 'saved', number, saved: null, failure: reasonOf(error) }))
      .catch(() => undefined);
  }

  private async handCheckpoint({ memory }: Part, number: number, saved: Saved | null): Promise<void> {
    if (saved === null) return this.tell({ news: 'saved', number, saved: null, failure: null });
    const { simulated, gauges, snapshots } = saved;
    const folder = beingWritten(this.folder, number);
    const regions = memory.here.map(({ region }) => region);
    for (const region of regions) {
      await this.send(`checkpoint-${number}-${region}`, createReadStream(join(folder, regionFile(region))));
    }
    const taken = takenBy(snapshots[0]?.times ?? [], simulated);
    await this.send(`checkpoint-${number}-measured`, [
      pack({ taken }, measuredParts(gauges, snapshots, taken)),
    ]);
    rmSync(folder, { recursive: true, force: true });
    const checksums = regions.map((region) => [region, saved.regions[region]] as const);
    return this.tell({ news: 'saved', number, saved: { simulated, regions: checksums }, failure: null });
  }

  private ended(
    reports: readonly ShardReport[],
    failure: PartFailure | null,
    stopReason: 'asked' | 'late' | null = null,
  ): Promise<void> {
    const peakRssBytes = process.resourceUsage().maxRSS * 1024;
    const { statistics } = this;
    return this.tell({ news: 'ended', reports, failure, stopReason, peakRssBytes, statistics });
  }

  private beat(): void {
    const { connection, part, leg, begins } = this;
    if (begins === null || connection.isClosed()) return;
    // A gateway that stands still is no good to the others: then nothing is heard of this machine either.
    const pulse = part?.statistics?.get('beats');
    if (pulse !== undefined && pulse === this.pulse) return;
    this.pulse = pulse ?? -1;
    const isReady = part?.isReady ?? false;
    const beat: Beat = { machine: begins.me, leg, isReady, statistics: this.statistics };
    const header = headers();
    header.set(BEAT, JSON.stringify(beat));
    const counts = this.isGoing ? part?.counts() : undefined;
    // Counts that are too large for a message come at the end all the same.
    const fits = counts !== undefined && counts.length < (connection.info?.max_payload ?? 0) - HEADER_BYTES;
    connection.publish(beats(this.run), fits ? counts : undefined, { headers: header });
  }

  private get statistics(): RoundStatistics {
    const statistics = this.part?.statistics;
    return {
      rounds: statistics?.get('rounds') ?? 0,
      sent: statistics?.get('sent') ?? 0,
      sentBytes: statistics?.get('sentBytes') ?? 0,
      sentAgain: statistics?.get('sentAgain') ?? 0,
      waitSeconds: (statistics?.get('waitMs') ?? 0) / 1e3,
    };
  }

  private async tell(text: NewsText): Promise<void> {
    const { connection, run, leg, begins, left } = this;
    const message = { machine: begins?.me ?? -1, leg, ...text };
    await ask(connection, news(run), JSON.stringify(message), left.signal);
  }

  private send(what: string, bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const { connection, run, leg, begins, left } = this;
    const name = `${leg}/${begins?.me}/${what}`;
    return sendParcel(connection, parcels(news(run)), name, bytes, left.signal);
  }
}

/** Null: it is no JSON, and so nothing that can be begun. */
function beginOf(bytes: Uint8Array): Begin | null {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Begin | null;
  } catch {
    return null;
  }
}

/** Whether a checkpoint has a file of this name: it goes into a folder, and not out of it. */
const isCheckpointFile = (name: string): boolean => name === MEASURED_FILE || /^region-\d+$/.test(name);
