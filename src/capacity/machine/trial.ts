import type { LiveRun } from '../../engine/control/live.js';
import { runEngine } from '../../engine/control/run.js';
import { piecesOf } from '../../engine/workers/windows.js';
import { addArea, differenceOf } from '../../measure/areas.js';
import { HISTOGRAM_WORDS, statistic } from '../../measure/histogram.js';
import type { Statistic } from '../../measure/statistic.js';
import type { Result } from '../../report/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import { freeMemory } from './free-memory.js';
import { read, type Usage, usageBetween } from './usage.js';

/** A run with the real clock, and how well it kept time after its warm-up. */
export interface MachineTrial {
  readonly ues: number;
  /** Wall seconds that were measured, after the warm-up. */
  readonly seconds: number;
  /** Wall time from when a window was due until it began. */
  readonly lateness: Statistic;
  /** Whether the run fell so far behind that it was ended. */
  readonly fellBehind: boolean;
  /** Messages per second of wall time, from the run's begin on. */
  readonly messagesPerSecond: number;
  /** Share of the offered procedures that the model refused, for want of active blocks or of MMEs. */
  readonly refused: number;
  readonly usage: Usage;
}

export interface MachineTrialOptions {
  readonly workers: number;
  /** Wall seconds that are measured. */
  readonly seconds: number;
  /** Wall seconds before that: code is compiled, caches fill, connections of the begin end. */
  readonly warmUpSeconds: number;
  readonly signal?: AbortSignal;
}

/** A run that is so late catches up in no useful time. */
const FALLEN_BEHIND_S = 1;
/** What a run has left when its measured part ends: it is stopped there, and its own end plays no part. */
const SPARE_S = 60;
const POLL_MS = 2;
const US = 1e-6;

/** Length of a window in seconds: a window that begins later than that begins when it should be over. */
export function windowSeconds(scenario: Scenario): number {
  return piecesOf({ ...scenario, clock: 'real' }).window / 1e6;
}

/** Runs a scenario with the real clock for a while, whatever its own clock and duration are. */
export async function runTrial(scenario: Scenario, options: MachineTrialOptions): Promise<MachineTrial> {
  const { workers, seconds, warmUpSeconds, signal } = options;
  const duration = warmUpSeconds + seconds + SPARE_S;
  const end = new AbortController();
  const stop = (): void => end.abort();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  let measuring: Measuring | undefined;
  try {
    const { result } = await runEngine(
      { ...scenario, clock: 'real', duration },
      {
        workers,
        maxLateness: FALLEN_BEHIND_S,
        signal: end.signal,
        onStart: (live) => {
          measuring = new Measuring(live, warmUpSeconds, seconds, stop);
        },
      },
    );
    return measuring!.trial(result);
  } finally {
    measuring?.end();
    signal?.removeEventListener('abort', stop);
    measuring = undefined;
    await freeMemory();
  }
}

/** Watches a run from the event loop: where its measured part begins and ends. */
class Measuring {
  private readonly timer: NodeJS.Timeout;
  private before: Measured | null = null;
  private after: Measured | null = null;

  constructor(
    private readonly live: LiveRun,
    private readonly warmUp: number,
    private readonly seconds: number,
    private readonly stop: () => void,
  ) {
    this.timer = setInterval(() => this.look(), POLL_MS);
  }

  end(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { live, warmUp, seconds } = this;
    if (this.after !== null || live.control.readyAt === 0) return;
    if (this.before === null) {
      if (live.wallSeconds >= warmUp) this.before = measured(live);
    } else if (live.wallSeconds >= warmUp + seconds) {
      this.after = measured(live);
      this.stop();
    }
  }

  /** One that ended before its time, because it fell behind, is judged by all of it. */
  trial(result: Result): MachineTrial {
    const { live } = this;
    const after = this.after ?? measured(live);
    const before = this.after === null ? null : this.before;
    const usage = usageBetween((before ?? this.before ?? after).reading, after.reading);
    const lateness = after.lateness.map((area, i) =>
      before === null ? area : differenceOf(area, before.lateness[i]),
    );
    const procedures = Object.values(result.procedures);
    const refused = procedures.reduce((sum, procedure) => sum + procedure.refused, 0);
    return {
      ues: live.scenario.ues,
      seconds: usage.wallSeconds,
      lateness: statistic(lateness, US),
      fellBehind: result.realTime?.tooLate ?? false,
      messagesPerSecond: result.engine.messagesPerSecond,
      refused: result.engine.procedures === 0 ? 0 : refused / result.engine.procedures,
      usage,
    };
  }
}

interface Measured {
  readonly reading: ReturnType<typeof read>;
  /** Copies, by worker. */
  readonly lateness: readonly Int32Array[];
}

function measured(live: LiveRun): Measured {
  const lateness = live.gauges.map(({ latenessArea }) => {
    const copy = new Int32Array(HISTOGRAM_WORDS);
    addArea(copy, latenessArea);
    return copy;
  });
  return { reading: read(live), lateness };
}
