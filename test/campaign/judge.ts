import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../../src/audit/finding.js';
import { openCheckpoint } from '../../src/engine/checkpoint/checkpoint.js';
import { runEngine } from '../../src/engine/control/run.js';
import type { Result } from '../../src/report/result.js';
import { resolveScenario } from '../../src/scenario/load.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { compare } from '../audit/compared.js';
import { FACTS, runAlone } from '../engine/alone.js';
import { outcomeOf } from '../engine/runs.js';
import { traceOf } from '../trace/world.js';
import type { Case } from './cases.js';

/** Takes its time, so that there are checkpoints of a short run. */
const workerFile = new URL('../engine/checkpoint/patient.worker.js', import.meta.url).href;

/** What is wrong with a case. */
export class Failure extends Error {}

/** What was done to judge cases. */
export interface Tally {
  cases: number;
  runs: number;
  messages: number;
  audited: number;
  resumed: number;
}

export const newTally = (): Tally => ({ cases: 0, runs: 0, messages: 0, audited: 0, resumed: 0 });

/** What a defect, planted to see it found, makes of a scenario before it runs. */
export type Plant = (scenario: Scenario) => Scenario;

/**
 * Tries a case, in every way that it says.
 *
 * @throws Failure if something is wrong with it
 */
export async function judge(one: Case, tally: Tally, plant: Plant = (scenario) => scenario): Promise<void> {
  const scenario = resolveScenario(structuredClone(one.scenario));
  const run = plant(scenario);
  tally.cases++;
  const first = runHere(run, tally);
  judgeInvariants(first, scenario);
  same(first, await runWith(run, one.workers, tally), `${one.workers} workers instead of none`);
  if (one.audits) judgeTrace(run, scenario.withoutRules, tally);
  if (one.resumes) await judgeResumed(run, first, one, tally);
}

/** In this thread, by the core as it is in JavaScript: what workers do with the compiled one must be the same. */
function runHere(scenario: Scenario, tally: Tally): Result {
  const { memory } = runAlone(scenario);
  const result = memory.result({ ...FACTS, simulatedSeconds: scenario.duration });
  tally.runs++;
  tally.messages += result.engine.messages;
  return result;
}

async function runWith(scenario: Scenario, workers: number, tally: Tally): Promise<Result> {
  const { result } = await runEngine(scenario, { workers });
  tally.runs++;
  tally.messages += result.engine.messages;
  return result;
}

/** With all rules on nothing is violated; with one off its damage may be, but nothing is lost. */
function judgeInvariants({ status, invariants }: Result, { withoutRules }: Scenario): void {
  if (status !== 'completed') throw new Failure(`the run is ${status}`);
  const broken = Object.entries(invariants).filter(([, count]) => count > 0);
  const judged = withoutRules.length === 0 ? broken : broken.filter(([name]) => name === 'conservation');
  if (judged.length === 0) return;
  const names = judged.map(([name, count]) => `${name} ${count} ×`).join(', ');
  throw new Failure(`violated with ${withoutRules.length === 0 ? 'all rules on' : 'a rule off'}: ${names}`);
}

function same(one: Result, other: Result, what: string): void {
  const [a, b] = [outcomeOf(one), outcomeOf(other)];
  if (isDeepStrictEqual(a, b)) return;
  const parts = (Object.keys(a) as (keyof typeof a)[]).filter((part) => !isDeepStrictEqual(a[part], b[part]));
  throw new Failure(`${what}: another outcome in ${parts.join(', ')}`);
}

/**
 * With all rules on the audit is silent, and judges all that applies. With one off it names no other, and no UE for which
 * the engine let nothing pass.
 */
function judgeTrace(scenario: Scenario, off: readonly number[], tally: Tally): void {
  const { passed, findings, repeated, unjudged } = compare(traceOf(scenario));
  tally.audited++;
  if (unjudged.length > 0) throw new Failure(`the audit does not judge ${unjudged.join(', ')}`);
  const isRight = ({ rule, ue }: Finding): boolean => off.includes(rule ?? 0) && passed.has(ue);
  const wrong = findings.filter((finding) => !isRight(finding));
  const [first] = wrong;
  if (first !== undefined) {
    const what = `rule ${first.rule} of UE ${first.ue}: ${first.because}`;
    throw new Failure(`the audit has ${wrong.length} findings that are wrong; ${what}`);
  }
  if (off.length === 0 && repeated.size > 0)
    throw new Failure(`the audit finds fault with NAS COUNTs of UEs ${[...repeated].join(', ')}`);
}

/** Goes on from the last checkpoints of a run, with one worker and with several. */
async function judgeResumed(scenario: Scenario, whole: Result, one: Case, tally: Tally): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'uestorm-campaign-'));
  try {
    const folder = mkdtempSync(join(root, 'run-'));
    await runEngine(scenario, {
      workers: one.workers,
      workerFile,
      checkpoint: { folder, everySeconds: 0.001 },
    });
    for (const name of readdirSync(folder)) {
      const alone = mkdtempSync(join(root, 'alone-'));
      cpSync(join(folder, name), join(alone, name), { recursive: true });
      for (const workers of [1, one.workers]) {
        const resumed = openCheckpoint(alone, (why) => {
          throw new Failure(`a checkpoint cannot be read: ${why}`);
        });
        const { result } = await runEngine(resumed.manifest.scenario, { workers, resumed });
        tally.resumed++;
        same(whole, result, `resumed from ${name} with ${workers} workers`);
      }
    }
  } finally {
    rmSync(root, { recursive: true });
  }
}
