import { createBarrier } from '../../../src/engine/workers/barrier.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../../src/model/traffic.js';
import { ruleBits } from '../../../src/verify/explorer/explore.js';
import { SURVEY_WORDS, type SurveyPart, survey } from '../../../src/verify/explorer/survey.js';
import { DEFAULT_KINDS } from '../../../src/verify/kinds.js';
import { ALL_REDUCTIONS } from '../../../src/verify/reduction/reduction.js';
import { createFrontier } from '../../../src/verify/states/frontier.js';
import { classesBelow, createSeen, Seen } from '../../../src/verify/states/seen.js';
import type { StartState } from '../../../src/verify/world/begin.js';

export interface Bound {
  readonly events: number;
  readonly faults: number;
  readonly kinds?: readonly TrafficKind[];
  readonly starts?: readonly StartState[];
  readonly withoutRules?: readonly number[];
  readonly reductions?: number;
  readonly isCompiled?: boolean;
  readonly chunks?: number;
}

export interface Surveyed extends SurveyPart {
  readonly states: number;
  /** Keys of the states in which nothing but traffic can happen. */
  readonly rest: readonly string[];
}

/** A whole survey on this thread, to the end. */
export function surveyAlone(bound: Bound): Surveyed {
  const { events, faults, kinds = DEFAULT_KINDS, starts = ['connected', 'idle'] } = bound;
  const seen = createSeen(12, 22);
  const rest = new Set<string>();
  const part = survey(
    {
      starts,
      kinds: kinds.map((kind) => TRAFFIC_KINDS.indexOf(kind)),
      events,
      faults,
      rules: ruleBits(bound.withoutRules ?? []),
      reductions: bound.reductions ?? ALL_REDUCTIONS,
      isCompiled: bound.isCompiled ?? true,
      toTheEnd: true,
      seen,
      frontier: createFrontier(bound.chunks ?? 3000),
      barrier: createBarrier(1),
      words: new SharedArrayBuffer(4 * SURVEY_WORDS),
    },
    0,
    (key) => rest.add(key),
  );
  return { ...part, rest: [...rest].sort(), states: new Seen(seen, classesBelow(events, faults)).count };
}
