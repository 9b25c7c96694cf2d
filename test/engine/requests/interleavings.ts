import assert from 'node:assert/strict';
import type { WordAccess } from '../../../src/engine/requests/queue.js';

/** One call by one thread: the code under test, and what it must amount to. */
export interface Operation<Model> {
  readonly name: string;
  /** The code under test. All it shares with other threads it reaches through `access`. */
  run(words: BigUint64Array, access: WordAccess): unknown;
  /** The same on the model, in one piece, at the instant of the operation's last access. Returns the result due. */
  expect(model: Model, result: unknown): unknown;
}

export interface Exploration<Model> {
  /** What each thread calls, one after the other. */
  readonly threads: readonly (readonly Operation<Model>[])[];
  readonly word: bigint;
  /** Plain data: it is copied, and states are told apart, by its JSON. */
  readonly model: Model;
  /** What must hold after every single access. */
  invariant(word: bigint, model: Model): void;
  /** What must hold when all threads are done. */
  end(word: bigint, model: Model): void;
  /** The memory; default: one that behaves as `Atomics` does. */
  readonly memory?: WordAccess;
}

interface ThreadState {
  readonly operation: number;
  /** What the accesses of the operation under way returned so far. */
  readonly returned: readonly bigint[];
}

/** Thrown to leave an operation where it is; one value for all, since a stack trace each would cost the most here. */
const PAUSED = Symbol('paused');

/**
 * Runs an operation for exactly one further access: it starts from the beginning with the results its earlier
 * accesses had, makes the next one on the real memory and is stopped before the one after that. Sound because
 * an operation depends on nothing but its arguments and what its accesses return.
 */
function advance<Model>(
  operation: Operation<Model>,
  words: BigUint64Array,
  memory: WordAccess,
  returned: readonly bigint[],
): { readonly returned: readonly bigint[]; readonly result?: unknown } {
  const now = [...returned];
  let replayed = 0;
  let fresh = 0;
  const stepped = (make: () => bigint): bigint => {
    if (replayed < returned.length) {
      return returned[replayed++];
    }
    if (fresh++ > 0) {
      throw PAUSED;
    }
    const value = make();
    now.push(value);
    return value;
  };
  try {
    const result = operation.run(words, {
      load: (target, i) => stepped(() => memory.load(target, i)),
      compareExchange: (target, i, expected, replacement) =>
        stepped(() => memory.compareExchange(target, i, expected, replacement)),
    });
    return { returned: now, result };
  } catch (error) {
    if (error === PAUSED) {
      return { returned: now };
    }
    throw error;
  }
}

/**
 * Goes through every order in which the threads' accesses to one word can happen, and compares each result with the
 * model. States met before are not entered again.
 *
 * @returns how many states there are
 * @throws AssertionError with the order of accesses that led to the first thing that was wrong
 */
export function explore<Model>(exploration: Exploration<Model>): number {
  const { threads, memory = Atomics } = exploration;
  const words = new BigUint64Array(1);
  const met = new Set<string>();
  const trail: { readonly thread: number; readonly name: string; readonly access: number }[] = [];
  const order = (): string =>
    trail.map(({ thread, name, access }) => `thread ${thread}, ${name}, access ${access}`).join('\n');

  const visit = (word: bigint, states: readonly ThreadState[], model: string): void => {
    const key = JSON.stringify([word, states, model], (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    if (met.has(key)) {
      return;
    }
    met.add(key);
    let done = true;
    for (const [thread, state] of states.entries()) {
      const operation = threads[thread][state.operation];
      if (operation === undefined) {
        continue;
      }
      done = false;
      words[0] = word;
      const step = advance(operation, words, memory, state.returned);
      const finished = 'result' in step;
      trail.push({ thread, name: operation.name, access: step.returned.length });
      const next = JSON.parse(model) as Model;
      try {
        if (finished) {
          assert.deepEqual(step.result, operation.expect(next, step.result), 'result');
        }
        exploration.invariant(words[0], next);
      } catch (cause) {
        throw new assert.AssertionError({ message: `${(cause as Error).message}\n${order()}` });
      }
      const after: ThreadState = finished
        ? { operation: state.operation + 1, returned: [] }
        : { operation: state.operation, returned: step.returned };
      visit(words[0], states.with(thread, after), JSON.stringify(next));
      trail.pop();
    }
    if (done) {
      exploration.end(word, JSON.parse(model) as Model);
    }
  };

  visit(
    exploration.word,
    threads.map(() => ({ operation: 0, returned: [] })),
    JSON.stringify(exploration.model),
  );
  return met.size;
}
