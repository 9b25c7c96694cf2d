/**
 * `npm run bench -- NAME …` runs benchmarks and prints a table of what they measured; `--json` prints JSON instead.
 * Without a name it lists them. They take a machine that does nothing else.
 */
import { parseArgs } from 'node:util';
import type { BenchResult } from './measure.js';

interface Bench {
  readonly about: string;
  readonly run: () => Promise<BenchResult[]>;
}

/** Loaded when asked for: some of them set up a lot. */
const BENCHES: Readonly<Record<string, Bench>> = {
  engine: {
    about: 'busy-hour with 1 M UEs on one worker and on two: speed, where the time goes, set-up, memory',
    run: async () => (await import('./engine.js')).bench(),
  },
  'engine-memory': {
    about: 'busy-hour with 10 M UEs: memory and set-up',
    run: async () => (await import('./engine.js')).benchMemory(),
  },
  'engine-heap': {
    about: "the workers' heaps after a run, and after one ten times longer",
    run: async () => (await import('./engine.js')).benchHeap(),
  },
  scrape: {
    about:
      'what it costs busy-hour with 1 M UEs to be scraped every second, and how long a scrape takes (pairs)',
    run: async () => (await import('./scrape.js')).bench(),
  },
  floor: {
    about: 'busy-hour with 1 M UEs against the bare kernel, one thread each (pairs)',
    run: async () => (await import('./floor.js')).bench(),
  },
  peers: {
    about: 'the work of a gate as one would write it in Node.js, against uestorm (pairs)',
    run: async () => (await import('./peers.js')).bench(),
  },
  scale: {
    about: 'busy-hour by workers, UEs and keys (pairs); UESTORM_BENCH_LARGE=1 for 50 M UEs too',
    run: async () => (await import('./scale.js')).bench(),
  },
  traced: {
    about: 'busy-hour with a trace of all UEs over one without (pairs)',
    run: async () => (await import('./traced.js')).bench(),
  },
  measuring: {
    about: 'what oracle and metrics cost busy-hour with 1 M UEs (pairs)',
    run: async () => (await import('./measuring.js')).bench(),
  },
  results: {
    about: 'floor, peers, scale, traced and measuring, and writes bench/RESULTS.md',
    run: async () => (await import('./results.js')).bench(),
  },
  cluster: {
    about: 'busy-hour on 1, 2 and 3 machines (processes), and with machines some way apart',
    run: async () => (await import('./cluster.js')).bench(),
  },
  capture: {
    about:
      'a capture of a million frames, audited: frames per second, and whether memory grows with its length',
    run: async () => (await import('./capture.js')).bench(),
  },
  barrier: {
    about: 'the meeting of all workers at the end of a window',
    run: async () => (await import('./barrier.js')).bench(),
  },
  rules: {
    about: 'the condition of each rule, on UEs in a collision storm',
    run: async () => (await import('./rules.js')).bench(),
  },
  frames: {
    about: 'transfers between workers, encoded and decoded',
    run: async () => (await import('./frames.js')).bench(),
  },
  ring: {
    about: 'frames through a ring, within a thread and between two',
    run: async () => (await import('./ring.js')).bench(),
  },
  queue: {
    about: 'procedures in and out of the queue of a UE',
    run: async () => (await import('./queue.js')).bench(),
  },
  histogram: {
    about: 'recording a latency, here and in hdr-histogram-js',
    run: async () => (await import('./histogram.js')).bench(),
  },
  keys: {
    about: 'busy-hour with 1 M UEs, real keys against symbolic ones (processor time, best runs)',
    run: async () => (await import('./keys.js')).bench(),
  },
  derivations: {
    about: 'key derivations, candidate beside candidate (best sample)',
    run: async () => {
      const { measureDerivations } = await import('./derivations.js');
      const { once } = await import('./measure.js');
      return (await measureDerivations()).map(({ name, perSecond }) => once(name, 'ns', 1e9 / perSecond));
    },
  },
};

function list(): string {
  const lines = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(16)}${about}`);
  return ['usage: npm run bench -- NAME … [--json]', ...lines, ''].join('\n');
}

function format({ name, unit, value, relativeMarginOfError, spread }: BenchResult): string {
  let margin = relativeMarginOfError === null ? '' : `  ± ${(100 * relativeMarginOfError).toFixed(1)} %`;
  if (spread !== undefined) margin = `  ${spread[0].toFixed(2)} to ${spread[1].toFixed(2)}`;
  return `${name.padEnd(72)}${value.toFixed(2).padStart(12)} ${unit.padEnd(4)}${margin}`.trimEnd();
}

/** As `--json` prints it: the ends of a spread are results of their own. */
function records({ name, unit, value, samples, relativeMarginOfError, spread }: BenchResult): object[] {
  const record = { name, unit, value, samples, relativeMarginOfError };
  if (spread === undefined || samples === 1) return [record];
  const end = (which: string, value: number) => ({
    ...record,
    name: `${name}: ${which}`,
    value,
    relativeMarginOfError: null,
  });
  return [record, end('least', spread[0]), end('greatest', spread[1])];
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(BENCHES, name));
  if (unknown !== undefined) {
    process.stderr.write(`bench: unknown benchmark "${unknown}"\n${list()}`);
    return 2;
  }
  if (positionals.length === 0) {
    process.stdout.write(list());
    return 0;
  }
  const results: BenchResult[] = [];
  for (const name of positionals) {
    const found = await BENCHES[name].run();
    results.push(...found);
    if (!values.json) process.stdout.write(found.map((result) => `${format(result)}\n`).join(''));
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results.flatMap(records), null, 2)}\n`);
  return 0;
}

process.exitCode = await main();
