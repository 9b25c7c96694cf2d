import assert from 'node:assert/strict';

/**
 * Mean waiting time, by theory: Erlang C for exponential service with any number of servers, Pollaczek and Khinchine for
 * one server with any service.
 *
 * @param load share of the servers' time that is used
 * @param service mean service time, in the unit of the answer
 * @param cv coefficient of variation of the service time; 1 where there are several servers
 */
export function waitingOf(servers: number, load: number, service: number, cv: number): number {
  if (servers === 1) return (((load * service) / (1 - load)) * (1 + cv * cv)) / 2;
  assert.equal(cv, 1, 'several servers: exponential service only');
  const offered = servers * load;
  let term = 1;
  let sum = 1;
  for (let n = 1; n < servers; n++) {
    term *= offered / n;
    sum += term;
  }
  const all = (term * offered) / servers / (1 - load);
  return ((all / (sum + all)) * service) / (servers * (1 - load));
}

/** Asserts that `expected` lies within four standard errors of the mean of independent values. */
export function assertWithin(values: readonly number[], expected: number, what: string): void {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const error = Math.sqrt(variance / n);
  const text = `${what}: ${mean} ± ${error} from ${n} seeds, expected ${expected}`;
  assert.ok(Math.abs(mean - expected) <= 4 * error + 1e-9, text);
  assert.ok(expected === 0 || error < 0.1 * expected, `${text}: too uncertain to say anything`);
}
