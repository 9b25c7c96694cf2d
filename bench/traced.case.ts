import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScenario } from '../src/run.js';
import { loadScenario } from '../src/scenario/load.js';
import { stopwatch } from './stopwatch.js';

/** A run of busy-hour on one worker, with a trace of all UEs or without; the program's argument, as JSON. */
export interface TracedCase {
  readonly ues: number;
  readonly seconds: number;
  readonly traced: boolean;
}

/** What the program prints, as JSON. */
export interface TracedMeasurement {
  /** Of all threads together: the main thread puts the parts of a trace in order when the run is over. */
  readonly nsPerMessage: number;
}

const { ues, seconds, traced } = JSON.parse(process.argv[2]) as TracedCase;
const scenario = loadScenario('busy-hour', { ues, duration: seconds });
const file = join(tmpdir(), `uestorm-bench-${process.pid}.trace`);
const elapsed = stopwatch();
const { engine } = await runScenario(scenario, {
  workers: 1,
  ...(traced ? { trace: { file, ues: `0-${ues - 1}` } } : {}),
});
const measurement: TracedMeasurement = { nsPerMessage: (elapsed() * 1e9) / engine.messages };
rmSync(file, { force: true });
console.log(JSON.stringify(measurement));
