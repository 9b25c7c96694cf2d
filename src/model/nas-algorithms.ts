/*
 * The NAS algorithms that security contexts are on. There are two pairs, which all parties have: a number, 0 or 1, stands for
 * the pair, as a bit of what parties hold and of what messages are protected with.
 */

/** The number that 128-EIA and 128-EEA of a pair have: AES, and SNOW 3G (TS 33.401 5.1.3.2, 5.1.4.2). */
export const NAS_ALGORITHMS = [2, 1] as const;

/** What MMEs prefer, and give to a new security context: all the same pair, or every other region the second one. */
export const NAS_ALGORITHM_CHOICES = ['same', 'by_region'] as const;
export type NasAlgorithms = (typeof NAS_ALGORITHM_CHOICES)[number];

/** The pair that the MME of a region prefers. */
export const preferredBy = (choice: NasAlgorithms, region: number): number =>
  choice === 'by_region' ? region & 1 : 0;
