import assert from 'node:assert/strict';
import { type Change, compileCore } from '../src/compiler/compile.js';
import { codeOf } from '../src/engine/region/web-assembly.js';
import { loadScenario } from '../src/scenario/load.js';
import { Alone } from './alone.js';
import type { BenchResult } from './measure.js';
import { ratio, series } from './pairs.js';

/*
 * What the oracle and the metrics cost. A run has no switch for them, so the core is compiled again without: with an
 * oracle whose judgements are empty, and without the statements that count. Both builds then take turns, a fifth of a
 * simulated second each, on two networks of the same scenario in one thread, and must come to the same digest: neither ever
 * changes what happens.
 */

const UES = '1M';
/** Simulated seconds before it counts, and of a turn; many short turns, because what disturbs a machine comes in bursts. */
const WARM_UP = 5;
const TURN = 0.2;
const TURNS = 200;

/** The oracle's functions, called and empty. */
const withoutOracle: Change = (module, text) =>
  module !== 'oracle/agreement'
    ? text
    : replaced(text, /^(export function \w+\([^)]*\): void) \{\n[\s\S]*?^\}$/gm, '$1 {}', 5);

/** No counter goes up and no duration is noted or recorded; counters that only say how full a pool is stay. */
const withoutMetrics: Change = (module, text) => {
  if (module === 'measure/count')
    return replaced(text, /(count\([^)]*\): void) \{\n[\s\S]*?^\}$/gm, '$1 {}', 1);
  if (module !== 'engine/region/core') return text;
  const counters = /^( *(?:if \(.*\) |else )?)(?:this\.)?f\[.*\] [+-]= .*;$/gm;
  const ofRun = /^( *(?:if \(.*\) )?)this\.messages(?:\+\+| -= this\.discards);$/gm;
  const note = /(note\([^)]*\): void) \{\n[\s\S]*?^ {2}\}$/gm;
  return replaced(replaced(replaced(text, counters, '$1{}', 10), ofRun, '$1{}', 3), note, '$1 {}', 1);
};

/** @throws Error if there are fewer places than there must be: the source has changed and this measures nothing */
function replaced(text: string, pattern: RegExp, by: string, least: number): string {
  const places = text.match(pattern)?.length ?? 0;
  assert.ok(places >= least, `bench: expected at least ${least} places for ${pattern}, found ${places}`);
  return text.replace(pattern, by);
}

async function network(change?: Change): Promise<Alone> {
  const scenario = loadScenario('busy-hour', { ues: UES });
  const code = change && codeOf(await compileCore('symbolic', change));
  const alone = new Alone(scenario, undefined, code);
  alone.runTo(WARM_UP);
  return alone;
}

/** Processor seconds to this simulated time: what others do meanwhile is no part of it. */
function secondsTo(alone: Alone, second: number): number {
  const from = process.cpuUsage();
  alone.runTo(second);
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}

export async function bench(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  const whole = await network();
  let second = WARM_UP;
  const builds: readonly (readonly [string, Change, boolean])[] = [
    ['the oracle', withoutOracle, false],
    ['metrics', withoutMetrics, false],
    ['oracle and metrics', (module, text) => withoutOracle(module, withoutMetrics(module, text)), true],
  ];
  for (const [name, change, isGoal] of builds) {
    const without = await network(change);
    without.runTo(second);
    const times: { readonly all: number[]; readonly less: number[] } = { all: [], less: [] };
    for (let turn = 0; turn < TURNS; turn++) {
      second += TURN;
      if (turn % 2 === 0) times.all.push(secondsTo(whole, second));
      times.less.push(secondsTo(without, second));
      if (turn % 2 !== 0) times.all.push(secondsTo(whole, second));
    }
    assert.equal(without.result(1).digest, whole.result(1).digest, `without ${name} the run was another one`);
    const goal = {
      text: 'metrics and oracle together cost at most 5 %',
      limit: 1.05,
      better: 'lower',
    } as const;
    results.push(ratio(`time with ${name}, over without`, times.all, times.less, isGoal ? goal : undefined));
    if (isGoal)
      results.push(series('a fifth of a simulated second of 1 M UEs, with all of it', 's', times.all));
  }
  return results;
}
