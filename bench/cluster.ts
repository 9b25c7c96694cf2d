import assert from 'node:assert/strict';
import { leastLatency } from '../src/engine/workers/windows.js';
import { loadScenario } from '../src/scenario/load.js';
import type { Scenario } from '../src/scenario/scenario.js';
import { type ClusterMeasurement, measure } from './cluster/measurement.js';
import { type Load, lambdaOf, roundsOf, secondsOf, uesInRealTime } from './cluster/model.js';
import { type BenchResult, once } from './measure.js';

/*
 * What it costs to run on several machines: busy-hour on 1, 2 and 3 processes of one worker each, on loopback, behind a
 * proxy that keeps nothing, and behind ones that have the machines some way apart. Processes beyond the cores take turns,
 * so speed says little there; rounds and octets do not care. The model (cluster/model.ts) gets its numbers from the points
 * without a way, and is held against those with one.
 */

const UES = 1_000_000;
const DURATION = '2m';
const WAYS_MS = [0.1, 0.5, 2];
/** The same network with other numbers of UEs, for its rounds alone. */
const OTHERS: readonly (readonly [ues: number, duration: string])[] = [
  [100_000, '2m'],
  [4_000_000, '20s'],
];

/**
 * What the model says of machines that nobody has here. Work per UE is that of 50 M UEs on two workers, which go at 1.25
 * times real time (bench -- scale): what they need lies in no cache any more.
 */
const LARGE_W = 2 / (1.25 * 50e6);
const NETWORKS = [50e6, 200e6, 1e9];
const FLEETS: readonly (readonly [machines: number, workers: number])[] = [
  [2, 8],
  [4, 8],
  [8, 8],
  [2, 32],
  [8, 32],
];
const WAY_MS = 0.1;
/** What one more message takes to be sent, carried and taken in, of twenty that go together (measured: 2 to 8 µs). */
const PER_MACHINE_MS = 0.008;

export async function bench(): Promise<BenchResult[]> {
  const scenario = loadScenario('busy-hour', { ues: UES, duration: DURATION });
  const least = leastLatency(scenario) / 1e6;
  const alone = await told(scenario, 1, null);
  const two = await told(scenario, 2, null);
  const load: Load = {
    w: alone.workMs / 1e3 / UES,
    lambda: lambdaOf(UES, roundsIn(two), least),
    least,
  };
  const results = [alone, two].flatMap(resultsOf);
  for (const [ues, duration] of OTHERS) {
    const other = await told(loadScenario('busy-hour', { ues, duration }), 2, null);
    const name = `${ues / 1e6} M UEs: rounds in a simulated second`;
    results.push(once(name, '', roundsIn(other)), once(`${name}, by the model`, '', roundsOf(ues, load)));
  }
  results.push(...resultsOf(await told(scenario, 3, null)));
  const c = roundSecondsOf(two, load);
  results.push(once(`${nameOf(two)}: a round, by the model`, 'ms', c * 1e3), ...projected(c, load));
  for (const machines of [2, 3]) results.push(...(await withWays(scenario, machines, load, alone.digest)));
  return results;
}

/** Measures with the machines some way apart, and holds the model against it. */
async function withWays(
  scenario: Scenario,
  machines: number,
  load: Load,
  digest: string,
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const near = await told(scenario, machines, 0);
  results.push(...resultsOf(near));
  const c = roundSecondsOf(near, load);
  for (const wayMs of WAYS_MS) {
    const measured = await told(scenario, machines, wayMs);
    assert.equal(measured.digest, digest, 'the outcome was another one');
    const speed = 1 / secondsOf(UES, machines, c + wayMs / 1e3, load);
    results.push(...resultsOf(measured), once(`${nameOf(measured)}: ... by the model`, 'x', speed));
  }
  return results;
}

/** What a round takes by the model, where a simulated second took so long. */
const roundSecondsOf = ({ machines, speed }: ClusterMeasurement, load: Load): number =>
  (1 / speed - secondsOf(UES, machines, 0, load)) / roundsOf(UES, load);

/** What others would carry, by the model. */
function projected(c: number, load: Load): BenchResult[] {
  const large = { ...load, w: LARGE_W };
  return FLEETS.flatMap(([machines, workers]) => {
    const round = c + WAY_MS / 1e3 + (PER_MACHINE_MS / 1e3) * Math.max(0, machines - 2);
    const name = `${machines} machines of ${workers} workers, ${WAY_MS} ms apart, by the model`;
    const all = machines * workers;
    return [
      ...NETWORKS.map((ues) =>
        once(`${name}: ${ues / 1e6} M UEs, over real time`, 'x', 1 / secondsOf(ues, all, round, large)),
      ),
      once(`${name}: UEs in real time`, 'M', uesInRealTime(all, round, large) / 1e6),
    ];
  });
}

async function told(scenario: Scenario, machines: number, wayMs: number | null): Promise<ClusterMeasurement> {
  const measured = await measure(scenario, machines, wayMs);
  process.stderr.write(`  ${nameOf(measured)}: ${measured.speed.toFixed(1)} x\n`);
  return measured;
}

const roundsIn = ({ roundsPerWindow, windowSeconds }: ClusterMeasurement): number =>
  roundsPerWindow / windowSeconds;

const nameOf = ({ machines, wayMs, ues }: ClusterMeasurement): string =>
  `${ues / 1e6} M UEs, ${machines} machines${wayMs === null ? '' : `, ${wayMs} ms apart`}`;

function resultsOf(measured: ClusterMeasurement): BenchResult[] {
  const { speed, windowSeconds, roundsPerWindow, bytesPerUeSecond, workMs, exchangeMs, roundMs } = measured;
  const name = nameOf(measured);
  return [
    once(`${name}: rounds in a window of ${windowSeconds} s`, '', roundsPerWindow),
    once(`${name}: octets between machines per UE, simulated s`, 'B', bytesPerUeSecond),
    once(`${name}: all wait for others, a round`, 'ms', roundMs),
    once(`${name}: work of the busiest, a simulated s`, 'ms', workMs),
    once(`${name}: exchange and waiting there`, 'ms', exchangeMs),
    once(`${name}: simulated over wall time`, 'x', speed),
  ];
}
