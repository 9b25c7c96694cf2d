import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fineQuantiles } from '../../../src/engine/draws/fine-quantiles.js';
import { exponential, hash } from '../../../src/engine/draws/random.js';
import { sampleFine } from '../../../src/engine/draws/sampler.js';
import { configureMme, mmeWords } from '../../../src/engine/mme/mme-config.js';
import { MmeQueue } from '../../../src/engine/mme/mme-queue.js';
import { closeMme, mmeArea, mmeResult } from '../../../src/engine/mme/mme-result.js';
import { C_MME_MESSAGES } from '../../../src/engine/region/counters.js';
import type { MmeResult } from '../../../src/results/parts.js';
import type { Distribution, Mme } from '../../../src/scenario/scenario.js';
import { assertWithin, waitingOf } from './queueing.js';

/*
 * The queue by itself, with Poisson arrivals and independent services, against queueing theory. A value is right if
 * theory lies within four standard errors of it, found from independent seeds.
 */

const BACKOFF: Distribution = { shape: 'constant', min: 1, mean: 1, max: 1 };
const MEAN = 0.01;

function queueOf(servers: number, service: Distribution, seconds: number, queue = 1_000_000, blocks = 4) {
  const mme: Mme = { servers, service, kinds: {}, queue, backoff: BACKOFF };
  const base = 32;
  const words = new Int32Array(2 * Math.ceil((base + mmeWords(mme, blocks)) / 2));
  configureMme(words, base, blocks, mme, seconds);
  const doubles = new Float64Array(words.buffer);
  return { mme, words, base, doubles, queue: new MmeQueue(words, doubles, base) };
}

interface Run {
  readonly result: MmeResult;
  /** Messages that waited, averaged over time; of all messages, those inside. */
  readonly inQueue: number;
  readonly inside: number;
}

/** `seconds` of Poisson arrivals at `load` times what the servers can do. */
function simulate(servers: number, service: Distribution, load: number, seed: number, seconds: number): Run {
  const { mme, words, base, queue } = queueOf(servers, service, seconds);
  const table = fineQuantiles(service);
  const gap = (MEAN * 1e6) / (servers * load);
  const ends: number[] = [];
  let inQueue = 0;
  let inside = 0;
  let last = 0;
  const passUntil = (now: number) => {
    for (;;) {
      const next = ends.length > 0 && ends[0] <= now ? ends[0] : now;
      inQueue += queue.waiting() * (next - last);
      inside += ends.length * (next - last);
      last = next;
      if (next === now && !(ends.length > 0 && ends[0] <= now)) return;
      ends.shift();
      queue.leave();
    }
  };
  let messages = 0;
  for (let n = 0, now = 0; ; n++) {
    now += exponential(hash(seed, n, 1, 0)) * gap;
    if (now >= seconds * 1e6) break;
    passUntil(now);
    const end = queue.enter(now, sampleFine(table, hash(seed, n, 2, 0), 0), 0);
    messages++;
    let at = ends.length;
    while (at > 0 && ends[at - 1] > end) at--;
    ends.splice(at, 0, end);
  }
  passUntil(seconds * 1e6);
  const sum = (counter: number) => (counter === C_MME_MESSAGES ? messages : 0);
  closeMme(words, { mme: base }, seconds);
  const result = mmeResult(mme, (n) => [mmeArea({ words, mme: base }, n)], sum);
  return { result, inQueue: inQueue / (seconds * 1e6), inside: inside / (seconds * 1e6) };
}

const SHAPES: Record<string, { service: Distribution; cv: number }> = {
  M: { service: { shape: 'exponential', min: 0, mean: MEAN, max: 10 }, cv: 1 },
  D: { service: { shape: 'constant', min: MEAN, mean: MEAN, max: MEAN }, cv: 0 },
  'log-normal': { service: { shape: 'lognormal', min: 0, mean: MEAN, max: 10, cv: 1.5 }, cv: 1.5 },
};
/** Of one server; of more, the less, for so many messages more come. */
const SERVER_SECONDS = 400;
const SEEDS = 12;

for (const [shape, servers, load] of [
  ['M', 1, 0.5],
  ['M', 1, 0.8],
  ['D', 1, 0.8],
  ['log-normal', 1, 0.6],
  ['M', 2, 0.8],
  ['M', 8, 0.9],
] as const) {
  describe(`M/${shape}/${servers} at ${load * 100} %`, () => {
    const { service, cv } = SHAPES[shape];
    const seconds = SERVER_SECONDS / servers;
    const runs = Array.from({ length: SEEDS }, (_, seed) => simulate(servers, service, load, seed, seconds));
    const waiting = waitingOf(servers, load, MEAN, cv);

    it('lets messages wait as long as theory says', () => {
      assertWithin(
        runs.map(({ result }) => result.waiting.mean!),
        waiting,
        'waiting',
      );
      assertWithin(
        runs.map(({ result }) => result.sojourn.mean!),
        waiting + MEAN,
        'sojourn',
      );
    });

    it('keeps to Little’s law, waiting and inside', () => {
      const rate = (servers * load) / MEAN;
      assertWithin(
        runs.map(({ inQueue }) => inQueue),
        rate * waiting,
        'messages that wait',
      );
      assertWithin(
        runs.map(({ inside }) => inside),
        rate * (waiting + MEAN),
        'messages inside',
      );
      // In one run, with its own rate: exact but for what is inside at the end.
      for (const { result, inside } of runs) {
        const measured = (result.messages / seconds) * result.sojourn.mean!;
        assert.ok(Math.abs(measured / inside - 1) < 0.01, `${measured} and ${inside}`);
      }
    });

    it('is found by messages as it is on average (Poisson arrivals see time averages)', () => {
      assertWithin(
        runs.map(({ result, inQueue }) => result.queue.mean! - inQueue),
        0,
        'found less average',
      );
    });

    it('uses its servers for λ S / k of the time', () => {
      assertWithin(
        runs.map(({ result }) => result.utilisation.mean!),
        load,
        'utilisation',
      );
      for (const { result } of runs) assert.ok(result.utilisation.max! <= 1);
    });
  });
}

describe('a queue', () => {
  it('serves first come, first served, each message by the server that is free first', () => {
    const { queue } = queueOf(2, SHAPES.D.service, 10);
    assert.deepEqual(
      [queue.enter(0, 100, 0), queue.enter(10, 20, 0), queue.enter(20, 50, 0), queue.enter(25, 5, 0)],
      [100, 30, 80, 85],
    );
    assert.equal(queue.waiting(), 2);
    queue.leave();
    assert.equal(queue.waiting(), 1);
  });

  it('answers the messages of one UE in the order in which they came, on whatever servers', () => {
    const { queue } = queueOf(2, SHAPES.D.service, 10);
    assert.equal(queue.enter(0, 1000, queue.done(3)), 1000);
    assert.equal(queue.enter(1, 10, queue.done(3)), 1000, 'its result waits for the one before');
    assert.equal(queue.enter(2, 10, queue.done(2)), 1010, 'and so do both servers');
  });

  it('is full when all servers are busy and as many wait as may', () => {
    const { queue } = queueOf(2, SHAPES.D.service, 10, 1);
    const full: boolean[] = [];
    for (let n = 0; n < 4; n++) {
      full.push(queue.isFull());
      queue.enter(0, 100, 0);
    }
    assert.deepEqual(full, [false, false, false, true]);
    queue.leave();
    queue.leave();
    assert.equal(queue.isFull(), false, 'again, when one waits no more');
    const { queue: none } = queueOf(1, SHAPES.D.service, 10, 0);
    assert.equal(none.isFull(), false, 'no place to wait, but a free server');
    none.enter(0, 100, 0);
    assert.equal(none.isFull(), true);
  });

  it('shares a long service among the seconds that it takes, up to the end of the run', () => {
    const { mme, words, base, queue } = queueOf(1, SHAPES.D.service, 5);
    queue.enter(500_000, 2_000_000, 0);
    queue.enter(3_200_000, 9_000_000, 0);
    closeMme(words, { mme: base }, 5);
    const areas = (n: number) => [mmeArea({ words, mme: base }, n)];
    const { utilisation } = mmeResult(mme, areas, () => 0);
    assert.ok(Math.abs(utilisation.mean! - (0.5 + 1 + 0.5 + 0.8 + 1) / 5) < 1e-9, `${utilisation.mean}`);
    assert.equal(utilisation.max, 1);
  });
});
