import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeLeavings } from '../../../src/cli/out.js';
import { nameOf, numbersIn } from '../../../src/engine/checkpoint/folder.js';
import { runScenario } from '../../../src/run.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { presetFile, presetNames } from '../../../src/scenario/presets.js';
import type { Series } from '../../../src/series/series.js';
import { toJsonLine } from '../../../src/trace/json.js';
import { readAll } from '../../trace/files.js';
import { fileTarget, type Target } from '../target.js';

/*
 * Files that commands read: scenarios, and all that a run leaves. `root` is a folder for them.
 */

export async function fileTargets(root: string): Promise<readonly Target[]> {
  const scenario = join(root, 'scenario.yaml');
  const presets = presetNames().map((name) => readFileSync(presetFile(name)));
  return [
    fileTarget('scenario', scenario, presets, [['check', scenario]]),
    ...(await leftTargets(root)),
    ...(await checkpointTargets(root)),
  ];
}

/** What `run --out` and `--trace` leave. */
async function leftTargets(root: string): Promise<readonly Target[]> {
  const trace = join(root, 'run.trace');
  const left = await leave(trace);
  const [out, other] = await Promise.all(
    ['out', 'other'].map(async (name) => {
      const dir = join(root, name);
      mkdirSync(dir);
      await writeLeavings(dir, { ...left, metrics: null, trace: undefined });
      return dir;
    }),
  );
  const inOut = (name: string, ...commands: string[][]) =>
    fileTarget(name, join(out, name), [readFileSync(join(out, name))], commands);
  const { list } = await readAll(trace);
  const lines = Buffer.from(list.map(toJsonLine).join(''));
  const traces = [
    ['audit', trace],
    ['trace', trace, '--ue', '0'],
  ];
  return [
    inOut('result.json', ['report', out, '--html']),
    inOut('timeseries.csv', ['report', out, other]),
    inOut('latency.hlog', ['report', out, other]),
    fileTarget('trace', trace, [readFileSync(trace), lines], traces),
  ];
}

async function leave(trace: string) {
  const scenario = loadScenario('collision-storm', { ues: 100, duration: 4 });
  let series: Series | null = null;
  const onSeries = (course: Series) => {
    series = course;
  };
  const result = await runScenario(scenario, { workers: 1, onSeries, trace: { file: trace, ues: '0-4' } });
  return { result, series };
}

/** Every kind of file of a checkpoint, of which there is no other. */
async function checkpointTargets(root: string): Promise<readonly Target[]> {
  const folder = mkdtempSync(join(root, 'checkpoints-'));
  const stop = new AbortController();
  const scenario = loadScenario('collision-storm', { ues: 200, duration: '24h' });
  const onProgress = () => stop.abort();
  await runScenario(scenario, {
    ...{ workers: 1, signal: stop.signal, onProgress },
    checkpoint: { folder, everySeconds: 3600 },
  });
  const dir = join(folder, nameOf(numbersIn(folder)[0]));
  return ['manifest.json', 'measured', 'region-000'].map((name) => {
    const file = join(dir, name);
    return fileTarget(name, file, [readFileSync(file)], [['resume', folder]]);
  });
}
