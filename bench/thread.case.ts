import { loadScenario } from '../src/scenario/load.js';
import { Alone } from './alone.js';
import { Floor } from './floor.kernel.js';
import { stopwatch } from './stopwatch.js';

/** busy-hour on one thread, by uestorm or by the floor; the program's argument, as JSON. */
export interface ThreadCase {
  /** Steps per UE and hour that the floor takes; null: uestorm. */
  readonly floorEvents: number | null;
  readonly ues: number;
  readonly keys: 'symbolic' | 'hmac';
  /** Simulated time that is measured, after the first WARM_UP seconds. */
  readonly seconds: number;
}

/** What the program prints, as JSON. */
export interface ThreadMeasurement {
  /** Messages handled, or steps taken, in what was measured. */
  readonly events: number;
  readonly nsPerEvent: number;
  /** Per second of processor time; 0 for the floor. */
  readonly proceduresPerSecond: number;
  readonly eventsPerUeHour: number;
  readonly bytesPerUe: number;
}

/** Simulated seconds in which the code gets hot. */
const WARM_UP = 5;

function measure({ floorEvents, ues, keys, seconds }: ThreadCase): ThreadMeasurement {
  const scenario = loadScenario('busy-hour', { ues, keys, duration: WARM_UP + seconds });
  const floor = floorEvents === null ? null : new Floor(scenario, floorEvents);
  const engine = floor === null ? new Alone(scenario) : null;
  const eventsSoFar = () => floor?.events ?? engine?.messages ?? 0;
  (floor ?? engine)?.runTo(WARM_UP);
  const before = eventsSoFar();
  const proceduresBefore = engine?.result(1).engine.procedures ?? 0;
  const elapsed = stopwatch();
  (floor ?? engine)?.runTo(WARM_UP + seconds);
  const runSeconds = elapsed();
  const events = eventsSoFar() - before;
  const after = engine?.result(runSeconds).engine;
  return {
    events,
    nsPerEvent: (runSeconds * 1e9) / events,
    proceduresPerSecond: ((after?.procedures ?? 0) - proceduresBefore) / runSeconds,
    eventsPerUeHour: (events * 3600) / (ues * seconds),
    bytesPerUe: after?.bytesPerUe ?? 0,
  };
}

console.log(JSON.stringify(measure(JSON.parse(process.argv[2]) as ThreadCase)));
