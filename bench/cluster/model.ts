/*
 * How long a simulated second takes on several machines:
 *
 *     T = U · w / (N · K)  +  R(U) · (c + L)          R(U) = 1 / (l + 1 / (λ · U))
 *
 * U UEs, N machines of K workers. Workers work on their UEs (w per UE), and all machines meet in R rounds, each of which
 * takes what a round takes that has nowhere to go (c) and the way between machines (L). A round goes as far beyond what is due
 * first as nothing that is sent can arrive (l, the least latency between regions); then there is nothing to meet for until the
 * next relocation gives something to meet for (at a rate of λ per UE). So there are never more than 1 / l of them.
 */

export interface Load {
  /** Work of a worker, s per UE and simulated second. */
  readonly w: number;
  /** Rounds that would begin, per UE and simulated second. */
  readonly lambda: number;
  /** Least latency between regions, s. */
  readonly least: number;
}

/** Rounds in a simulated second. */
export const roundsOf = (ues: number, { lambda, least }: Load): number => 1 / (least + 1 / (lambda * ues));

/** The λ of a load that had so many rounds in a simulated second. */
export const lambdaOf = (ues: number, rounds: number, least: number): number =>
  1 / (ues * (1 / rounds - least));

/** Wall seconds of a simulated second. @param roundSeconds of a round, the way included */
export function secondsOf(ues: number, workers: number, roundSeconds: number, load: Load): number {
  return (ues * load.w) / workers + roundsOf(ues, load) * roundSeconds;
}

/** How many UEs so many workers carry in real time. */
export function uesInRealTime(workers: number, roundSeconds: number, load: Load): number {
  let [low, high] = [0, 1e11];
  while (high - low > 1e3) {
    const middle = (low + high) / 2;
    if (secondsOf(middle, workers, roundSeconds, load) <= 1) low = middle;
    else high = middle;
  }
  return low;
}
