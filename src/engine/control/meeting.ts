import { createAnnouncements, type ExchangeMemory } from '../exchange/exchange.js';
import { frameBytesMin } from '../exchange/frames.js';
import { createRing } from '../exchange/ring.js';
import { planRegion } from '../region/memory.js';
import type { Counted } from '../results/counted.js';
import { createBarrier } from '../workers/barrier.js';
import { usableCores } from './cores.js';

/** Rings together; each is as large as that allows, within its bounds. */
const RINGS_BYTES = 2 ** 25;
const RING_BYTES_MIN = 2 ** 13;
const RING_BYTES_MAX = 2 ** 18;

/** Which of all workers of a run are this machine's, where other machines have part in it. */
export interface Part {
  /** Number of the first of them. */
  readonly first: number;
  /** Workers of all machines. */
  readonly all: number;
}

/** How the workers of a run meet. */
interface Asked {
  readonly workers: number;
  /** Null: there are no others. */
  readonly part: Part | null;
  /** Whether workers have rings to themselves. */
  readonly encodeAll: boolean;
  /** Bytes of each ring; default: as the number of workers has it. */
  readonly ringBytes: number | undefined;
}

/**
 * Where the workers of a machine meet: barrier, rings, announcements. Where other machines have part, one more party of
 * the barrier stands for all their workers, and there are rings to and from each of those.
 */
export interface Meeting {
  readonly barrier: SharedArrayBuffer;
  readonly isCrowded: boolean;
  readonly announcements: SharedArrayBuffer;
  /** By the number of who writes, then of who reads; null: they do not meet here. */
  readonly rings: readonly (readonly (SharedArrayBuffer | null)[])[];
}

export function createMeeting(memory: Counted, { workers, part, encodeAll, ringBytes }: Asked): Meeting {
  const { first, all } = part ?? { first: 0, all: workers };
  const isHere = (worker: number): boolean => worker >= first && worker < first + workers;
  const bytes = ringBytes ?? bytesOfRings(memory, all);
  const ring = (from: number, to: number): SharedArrayBuffer | null => {
    const isWanted = from === to ? encodeAll : isHere(from) || isHere(to);
    return isWanted ? createRing(bytes) : null;
  };
  const parties = part === null ? workers : workers + 1;
  return {
    barrier: createBarrier(parties, part !== null),
    isCrowded: parties > usableCores(),
    announcements: createAnnouncements(all),
    rings: Array.from({ length: all }, (_, from) => Array.from({ length: all }, (_, to) => ring(from, to))),
  };
}

/** A worker's side of it, by its number over all machines. */
export function exchangeOf({ announcements, rings }: Meeting, worker: number): ExchangeMemory {
  return { announcements, to: rings[worker], from: rings.map((ring) => ring[worker]) };
}

/** Capacity of each ring. A record may take an eighth of it, and the largest transfer must fit in one. */
function bytesOfRings({ scenario, extraKeyWords }: Counted, workers: number): number {
  const share = 2 ** Math.floor(Math.log2(RINGS_BYTES / workers ** 2));
  const least = 8 * frameBytesMin(planRegion(scenario, 0, extraKeyWords).sizes);
  return Math.max(RING_BYTES_MIN, 2 ** Math.ceil(Math.log2(least)), Math.min(RING_BYTES_MAX, share));
}
