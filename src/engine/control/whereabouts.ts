import { ROW_USED, UE_HERE } from '../../model/flags.js';
import { STATE, UE_ID } from '../../model/layout.js';
import { firstUe } from '../region/memory.js';
import type { Requests } from '../requests/requests.js';
import type { Counted } from '../results/counted.js';

/** Where a UE is, and the generation in which it was found there (requests/queue.ts). */
export interface Place {
  readonly region: number;
  readonly row: number;
  readonly generation: number;
}

/** Finds UEs in the memory of a run that goes on: at first in the region where each began, where most still are. */
export class Whereabouts {
  /** @param requests by region */
  constructor(
    private readonly memory: Counted,
    private readonly requests: readonly Requests[],
  ) {}

  /** Null: the UE is between two regions. */
  find(ue: number): Place | null {
    return this.findAll([ue]).get(ue) ?? null;
  }

  /** Those of the UEs that are not between two regions; who has left home is looked for in all rows, once for all. */
  findAll(ues: readonly number[]): ReadonlyMap<number, Place> {
    const found = new Map<number, Place>();
    const away = new Set<number>();
    for (const ue of ues) {
      const place = this.atHome(ue);
      if (place === null) away.add(ue);
      else found.set(ue, place);
    }
    const { words, plans } = this.memory;
    for (let region = 0; region < plans.length && away.size > 0; region++) {
      const { rows, rowCount, sizes } = plans[region];
      const w = words[region];
      for (let row = 0; row < rowCount; row++) {
        const ue = w[rows + row * sizes.row + UE_ID];
        if (!away.has(ue)) continue;
        const place = this.at(ue, region, row);
        if (place === null) continue;
        found.set(ue, place);
        away.delete(ue);
      }
    }
    return found;
  }

  private atHome(ue: number): Place | null {
    const { scenario } = this.memory;
    let home = 0;
    while (home + 1 < scenario.regions && firstUe(scenario, home + 1) <= ue) home++;
    return this.at(ue, home, ue - firstUe(scenario, home));
  }

  /** The generation comes before the look: the row may be given to another UE at any moment. */
  private at(ue: number, region: number, row: number): Place | null {
    const generation = this.requests[region].generation(row);
    const w = this.memory.words[region];
    const { rows, sizes } = this.memory.plans[region];
    const u = rows + row * sizes.row;
    const here = ROW_USED | UE_HERE;
    return w[u + UE_ID] === ue && (w[u + STATE] & here) === here ? { region, row, generation } : null;
  }
}
