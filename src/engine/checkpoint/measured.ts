import { Snapshots, type SnapshotTask, setTaken, snapshotWords } from '../results/snapshots.js';
import { createGauges, Gauges } from '../workers/gauges.js';

/*
 * The file of a checkpoint with what the workers measured, added up over them: gauges, then the snapshots that had been
 * taken. A run that goes on begins with it at its first worker.
 */

export const MEASURED_FILE = 'measured';

/** What is to be written. @param gauges those of all workers; @param taken how many snapshots */
export function measuredParts(
  gauges: readonly Gauges[],
  tasks: readonly SnapshotTask[],
  taken: number,
): Int32Array[] {
  const buffer = createGauges(1);
  const sum = new Gauges(buffer, 0);
  for (const one of gauges) sum.addKept(one);
  return [new Int32Array(buffer), ...(taken > 0 ? [Snapshots.sumOf(tasks, taken)] : [])];
}

/**
 * Makes gauges and snapshots of all workers as they were at first, but for how many snapshots have been taken; returns
 * what the file is to be read into: the first worker's.
 */
export function partsToFill(
  gauges: SharedArrayBuffer,
  tasks: readonly SnapshotTask[],
  taken: number,
): Int32Array[] {
  new Int32Array(gauges).fill(0);
  for (const task of tasks) {
    new Int32Array(task.buffer).fill(0);
    setTaken(task, taken);
  }
  const first = new Int32Array(gauges, 0, createGauges(1).byteLength / 4);
  return [first, ...(taken > 0 ? [snapshotWords(tasks[0], taken)] : [])];
}
