import { HmacKeys } from '../src/model/hmac.js';
import { loadScenario } from '../src/scenario/load.js';
import { Alone } from './alone.js';

/** One run of busy-hour on one thread; the program's argument, as JSON. */
export interface KeysCase {
  readonly keys: 'symbolic' | 'hmac' | 'hmac without memo';
  readonly ues: number;
  /** Simulated time. */
  readonly seconds: number;
}

/** What the program prints, as JSON. */
export interface KeysMeasurement {
  readonly digest: string;
  /** Processor time of the set-up, and of the run. */
  readonly setupSeconds: number;
  readonly runSeconds: number;
  readonly derivations: number;
  readonly bytesPerUe: number;
}

const { keys, ues, seconds } = JSON.parse(process.argv[2]) as KeysCase;
const scenario = loadScenario('busy-hour', { keys: keys.split(' ')[0], ues, duration: seconds });
const setUp = process.cpuUsage();
const run = new Alone(
  scenario,
  // A single entry is as good as none.
  keys === 'hmac without memo' ? () => new HmacKeys(scenario.seed, 1) : undefined,
);
const setupSeconds = secondsSince(setUp);

const started = process.cpuUsage();
run.runTo(seconds);
const runSeconds = secondsSince(started);

const { digest, engine } = run.result(runSeconds);
const { derivations, bytesPerUe } = engine;
console.log(JSON.stringify({ digest, setupSeconds, runSeconds, derivations, bytesPerUe }));

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
