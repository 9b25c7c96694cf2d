import { TRAFFIC_KINDS } from '../../model/traffic.js';
import type { Scenario, Subscribers } from '../../scenario/scenario.js';
import { highestRate, rateOf } from '../../scenario/subscribers.js';
import { threshold } from '../draws/sampler.js';
import { Stages } from './stages.js';

/*
 * Classes of subscribers. Which one a UE belongs to is a keyed draw of its id, so it costs no memory. An arrival is
 * drawn at the rate of the class that has most of its kind, and says which classes have so many at that time: a set,
 * bit by bit. The core looks whether the UE that the arrival picked is of one of them. So who gets it does not depend
 * on when it is drawn, and one class's rate changes nothing in what the others get.
 */

/** The set of all classes, and of what was asked for from outside. */
export const ALL_CLASSES = 0xff;

/** Cumulated shares as unsigned thresholds on 32 random bits; the last class has what is left and needs none. */
export function classThresholds(subscribers: readonly Subscribers[]): number[] {
  let sum = 0;
  return subscribers.slice(0, -1).map(({ share }) => {
    sum += share;
    return Math.min(threshold(sum), 0xffffffff) | 0;
  });
}

/** Which classes an arrival is for. */
export class Mix {
  /** Share of the highest rate, by kind and class; 0 where no class has the kind. */
  private readonly shares: readonly (readonly number[])[];
  private readonly stages: readonly Stages[];

  constructor(scenario: Scenario) {
    const { subscribers } = scenario;
    this.stages = subscribers.map(({ stages }) => new Stages(stages));
    this.shares = TRAFFIC_KINDS.map((kind) => {
      const highest = highestRate(scenario, kind);
      return subscribers.map((one) => (highest === 0 ? 0 : rateOf(scenario, one, kind) / highest));
    });
  }

  /**
   * The classes that have so many arrivals of a kind at time t, one bit each.
   *
   * @param t in µs
   * @param draw 32 random bits of the arrival: the same for all classes, so that the set needs one draw
   */
  classes(kind: number, t: number, draw: number): number {
    const shares = this.shares[kind];
    const level = (draw >>> 0) / 0x100000000;
    let set = 0;
    for (let i = 0; i < shares.length; i++) if (level < shares[i] * this.stages[i].at(t)) set |= 1 << i;
    return set;
  }
}
