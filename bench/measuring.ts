import assert from 'node:assert/strict';
import { type FunctionDeclaration, SyntaxKind } from 'typescript/unstable/ast';
import {
  isExpressionStatement,
  isFunctionDeclaration,
  isMethodDeclaration,
} from 'typescript/unstable/ast/is';
import { Compiler } from '../src/compiler/compile.js';
import type { Omission } from '../src/compiler/translate.js';
import { codeOf } from '../src/engine/region/web-assembly.js';
import { loadScenario } from '../src/scenario/load.js';
import { Alone } from './alone.js';
import type { BenchResult } from './measure.js';
import { ratio, series } from './pairs.js';

/*
 * What the oracle and the metrics cost. A run has no switch for them, so the core is compiled again without: with an
 * oracle whose judgements are empty, and without the statements that count. Both builds then take turns, a window each, on
 * two networks of the same scenario in one thread, and must come to the same digest: neither ever
 * changes what happens.
 */

const UES = '1M';
/** Windows before it counts, and turns; many short ones, because what disturbs a machine comes in bursts. */
const WARM_UP = 3;
const TURNS = 100;

/** A build of the core without some statements, or bodies of functions. */
class Without {
  private found = 0;

  /** @param least places that there must be; fewer: the source has changed, and this measures nothing */
  constructor(
    private readonly least: number,
    private readonly isOne: Omission,
  ) {}

  async build(compiler: Compiler): Promise<object> {
    const build = await compiler.core('symbolic', (module, node) => {
      const isOne = this.isOne(module, node);
      if (isOne) this.found++;
      return isOne;
    });
    const { found, least } = this;
    assert.ok(found >= least, `bench: expected at least ${least} places that measure, found ${found}`);
    return codeOf(build);
  }
}

/** The oracle's functions are called, and empty. */
const isOfOracle: Omission = (module, node) =>
  module === 'oracle/agreement' && isFunctionDeclaration(node.parent) && isExported(node.parent);

const isExported = ({ modifiers }: FunctionDeclaration): boolean =>
  modifiers?.some(({ kind }) => kind === SyntaxKind.ExportKeyword) ?? false;

/** No counter goes up and no duration is noted or recorded; counters that only say how full a pool is stay. */
const isOfMetrics: Omission = (module, node) => {
  if (module === 'measure/count') return isFunctionDeclaration(node.parent);
  if (module !== 'engine/region/core' && module !== 'engine/region/accounts') return false;
  if (isMethodDeclaration(node.parent)) return node.parent.name.getText() === 'note';
  return isExpressionStatement(node) && COUNTS.test(node.getText());
};

/** One counter of the region goes up or down, or what is counted of this turn. */
const COUNTS = /^(?:(?:this\.)?f\[[^;]*\] [+-]=|this\.messages(?:\+\+| -= this\.discards))/;

async function network(code?: object): Promise<Alone> {
  const alone = new Alone(loadScenario('busy-hour', { ues: UES, duration: '1h' }), undefined, code);
  alone.runTo(WARM_UP * alone.windowSeconds);
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
  const turnSeconds = whole.windowSeconds;
  let second = WARM_UP * turnSeconds;
  const builds: readonly (readonly [string, Without, boolean])[] = [
    ['the oracle', new Without(8, isOfOracle), false],
    ['metrics', new Without(20, isOfMetrics), false],
    [
      'oracle and metrics',
      new Without(28, (module, node) => isOfOracle(module, node) || isOfMetrics(module, node)),
      true,
    ],
  ];
  const compiler = new Compiler();
  for (const [name, build, isGoal] of builds) {
    const without = await network(await build.build(compiler));
    without.runTo(second);
    const times: { readonly all: number[]; readonly less: number[] } = { all: [], less: [] };
    for (let turn = 0; turn < TURNS; turn++) {
      second += turnSeconds;
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
    if (isGoal) results.push(series('a window of 1 M UEs, with all of it', 's', times.all));
  }
  compiler.close();
  return results;
}
