import { ActorGate } from './gate/actor.js';
import { MapGate } from './gate/map.js';
import { MutexGate } from './gate/mutex.js';
import { RowGate } from './gate/rows.js';
import { type Gate, Ledger, requestsOf, type Work } from './gate/work.js';
import { stopwatch } from './stopwatch.js';

const GATES = {
  map: (ues: number): Gate => new MapGate(ues),
  mutex: (ues: number): Gate => new MutexGate(ues),
  actor: (ues: number): Gate => new ActorGate(ues),
  rows: (ues: number): Gate => new RowGate(ues),
};

export type GateName = keyof typeof GATES;

/** The work of a gate, done by one of them; the program's argument, as JSON. Needs --expose-gc. */
export interface GateCase {
  readonly gate: GateName;
  readonly work: Work;
}

/** What the program prints, as JSON. */
export interface GateMeasurement {
  readonly proceduresPerSecond: number;
  /** What is held for a UE, typed arrays included, when the work is done and all are at rest. */
  readonly bytesPerUe: number;
  readonly counts: Readonly<Record<'started' | 'held' | 'refused' | 'completed' | 'steps', number>>;
  readonly checksum: number;
}

const { gate: name, work } = JSON.parse(process.argv[2]) as GateCase;
// The first work, with other UEs, only gets the code hot.
await GATES[name](1000).run(requestsOf({ ues: 1000, seconds: 200, perUeHour: work.perUeHour }), new Ledger());

const requests = requestsOf(work);
const ledger = new Ledger();
const before = heapBytes();
const gate = GATES[name](work.ues);
const elapsed = stopwatch();
await gate.run(requests, ledger);
const seconds = elapsed();
const bytesPerUe = (heapBytes() - before) / work.ues;
// The gate is used once more, so that it was still there when the heap was looked at.
await gate.run([], ledger);
const { started, held, refused, completed, steps, checksum } = ledger;
const measurement: GateMeasurement = {
  proceduresPerSecond: completed / seconds,
  bytesPerUe,
  counts: { started, held, refused, completed, steps },
  checksum,
};
console.log(JSON.stringify(measurement));

function heapBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
