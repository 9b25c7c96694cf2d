import { compiledCore } from '../src/engine/compiled.js';
import { Host } from '../src/engine/host.js';
import { planRegion } from '../src/engine/memory.js';
import { populate } from '../src/engine/population.js';
import { Region } from '../src/engine/region.js';
import { RegionMemory } from '../src/engine/result.js';
import { windowTicks } from '../src/engine/shard.js';
import { TICK_US } from '../src/engine/wheel.js';
import { HmacKeys } from '../src/model/hmac.js';
import { newKeys } from '../src/model/new-keys.js';
import { loadScenario } from '../src/scenario/load.js';

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
const memory = new RegionMemory(scenario);
const regions = Array.from({ length: scenario.regions }, (_, r) => {
  // A single entry is as good as none.
  const arithmetic =
    keys === 'hmac without memo' ? new HmacKeys(scenario.seed, 1) : newKeys(scenario.keys, scenario.seed);
  const host = new Host();
  const runner = compiledCore(memory.of(r), arithmetic, host);
  return new Region(memory.of(r).buffer, planRegion(scenario, r), r, scenario, arithmetic, { host, runner });
});

const setUp = process.cpuUsage();
for (const region of regions) populate(region, scenario);
const setupSeconds = secondsSince(setUp);

const started = process.cpuUsage();
const end = Math.ceil((seconds * 1e6) / TICK_US);
for (let tick = 0; tick < end; ) {
  tick = Math.min(end, tick + windowTicks(scenario));
  for (const region of regions) region.prepare(tick);
  for (const region of regions) region.runUntil(tick);
  for (const region of regions) region.emptyOutbox((w, x, to) => regions[to].accept(w, x));
}
const runSeconds = secondsSince(started);

const { digest, engine } = memory.result({
  status: 'completed',
  workers: 1,
  simulatedSeconds: seconds,
  wallSeconds: runSeconds,
  setupSeconds,
});
const { derivations, bytesPerUe } = engine;
console.log(JSON.stringify({ digest, setupSeconds, runSeconds, derivations, bytesPerUe }));

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
