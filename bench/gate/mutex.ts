import { Mutex } from 'async-mutex';
import { TimeHeap } from './heap.js';
import { endOfStep, type Gate, HELD_MAX, type Ledger, type Request, STEPS } from './work.js';

interface Ue {
  readonly mutex: Mutex;
  waiting: number;
}

/** An async function per procedure, and a mutex of async-mutex per UE. */
export class MutexGate implements Gate {
  private readonly ues = new Map<number, Ue>();
  private readonly sleepers = new TimeHeap<() => void>();
  private now = 0;
  /** Procedures that neither sleep nor wait for a mutex: time stands still until they do. */
  private awake = 0;

  constructor(ues: number) {
    for (let id = 0; id < ues; id++) this.ues.set(id, { mutex: new Mutex(), waiting: 0 });
  }

  async run(requests: readonly Request[], ledger: Ledger): Promise<void> {
    const procedures: Promise<void>[] = [];
    for (const request of requests) {
      await this.runUntil(request.at);
      this.now = request.at;
      procedures.push(this.procedure(request, ledger));
      await this.settled();
    }
    await this.runUntil(Number.POSITIVE_INFINITY);
    await Promise.all(procedures);
  }

  private async procedure(request: Request, ledger: Ledger): Promise<void> {
    const ue = this.ues.get(request.ue)!;
    if (!ue.mutex.isLocked()) ledger.start(request);
    else if (ue.waiting < HELD_MAX) ledger.hold(request);
    else {
      ledger.refuse(request);
      return;
    }
    ue.waiting++;
    if (!ue.mutex.isLocked()) this.awake++;
    const release = await ue.mutex.acquire();
    ue.waiting--;
    for (let step = 0; step < STEPS; step++) {
      await this.sleepUntil(endOfStep(request.number, step, this.now));
      ledger.steps++;
    }
    ledger.complete(request, this.now);
    // Who has waited longest is awake in its place.
    if (ue.waiting === 0) this.awake--;
    release();
  }

  private sleepUntil(time: number): Promise<void> {
    this.awake--;
    return new Promise((resolve) => this.sleepers.push(time, resolve));
  }

  private async runUntil(time: number): Promise<void> {
    while (this.sleepers.next < time) {
      this.now = this.sleepers.next;
      const wake = this.sleepers.pop();
      this.awake++;
      wake();
      await this.settled();
    }
  }

  private async settled(): Promise<void> {
    while (this.awake > 0) await null;
  }
}
