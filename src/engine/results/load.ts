import { TRAFFIC_KINDS } from '../../model/traffic.js';
import { loadOf } from '../../results/load.js';
import type { LoadResult } from '../../results/parts.js';
import type { Scenario } from '../../scenario/scenario.js';
import { C_MET, C_QUEUE_FULL, C_TRAFFIC, C_UNMET, TRAFFIC_STRIDE } from '../region/counters.js';

/** What was offered, held against the scenario; `sum`: a counter over all regions. */
export function loadResult(
  { ues, population }: Pick<Scenario, 'ues' | 'population'>,
  sum: (counter: number) => number,
): LoadResult {
  return loadOf({
    offered: TRAFFIC_KINDS.reduce((all, _, kind) => all + sum(C_TRAFFIC + kind * TRAFFIC_STRIDE), 0),
    refused: sum(C_QUEUE_FULL),
    met: sum(C_MET),
    unmet: sum(C_UNMET),
    ues,
    population: population.registered,
  });
}
