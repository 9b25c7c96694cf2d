import fc from 'fast-check';
import type { Case } from './cases.js';
import { newTally, type Tally } from './judge.js';

/** Campaigns whose seeds lie side by side have no cases in common. */
const SPREAD = 0x9e3779b1;
/** Cases of one draw; the next has another seed. */
const CASES = 25;

export interface CampaignOptions {
  readonly cases: fc.Arbitrary<Case>;
  readonly judge: (one: Case, tally: Tally) => Promise<void>;
  /** Chooses the cases. */
  readonly seed: number;
  /** Time after which no new case begins, in ms; infinite: it goes on for ever. */
  readonly forMs: number;
  /** Time after a failure in which a smaller case that fails is looked for, in ms. */
  readonly shrinkMs: number;
  readonly onProgress?: (tally: Tally) => void;
}

/** A case that failed, as small as it could be made. */
export interface Found {
  readonly smallest: Case;
  readonly because: string;
  /** The case that failed first, and why. */
  readonly first: Case;
  readonly firstBecause: string;
}

/** Tries cases until one fails, or the time is over. */
export async function campaign(options: CampaignOptions): Promise<{ tally: Tally; found: Found | null }> {
  const tally = newTally();
  const end = performance.now() + options.forMs;
  for (let draw = 0; performance.now() < end; draw++) {
    const found = await tryCases(options, tally, (Math.imul(options.seed, SPREAD) + draw) | 0, end);
    options.onProgress?.(tally);
    if (found !== null) return { tally, found };
  }
  return { tally, found: null };
}

async function tryCases(
  { cases, judge, shrinkMs, onProgress }: CampaignOptions,
  tally: Tally,
  seed: number,
  end: number,
): Promise<Found | null> {
  let first: { readonly one: Case; readonly because: string; readonly at: number } | null = null;
  let smallest: Case | null = null;
  let because = '';
  const property = fc.asyncProperty(cases, async (one) => {
    // What is not tried counts as sound: draws are cut short, and shrinking ends.
    if (first === null ? performance.now() > end : performance.now() > first.at + shrinkMs) return;
    try {
      await judge(one, tally);
    } catch (error) {
      because = error instanceof Error ? error.message : String(error);
      smallest = one;
      first ??= { one, because, at: performance.now() };
      throw error;
    } finally {
      onProgress?.(tally);
    }
  });
  await fc.check(property, { seed, numRuns: CASES });
  // (Assigned in the property, which TypeScript does not see.)
  const failed = first as { readonly one: Case; readonly because: string } | null;
  if (failed === null || smallest === null) return null;
  return { smallest, because, first: failed.one, firstBecause: failed.because };
}
