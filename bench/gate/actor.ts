import { type ActorRefFrom, assign, createActor, setup } from 'xstate';
import { TimeHeap } from './heap.js';
import { endOfStep, type Gate, HELD_MAX, type Ledger, type Request, STEPS } from './work.js';

interface Timer {
  readonly fire: () => void;
  isCancelled: boolean;
}

/** The clock of all actors, in µs of simulated time. */
class SimulatedClock {
  now = 0;
  private readonly timers = new TimeHeap<Timer>();

  readonly setTimeout = (fire: () => void, delay: number): Timer => {
    const timer = { fire, isCancelled: false };
    this.timers.push(this.now + delay, timer);
    return timer;
  };

  readonly clearTimeout = (timer: Timer): void => {
    timer.isCancelled = true;
  };

  runUntil(time: number): void {
    while (this.timers.next < time) {
      this.now = this.timers.next;
      const timer = this.timers.pop();
      if (!timer.isCancelled) timer.fire();
    }
  }
}

interface Context {
  readonly ongoing: Request | null;
  readonly step: number;
  readonly queue: readonly Request[];
}

interface RequestEvent {
  readonly type: 'request';
  readonly request: Request;
}

/** The life of a UE. */
function machine(clock: SimulatedClock, ledger: () => Ledger) {
  return setup({
    types: { context: {} as Context, events: {} as RequestEvent },
    delays: {
      step: ({ context }) => endOfStep(context.ongoing!.number, context.step, clock.now) - clock.now,
    },
    guards: {
      hasRoom: ({ context }) => context.queue.length < HELD_MAX,
      hasMoreSteps: ({ context }) => context.step < STEPS - 1,
      hasHeld: ({ context }) => context.queue.length > 0,
    },
    actions: {
      start: assign(({ event }) => {
        ledger().start(event.request);
        return { ongoing: event.request, step: 0 };
      }),
      hold: assign(({ context, event }) => {
        ledger().hold(event.request);
        return { queue: [...context.queue, event.request] };
      }),
      refuse: ({ event }) => ledger().refuse(event.request),
      countStep: () => {
        ledger().steps++;
      },
      nextStep: assign(({ context }) => ({ step: context.step + 1 })),
      complete: ({ context }) => ledger().complete(context.ongoing!, clock.now),
      startHeld: assign(({ context }) => ({
        ongoing: context.queue[0],
        step: 0,
        queue: context.queue.slice(1),
      })),
      rest: assign({ ongoing: null }),
    },
  }).createMachine({
    context: { ongoing: null, step: 0, queue: [] },
    initial: 'idle',
    states: {
      idle: { on: { request: { target: 'busy', actions: 'start' } } },
      busy: {
        on: { request: [{ guard: 'hasRoom', actions: 'hold' }, { actions: 'refuse' }] },
        after: {
          step: [
            { guard: 'hasMoreSteps', target: 'busy', reenter: true, actions: ['countStep', 'nextStep'] },
            {
              guard: 'hasHeld',
              target: 'busy',
              reenter: true,
              actions: ['countStep', 'complete', 'startHeld'],
            },
            { target: 'idle', actions: ['countStep', 'complete', 'rest'] },
          ],
        },
      },
    },
  });
}

/** An actor of XState per UE. */
export class ActorGate implements Gate {
  private readonly clock = new SimulatedClock();
  private readonly ues = new Map<number, ActorRefFrom<ReturnType<typeof machine>>>();
  private ledger: Ledger | null = null;

  constructor(ues: number) {
    const { clock } = this;
    const life = machine(clock, () => this.ledger!);
    for (let id = 0; id < ues; id++) {
      // The clock's identities are its own matter: XState only hands them back.
      const actor = createActor(life, { clock: clock as never });
      actor.start();
      this.ues.set(id, actor);
    }
  }

  run(requests: readonly Request[], ledger: Ledger): void {
    this.ledger = ledger;
    for (const request of requests) {
      this.clock.runUntil(request.at);
      this.clock.now = request.at;
      this.ues.get(request.ue)!.send({ type: 'request', request });
    }
    this.clock.runUntil(Number.POSITIVE_INFINITY);
  }
}
