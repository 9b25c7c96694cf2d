import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '../../engine/checkpoint/checkpoint.js';
import { MEASURED_FILE } from '../../engine/checkpoint/measured.js';
import { regionFile } from '../../engine/checkpoint/region-file.js';
import type { Ended } from '../../engine/results/counted.js';
import type { ShardReport } from '../../engine/workers/shard.js';
import { UsageError } from '../../errors.js';
import type { Begin, News, PartFailure } from '../protocol.js';
import type { Hub } from './hub.js';
import type { Placing } from './placing.js';
import type { Remote } from './remote.js';

/** Why a leg did not come to its end. */
export interface Trouble {
  readonly machine: Remote;
  /** Null: the machine is gone. */
  readonly failure: PartFailure | null;
  readonly why: string;
}

/** What a machine says at the end. */
export type EndNews = Extract<News, { news: 'ended' }>;

/** One leg of a run on machines: from its beginning or a checkpoint to its end, or until one of them cannot go on. */
export class Leg {
  /** Why it did not come to its end; null: it did, or still may. */
  trouble: Trouble | null = null;
  /** What machines saw at their end, by machine. */
  readonly seen = new Map<number, Ended>();
  private readonly ready = new Set<number>();
  private readonly ended = new Map<number, EndNews>();
  private wake: () => void = () => undefined;

  constructor(
    private readonly hub: Hub,
    readonly number: number,
    readonly machines: readonly Remote[],
    private readonly placing: Placing,
    /** Hears of a machine that does not do what it is told; `lose` is called then. */
    private readonly onLost: (machine: Remote, why: string) => void,
  ) {}

  /** What workers say about themselves. */
  get reports(): readonly ShardReport[] {
    return [...this.ended].sort(([a], [b]) => a - b).flatMap(([, { reports }]) => reports);
  }

  get isLate(): boolean {
    return [...this.ended.values()].some(({ stopReason }) => stopReason === 'late');
  }

  /** Has all machines make ready, from a checkpoint or from the beginning. False: there is trouble. */
  async begin(
    begin: Omit<Begin, 'me' | 'machineOf' | 'placement' | 'resumed'>,
    from: Checkpoint | null,
  ): Promise<boolean> {
    const { machines, placing, number } = this;
    await this.withEach(async (machine, me) => {
      if (from !== null) await this.sendCheckpoint(machine, me, from);
      const text: Begin = { ...begin, ...placing, me, resumed: from && resumedOf(from, me) };
      await this.hub.send(machine, `${number}/begin`, [Buffer.from(JSON.stringify(text))]);
      await this.hub.tell([machine], { order: 'begin', leg: number });
    });
    return this.until(() => this.ready.size === machines.length);
  }

  /** Has all go, to the end. False: there is trouble. */
  async go(): Promise<boolean> {
    await this.withEach((machine) => this.hub.tell([machine], { order: 'go', leg: this.number }));
    return this.until(() => this.ended.size === this.machines.length);
  }

  /** Gives it up, and waits for what the machines that are left have come to. */
  async giveUp(): Promise<void> {
    const left = (): Remote[] => this.machines.filter(({ isLost }) => !isLost);
    const ends = left().map((machine) => this.hub.tell([machine], { order: 'end', leg: this.number }));
    await Promise.allSettled(ends);
    while (left().some((machine) => !this.ended.has(this.machines.indexOf(machine)))) await this.change();
  }

  hear(news: News): void {
    const machine = this.machines[news.machine];
    if (news.leg !== this.number || machine === undefined) return;
    machine.silence.heard();
    if (news.news === 'ready') this.ready.add(news.machine);
    if (news.news === 'ended') this.hearEnd(machine, news);
    if (news.news === 'leaving') this.onLost(machine, 'it was ended');
    this.wake();
  }

  /** A machine is gone. */
  lose(machine: Remote, why: string): void {
    this.trouble ??= { machine, failure: null, why };
    this.wake();
  }

  private hearEnd(machine: Remote, news: EndNews): void {
    const { failure, peakRssBytes, reports, statistics } = news;
    machine.ended(statistics, peakRssBytes);
    this.ended.set(news.machine, news);
    if (failure !== null) this.trouble ??= { machine, failure, why: failure.reason };
    else if (reports.some(({ aborted }) => aborted) && this.trouble === null) {
      this.trouble = { machine, failure: null, why: 'it gave the run up' };
    }
  }

  private async sendCheckpoint(machine: Remote, me: number, from: Checkpoint): Promise<void> {
    const { placing, number } = this;
    const files = placing.placement.flatMap((worker, region) =>
      placing.machineOf[worker] === me ? [regionFile(region)] : [],
    );
    if (me === 0) files.push(MEASURED_FILE);
    for (const file of files) {
      await this.hub.send(machine, `${number}/${file}`, createReadStream(join(from.path, file)));
    }
  }

  /** Does something with each machine at the same time; one with which that cannot be done is lost. */
  private async withEach(work: (machine: Remote, me: number) => Promise<void>): Promise<void> {
    await Promise.all(
      this.machines.map((machine, me) =>
        work(machine, me).catch((error: Error) => {
          if (!machine.isLost) this.onLost(machine, error.message);
        }),
      ),
    );
  }

  private async until(isDone: () => boolean): Promise<boolean> {
    while (this.trouble === null && !isDone()) await this.change();
    const { trouble } = this;
    if (trouble?.failure?.isUsage)
      throw new UsageError(`machine ${trouble.machine.offer.name}: ${trouble.why}`);
    return trouble === null;
  }

  private change(): Promise<void> {
    return new Promise((come) => {
      this.wake = come;
    });
  }
}

function resumedOf({ manifest }: Checkpoint, me: number): Begin['resumed'] {
  const { simulated, pieces, snapshots, loadFactor } = manifest;
  return { simulated, ahead: pieces.ahead, taken: snapshots.taken, loadFactor, measures: me === 0 };
}
