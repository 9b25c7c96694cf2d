import { TimeHeap } from './heap.js';
import { endOfStep, type Gate, HELD_MAX, type Ledger, type Request, STEPS } from './work.js';

interface Ue {
  readonly id: number;
  ongoing: Request | null;
  step: number;
  readonly queue: Request[];
}

/** A Map of objects with an array each as queue, and one heap for time. */
export class MapGate implements Gate {
  private readonly ues = new Map<number, Ue>();
  private readonly due = new TimeHeap<Ue>();

  constructor(ues: number) {
    for (let id = 0; id < ues; id++) this.ues.set(id, { id, ongoing: null, step: 0, queue: [] });
  }

  run(requests: readonly Request[], ledger: Ledger): void {
    for (const request of requests) {
      this.runUntil(request.at, ledger);
      this.request(request, ledger);
    }
    this.runUntil(Number.POSITIVE_INFINITY, ledger);
  }

  private runUntil(time: number, ledger: Ledger): void {
    while (this.due.next < time) {
      const now = this.due.next;
      this.endStep(this.due.pop(), now, ledger);
    }
  }

  private request(request: Request, ledger: Ledger): void {
    const ue = this.ues.get(request.ue)!;
    if (ue.ongoing === null) {
      ledger.start(request);
      this.begin(ue, request, request.at);
    } else if (ue.queue.length < HELD_MAX) {
      ledger.hold(request);
      ue.queue.push(request);
    } else ledger.refuse(request);
  }

  private begin(ue: Ue, request: Request, now: number): void {
    ue.ongoing = request;
    ue.step = 0;
    this.due.push(endOfStep(request.number, 0, now), ue);
  }

  private endStep(ue: Ue, now: number, ledger: Ledger): void {
    const request = ue.ongoing!;
    ledger.steps++;
    ue.step++;
    if (ue.step < STEPS) {
      this.due.push(endOfStep(request.number, ue.step, now), ue);
      return;
    }
    ledger.complete(request, now);
    ue.ongoing = null;
    const next = ue.queue.shift();
    if (next !== undefined) this.begin(ue, next, now);
  }
}
