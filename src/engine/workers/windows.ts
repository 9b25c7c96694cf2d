import type { Scenario } from '../../scenario/scenario.js';
import { TICK_US } from '../region/wheel.js';

/** Length of a window in ticks of the wheel: the least that anything between two regions takes. */
export function windowTicks({ links }: Scenario): number {
  return Math.max(1, Math.floor((Math.min(links.s10.min, links.ue_move.min) * 1e6) / TICK_US));
}

/** Ticks of a whole run. */
export function runTicks({ duration }: Scenario): number {
  return Math.ceil((duration * 1e6) / TICK_US);
}
