import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Result } from '../../src/report/result.js';
import { command, numberFrom } from '../command.js';
import { ask, post } from '../monitor/http.js';
import { parseText, sampleValue } from '../monitor/text.js';
import { driftOf, judge, type Limit, type Reading } from './drift.js';

/**
 * What a run keeps has its size after ten minutes, the last to come to it being the ticks for who opens the live page
 * (KEPT, src/monitor/page/viewers.ts): only then can one see whether anything else grows.
 */
const SETTLED_SECONDS = 660;
const MINUTES_MIN = 20;

const ABOUT = `A run with the real clock that is scraped, watched, steered and injected into all the time. Exit
status 1 if it grows, or may for all that was measured; if it falls behind more and more, loses
anything or violates anything.`;

const { minutes, ues, preset, leak } = command('soak', ABOUT)
  .option('--minutes <n>', 'for so long', numberFrom(MINUTES_MIN), 30)
  .option('--ues <n>', 'UEs of the run', '200k')
  .option('--preset <name>', 'scenario of the run', 'busy-hour')
  .option('--leak <mb>', 'the run leaks so much in an hour; 20 must end it with status 1', numberFrom(0), 0)
  .parse()
  .opts();

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const READ_MS = 2000;
/** Load factors, in turn. */
const FACTORS = [1, 2, 0.5, 3, 0];
/** What is measured, and what it may gain in an hour: bytes, and seconds of lateness. */
const LIMITS = {
  rss: { allowed: 8e6, excluded: 20e6 },
  heap: { allowed: 4e6, excluded: 10e6 },
  lateness: { allowed: 0.01, excluded: 0.02 },
} satisfies Record<string, Limit>;

const root = mkdtempSync(join(tmpdir(), 'uestorm-soak-'));
const out = join(root, 'out');
const child = spawn(
  process.execPath,
  [
    ...(leak > 0 ? ['--import', new URL('./leak.js', import.meta.url).href] : []),
    ...[MAIN, 'run', preset, '--ues', ues, '--clock', 'real', '--duration', `${minutes}m`],
    ...['--metrics-port', '0', '--out', out, '--quiet'],
  ],
  {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, UESTORM_SOAK_LEAK: String(1e6 * leak) },
  },
);
const closed = once(child, 'close');
let said = '';
child.stderr.setEncoding('utf8').on('data', (text) => {
  said += text;
});

/** Where it listens, once it says so and the run has begun. */
async function whereItRuns(): Promise<string> {
  for (;;) {
    const found = /control at (http:\S+)\//.exec(said);
    if (found !== null && (await ask(`${found[1]}/api/status`)).status === 200) return found[1];
    if (child.exitCode !== null) throw new Error(said);
    await delay(50);
  }
}

const url = await whereItRuns();
const startedAt = performance.now();
/** Somebody looks at the live page all the time, and reads all that it is told. */
let events = 0;
const watcher = get(`${url}/api/events`, (response) => {
  response.setEncoding('utf8').on('data', (text: string) => {
    events += text.split('\nevent: ').length - 1;
  });
  response.on('error', () => undefined);
}).on('error', () => undefined);

const readings: Record<keyof typeof LIMITS, Reading[]> = { rss: [], heap: [], lateness: [] };
let scrapes = 0;
let steered = 0;
let injected = 0;
for (let turn = 0; child.exitCode === null; turn++) {
  await Promise.race([closed, delay(READ_MS)]);
  try {
    const { status, text } = await ask(`${url}/metrics`);
    if (status !== 200) continue;
    scrapes++;
    const samples = parseText(text);
    const at = (performance.now() - startedAt) / 1e3;
    const read = (name: string) => ({ at, value: sampleValue(samples, name) });
    readings.rss.push(read('process_resident_memory_bytes'));
    readings.heap.push(read('nodejs_heap_size_used_bytes'));
    readings.lateness.push(read('uestorm_lateness_seconds'));
    if (turn % 15 === 5) {
      await post(`${url}/api/load`, { factor: FACTORS[steered++ % FACTORS.length] });
    }
    if (turn % 5 === 1) {
      const traffic = ['rekey', 'x2_handover', 'inter_mme_handover', 'downlink_nas'][injected % 4];
      const { status: answered } = await post(`${url}/api/inject`, { ues: '0-999', rate: '200/s', traffic });
      if (answered < 300) injected++;
    }
  } catch (error) {
    // It ends while it is asked.
    if (child.exitCode === null && !(error as NodeJS.ErrnoException).code) throw error;
  }
}
watcher.destroy();
const [status] = await closed;
const result: Result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
rmSync(root, { recursive: true });

const problems: string[] = [];
const unit = { rss: 'MB', heap: 'MB', lateness: 'ms' };
const scale = { rss: 1e6, heap: 1e6, lateness: 1e-3 };
console.log(
  `${preset}, ${ues} UEs, ${minutes} min: ${result.engine.messages} messages, ${scrapes} scrapes, ${events} events read, load steered ${steered} times, ${injected} ranges injected`,
);
for (const name of ['rss', 'heap', 'lateness'] as const) {
  const drift = driftOf(readings[name], SETTLED_SECONDS);
  const last = readings[name].at(-1)?.value ?? 0;
  const shown = (value: number) => `${(value / scale[name]).toFixed(2)} ${unit[name]}`;
  const verdict = judge(drift, LIMITS[name]);
  console.log(
    `${name}: ${shown(last)} at the end, ${shown(drift.perHour)} ± ${shown(drift.half)} per hour: ${verdict}`,
  );
  if (verdict === 'grows') problems.push(`${name} grows`);
  if (verdict === 'unclear')
    problems.push(`${name} may grow by ${shown(LIMITS[name].excluded)} per hour: measured too roughly`);
}
const { realTime, invariants, load } = result;
console.log(
  `${realTime?.lateWindows} of ${realTime?.windows} windows late, lateness p99 ${realTime?.lateness.p99} s; load refused ${load.refused}, missing ${load.missing}`,
);
for (const [name, count] of Object.entries(invariants)) if (count > 0) problems.push(`${name}: ${count}`);
if (result.status !== 'completed') problems.push(`it is ${result.status}`);
if (status === 1 || status === 4) problems.push(`status ${status}: ${said}`);
if (events === 0 || scrapes === 0 || injected === 0) problems.push('nobody could watch, scrape or inject');
for (const problem of problems) console.log(`PROBLEM ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
