import type { TrafficKind } from '../model/traffic.js';

/** All ways to choose `n` of the kinds, repeats allowed, order without meaning. */
export function multisets(kinds: readonly TrafficKind[], n: number): TrafficKind[][] {
  if (n === 0) return [[]];
  return kinds.flatMap((kind, i) => multisets(kinds.slice(i), n - 1).map((rest) => [kind, ...rest]));
}

/** All ways to choose `n` different ones of the kinds, order without meaning; all of them where there are no more. */
export function choicesOf(kinds: readonly TrafficKind[], n: number): TrafficKind[][] {
  if (n === 0 || kinds.length <= n) return [[...kinds.slice(0, n)]];
  const [first, ...others] = kinds;
  return [...choicesOf(others, n - 1).map((rest) => [first, ...rest]), ...choicesOf(others, n)];
}
