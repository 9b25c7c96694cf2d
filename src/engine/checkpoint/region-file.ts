import { join } from 'node:path';
import { CONFIG } from '../region/config.js';
import type { RegionPlan } from '../region/memory.js';
import { FRESH } from '../region/pool.js';
import { S_ROWS } from '../region/state.js';
import type { HereRegion, RegionMemory } from '../results/result.js';
import { type Checksum, readChecked, writeChecked } from './checked-file.js';
import { distrustRelocations, fixedSection, forgetRows, sectionsOf } from './sections.js';

/** Name of the file with a region's state. */
export const regionFile = (region: number): string => `region-${String(region).padStart(3, '0')}`;

/** Writes the state of the region with words `w`, which nobody works on meanwhile. */
export function writeRegion(path: string, plan: RegionPlan, w: Int32Array): Checksum {
  return writeChecked(
    path,
    sectionsOf(plan, w).map(([from, to]) => w.subarray(from, to)),
  );
}

/** Reads it back into configured words: those of a new run, or of one in which nobody works any more. */
function readRegion(path: string, plan: RegionPlan, w: Int32Array): void {
  const fresh = plan.state + S_ROWS + FRESH;
  const used = w[fresh];
  readChecked(path, partsOf(plan, w));
  forgetRows(plan, w, w[fresh], used);
}

/**
 * Brings the memory of a region to where it stood; nobody may work in it.
 *
 * @param path where its file lies
 * @param simulated µs at which it stands
 * @param ahead of the run that wrote it (region/config.ts)
 */
export function restoreRegion(
  { pieces }: RegionMemory,
  { region, plan, w }: HereRegion,
  path: string,
  { simulated, ahead }: { readonly simulated: number; readonly ahead: number },
): void {
  // The compiled core's own data: a new instance begins with it as it was at first.
  w.fill(0, 0, CONFIG);
  readRegion(join(path, regionFile(region)), plan, w);
  if (pieces.ahead !== ahead) distrustRelocations(plan, w, simulated);
}

function* partsOf(plan: RegionPlan, w: Int32Array): Generator<Int32Array> {
  yield w.subarray(...fixedSection(plan));
  // Known now that the fixed section has been read.
  for (const [from, to] of sectionsOf(plan, w).slice(1)) yield w.subarray(from, to);
}
