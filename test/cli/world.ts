import { EventEmitter } from 'node:events';
import { main } from '../../src/cli/program.js';
import type { Deps } from '../../src/cli/run.js';
import type { Result } from '../../src/report/result.js';
import type { RunOptions } from '../../src/run.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { resultFixture } from '../report/fixture.js';

/** A stream that keeps what is written to it. */
export class Sink {
  text = '';
  constructor(
    readonly isTTY = false,
    readonly columns = 80,
  ) {}
  write(text: string): void {
    this.text += text;
  }
  hasColors(): boolean {
    return this.isTTY;
  }
}

/** The process as the command sees it: signals come in, and it may be ended at once. */
export class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(status: number): void {
    this.exits.push(status);
  }
}

export interface World {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly signals: FakeProcess;
  /** What the engine was asked to run. */
  readonly runs: { scenario: Scenario; options: RunOptions }[];
  readonly status: number;
}

/** What the engine does instead of running: it may look at the options and change the result. */
export type Engine = (
  options: RunOptions,
  signals: FakeProcess,
) => Partial<Result> | Promise<Partial<Result>>;

/** Runs the command line in a world of its own, with an engine that answers the fixture. */
export async function uestorm(
  argv: readonly string[],
  engine: Engine = () => ({}),
  { terminal = false, columns = 80, env = {} as Deps['env'], stdin = '' as string | Uint8Array } = {},
): Promise<World> {
  const stdout = new Sink(terminal, columns);
  const stderr = new Sink(terminal, columns);
  const signals = new FakeProcess();
  const runs: World['runs'] = [];
  const status = await main(argv, {
    stdout,
    stderr,
    signals,
    env,
    stdin: (async function* () {
      yield stdin;
    })(),
    runScenario: async (scenario, options = {}) => {
      runs.push({ scenario, options });
      return resultFixture({ scenario, ...(await engine(options, signals)) });
    },
  });
  return { stdout, stderr, signals, runs, status };
}
