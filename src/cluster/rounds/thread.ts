import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { abortBarrier } from '../../engine/workers/barrier.js';
import type { Access } from '../connection/access.js';
import type { Gateway, GatewayMemory } from './gateway.js';
import type { Rounds } from './rounds.js';

/** What the thread of a gateway gets. */
export interface GatewayTask {
  readonly access: Access;
  readonly run: string;
  readonly leg: number;
  readonly memory: GatewayMemory;
  readonly statistics: SharedArrayBuffer;
}

/** What a gateway shows of itself: doubles that it stores now and then. */
const NAMES = [
  'rounds',
  'sent',
  'sentBytes',
  'sentAgain',
  'askedAgain',
  'dropped',
  'waitMs',
  'beats',
] as const;
type Name = (typeof NAMES)[number];

export class GatewayStatistics {
  private readonly values: Float64Array;

  constructor(readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(8 * NAMES.length)) {
    this.values = new Float64Array(buffer);
  }

  get(name: Name): number {
    return this.values[NAMES.indexOf(name)];
  }

  show({ round, counts }: Rounds, { waitMs }: Gateway): void {
    const values = { ...counts, rounds: round, waitMs, beats: this.get('beats') };
    NAMES.forEach((name, n) => {
      this.values[n] = values[name];
    });
  }

  /** It is there. */
  beat(): void {
    this.values[NAMES.indexOf('beats')]++;
  }
}

/** Why a barrier was given up that no worker of its own gave up. */
const GIVEN_UP = 0x7fff_ffff;

/** A gateway, as the main thread has it. */
export class GatewayThread {
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly thread: Worker,
    private readonly barrier: SharedArrayBuffer,
    readonly statistics: GatewayStatistics,
  ) {
    this.ended = once(thread, 'exit');
  }

  /**
   * Begins; resolves when it hears the other machines.
   *
   * @param onDeath hears why it ended, unless it was asked to
   */
  static async start(
    task: Omit<GatewayTask, 'statistics'>,
    onDeath: (cause: unknown) => void,
  ): Promise<GatewayThread> {
    const statistics = new GatewayStatistics();
    const workerData: GatewayTask = { ...task, statistics: statistics.buffer };
    const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    const gateway = new GatewayThread(thread, task.memory.barrier, statistics);
    thread.on('error', (error) => {
      abortBarrier(task.memory.barrier, GIVEN_UP);
      onDeath(error);
    });
    await Promise.race([once(thread, 'message'), gateway.ended]);
    return gateway;
  }

  /** Gives up: workers that wait are told so, and the thread ends of its own accord. */
  async end(): Promise<void> {
    abortBarrier(this.barrier, GIVEN_UP);
    this.thread.postMessage('end');
    await this.ended;
  }
}
