import { type NameOf, namesOf } from './numbered.js';

/** What must be true whatever happens; the oracle judges it while the load runs. */
export const AS_AGREEMENT = 0;
export const NAS_AGREEMENT = 1;
export const CHAIN_AGREEMENT = 2;
export const FALSE_REPLAY = 3;
export const REUSE = 4;
export const CONSERVATION = 5;
export const PROGRESS = 6;

/** By the names in results and metrics. */
export const INVARIANTS = {
  as_agreement: { number: AS_AGREEMENT },
  nas_agreement: { number: NAS_AGREEMENT },
  chain_agreement: { number: CHAIN_AGREEMENT },
  false_replay: { number: FALSE_REPLAY },
  reuse: { number: REUSE },
  conservation: { number: CONSERVATION },
  progress: { number: PROGRESS },
} as const;

export type InvariantName = NameOf<typeof INVARIANTS>;

export const INVARIANT_NAMES = namesOf('invariants', INVARIANTS);
