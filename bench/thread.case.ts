import { loadScenario } from '../src/scenario/load.js';
import type { Scenario } from '../src/scenario/scenario.js';
import { Alone } from './alone.js';
import { Floor } from './floor.kernel.js';
import { FloorByUe } from './floor-by-ue.kernel.js';
import { stopwatch } from './stopwatch.js';

/** busy-hour on one thread, by uestorm or by a floor; the program's argument, as JSON. */
export interface ThreadCase {
  /** In the order of time, or one UE at a time, with so many steps per UE and hour; null: uestorm. */
  readonly floor: { readonly order: 'time' | 'ue'; readonly eventsPerUeHour: number } | null;
  readonly ues: number;
  readonly keys: 'symbolic' | 'hmac';
  /** Simulated time that is measured, after the first WARM_UP seconds: whole windows of 2 s. */
  readonly seconds: number;
}

/** What the program prints, as JSON. */
export interface ThreadMeasurement {
  /** Messages handled, or steps taken, in what was measured. */
  readonly events: number;
  readonly nsPerEvent: number;
  /** Per second of processor time; 0 for a floor. */
  readonly proceduresPerSecond: number;
  readonly eventsPerUeHour: number;
  readonly bytesPerUe: number;
}

/** Simulated seconds in which the code gets hot. */
const WARM_UP = 10;
/** The run that a measurement is a part of: long enough for the windows that a run of an hour has. */
const RUN_S = 3600;

function floorOf(
  { order, eventsPerUeHour }: NonNullable<ThreadCase['floor']>,
  scenario: Scenario,
): Floor | FloorByUe {
  return order === 'time' ? new Floor(scenario, eventsPerUeHour) : new FloorByUe(scenario, eventsPerUeHour);
}

function measure({ floor: asked, ues, keys, seconds }: ThreadCase): ThreadMeasurement {
  const scenario = loadScenario('busy-hour', { ues, keys, duration: RUN_S });
  const floor = asked && floorOf(asked, scenario);
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
