import { TRAFFIC_KINDS, type TrafficKind } from '../model/traffic.js';
import type { Scenario, Stage } from './scenario.js';

/*
 * Subscriber classes as the engine and its memory plan need them. A scenario without classes has one: everybody, with
 * the scenario's own rates and no load over time but the scenario's.
 */

interface Rated {
  readonly share: number;
  readonly traffic: Readonly<Partial<Record<TrafficKind, number>>>;
  readonly stages: readonly Stage[];
}

const EVERYBODY: readonly Rated[] = [{ share: 1, traffic: {}, stages: [] }];

export const classesOf = ({ subscribers }: Scenario): readonly Rated[] =>
  subscribers.length === 0 ? EVERYBODY : subscribers;

/** Events of a kind per UE of a class and hour; what the class does not say is as for all. */
export function rateOf({ traffic }: Scenario, subscriber: Pick<Rated, 'traffic'>, kind: TrafficKind): number {
  return subscriber.traffic[kind] ?? traffic[kind];
}

/** The highest factor of a load over time, which begins at 1. */
export function highestFactor(stages: readonly Stage[]): number {
  return stages.reduce((top, { factor }) => Math.max(top, factor), 1);
}

/** Events of a kind per UE and hour of the class that has most of them, at the highest of its own load. */
export function highestRate(scenario: Scenario, kind: TrafficKind): number {
  return Math.max(
    ...classesOf(scenario).map((one) => rateOf(scenario, one, kind) * highestFactor(one.stages)),
  );
}

/** Events of some kinds per UE and hour, the mean over the UEs, each class at the highest of its own load. */
export function meanRates(scenario: Scenario, kinds: readonly TrafficKind[] = TRAFFIC_KINDS): number {
  return classesOf(scenario).reduce((sum, one) => {
    const rates = kinds.reduce((all, kind) => all + rateOf(scenario, one, kind), 0);
    return sum + one.share * rates * highestFactor(one.stages);
  }, 0);
}
