import { type ChildProcess, fork } from 'node:child_process';
import { once as happens } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BenchResult, once } from './measure.js';
import { ratio, series } from './pairs.js';
import type { Reading } from './scrape.case.js';
import { Scraper } from './scraper.js';

/*
 * What it costs to be watched: busy-hour flat out, in turn a second with a scrape and one without, within one run, so
 * that nothing else differs. Which comes first alternates. A scrape's own processor time is what the main thread used in
 * the one second beyond the other.
 */

const CASE = fileURLToPath(new URL('scrape.case.js', import.meta.url));
const UES = 1e6;
const PAIRS = 24;
const TURN_MS = 1000;
/** Runs whose first scrape is measured, the one of the pairs included. */
const RUNS = 4;
/** After set-up, until speed is even. */
const SETTLE_MS = 1000;
/** Until UEs have been counted once, and everything was compiled. */
const WARM_UP_SCRAPES = 30;

interface Turn {
  readonly messagesPerSecond: number;
  readonly messagesPerProcessorSecond: number;
  readonly mainMs: number | null;
}

export async function bench(): Promise<BenchResult[]> {
  const firstMs: number[] = [];
  for (let run = 1; run < RUNS; run++)
    await watched(async (_, scraper) => void firstMs.push(await scraper.scrape()));
  const scrapeMs: number[] = [];
  const turns: { readonly scraped: Turn[]; readonly alone: Turn[] } = { scraped: [], alone: [] };
  await watched(async (child, scraper) => {
    firstMs.push(await scraper.scrape());
    for (let n = 0; n < WARM_UP_SCRAPES; n++) {
      await sleep(TURN_MS / 10);
      await scraper.scrape();
    }
    const scrape = async () => void scrapeMs.push(await scraper.scrape());
    for (let pair = 0; pair < PAIRS; pair++) {
      if (pair % 2 === 0) turns.alone.push(await turn(child));
      turns.scraped.push(await turn(child, scrape));
      if (pair % 2 !== 0) turns.alone.push(await turn(child));
    }
  });
  return results(firstMs, scrapeMs, turns.scraped, turns.alone);
}

function results(
  firstMs: readonly number[],
  scrapeMs: readonly number[],
  scraped: readonly Turn[],
  alone: readonly Turn[],
): BenchResult[] {
  const compared = (name: string, what: 'messagesPerSecond' | 'messagesPerProcessorSecond') =>
    ratio(
      `messages per ${name}, scraped every second, over not`,
      scraped.map((turn) => turn[what]),
      alone.map((turn) => turn[what]),
    );
  const goal = { text: 'a scrape under full load takes under 20 ms', limit: 20, better: 'lower' } as const;
  const sorted = [...scrapeMs].sort((a, b) => a - b);
  const mainMs = scraped.flatMap(({ mainMs }, pair) => {
    const without = alone[pair].mainMs;
    return mainMs === null || without === null ? [] : [mainMs - without];
  });
  return [
    series('a scrape under full load', 'ms', scrapeMs, goal),
    once('a scrape under full load, 95 % take at most', 'ms', sorted[Math.ceil(0.95 * sorted.length) - 1]),
    series('the first scrape of a run, under full load', 'ms', firstMs, goal),
    ...(mainMs.length === 0 ? [] : [series('processor time of a scrape', 'ms', mainMs)]),
    series(
      '1 M UEs, not scraped: messages per second',
      'M/s',
      alone.map(({ messagesPerSecond }) => messagesPerSecond / 1e6),
    ),
    compared('second', 'messagesPerSecond'),
    compared('processor second', 'messagesPerProcessorSecond'),
  ];
}

/** Starts a run, calls `measure` when it has settled, and ends it. */
async function watched(measure: (child: ChildProcess, scraper: Scraper) => Promise<void>): Promise<void> {
  const child = fork(CASE, [JSON.stringify({ ues: UES })]);
  const closed = happens(child, 'close');
  const [url] = (await happens(child, 'message')) as [string];
  await sleep(SETTLE_MS);
  const scraper = new Scraper(url);
  try {
    await measure(child, scraper);
  } finally {
    scraper.close();
    await fetch(`${url}/api/stop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    await closed;
  }
}

/** A turn of a run; `scrape` is called in its middle. */
async function turn(child: ChildProcess, scrape?: () => Promise<void>): Promise<Turn> {
  const from = await reading(child);
  await sleep(TURN_MS / 2);
  const begun = performance.now();
  await scrape?.();
  await sleep(Math.max(0, TURN_MS / 2 - (performance.now() - begun)));
  const to = await reading(child);
  const messages = to.messages - from.messages;
  return {
    messagesPerSecond: messages / (to.wallSeconds - from.wallSeconds),
    messagesPerProcessorSecond: messages / (to.processorSeconds - from.processorSeconds),
    mainMs:
      to.mainSeconds === null || from.mainSeconds === null ? null : (to.mainSeconds - from.mainSeconds) * 1e3,
  };
}

async function reading(child: ChildProcess): Promise<Reading> {
  const answer = happens(child, 'message');
  child.send('reading');
  const [reading] = (await answer) as [Reading];
  return reading;
}
