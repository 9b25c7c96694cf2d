import { PROCEDURE_NAMES } from '../../model/procedures.js';
import type { Result } from '../../report/result.js';
import { C_DERIVATIONS, C_MESSAGES } from '../region/counters.js';
import type { Snapshots } from './snapshots.js';
import { Tally } from './tally.js';

/** A result with all that was counted in a part of its run in place of what was counted in the whole. */
export type Measured = Omit<Result, 'thresholds'>;

/**
 * What a run's result would say of the part between two of its snapshots. The invariants remain those of the whole
 * run, and so does what is open at its end, and what is known of this machine.
 *
 * @param from number of the earlier snapshot; -1: the run's beginning
 * @param to number of the later one
 */
export function measuredBetween(result: Result, snapshots: Snapshots, from: number, to: number): Measured {
  const { thresholds: _, ...whole } = result;
  const parts = snapshots.between(from, to);
  const tally = new Tally(result.scenario, [parts.counters], (n) => [parts.areaOf(n)]);
  const open = (which: 'inFlight' | 'queued') =>
    Float64Array.from(PROCEDURE_NAMES, (name) => result.procedures[name][which]);
  return {
    ...whole,
    engine: {
      ...whole.engine,
      simulatedSeconds: snapshots.seconds[to] - (from < 0 ? 0 : snapshots.seconds[from]),
      messages: tally.sum(C_MESSAGES),
      procedures: tally.offered(),
      derivations: tally.sum(C_DERIVATIONS),
    },
    // Made when they are asked for: who follows one number through a hundred parts wants none of the others.
    get traffic() {
      return tally.traffic();
    },
    get load() {
      return tally.load();
    },
    get procedures() {
      return tally.procedures({ inFlight: open('inFlight'), queued: open('queued') });
    },
    get rules() {
      return tally.rules();
    },
    ...tally.mme(),
  };
}
