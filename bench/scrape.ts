import { spawn } from 'node:child_process';
import { once as happens } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Result } from '../src/report/result.js';
import { type BenchResult, once } from './measure.js';

/*
 * What it costs to be watched: busy-hour flat out, in turn with a scrape every second and with none. In pairs whose
 * order alternates, for machines that grow warm or have other work; the ratio is the median over the pairs.
 */

const MAIN = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
const UES = 1e6;
const SECONDS = 60;
const PAIRS = 5;

interface Watched {
  readonly messagesPerSecond: number;
  /** Of every scrape, over HTTP. */
  readonly scrapeMs: readonly number[];
}

export async function bench(): Promise<BenchResult[]> {
  const alone: number[] = [];
  const watched: Watched[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    if (pair % 2 === 0) alone.push((await run(false)).messagesPerSecond);
    watched.push(await run(true));
    if (pair % 2 !== 0) alone.push((await run(false)).messagesPerSecond);
  }
  const scrapes = watched.flatMap(({ scrapeMs }) => scrapeMs);
  const speed = median(watched.map(({ messagesPerSecond }) => messagesPerSecond));
  const ratios = watched.map(({ messagesPerSecond }, pair) => messagesPerSecond / alone[pair]);
  return [
    once('1 M UEs, not scraped: messages per second', 'M/s', median(alone) / 1e6),
    once('1 M UEs, scraped every second: messages per second', 'M/s', speed / 1e6),
    once('the one over the other', '', median(ratios)),
    once('a scrape under full load, median', 'ms', median(scrapes)),
    once('a scrape under full load, longest', 'ms', Math.max(...scrapes)),
  ];
}

async function run(isScraped: boolean): Promise<Watched> {
  const size = ['--ues', String(UES), '--duration', String(SECONDS)];
  const child = spawn(
    process.execPath,
    [MAIN, 'run', 'busy-hour', ...size, '--metrics-port', '0', '--json'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const closed = happens(child, 'close');
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text.stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part) => {
    text.stderr += part;
  });
  const scrapeMs: number[] = [];
  const timer = setInterval(async () => {
    const [, url] = /at (http:\S+)\/\n/.exec(text.stderr) ?? [];
    if (!isScraped || url === undefined) return;
    const from = performance.now();
    const scraped = await fetch(`${url}/metrics`).then(
      (response) => response.text(),
      () => '',
    );
    // Not those of before the set-up and after the end.
    if (scraped.includes('uestorm_run_state{state="running"} 1')) scrapeMs.push(performance.now() - from);
  }, 1000);
  await closed;
  clearInterval(timer);
  const { engine }: Result = JSON.parse(text.stdout);
  return { messagesPerSecond: engine.messagesPerSecond, scrapeMs };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
