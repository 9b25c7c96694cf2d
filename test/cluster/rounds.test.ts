import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Batch, readRecords } from '../../src/cluster/rounds/message.js';
import { Rounds, type Wire } from '../../src/cluster/rounds/rounds.js';

/** What may become of a message on its way. */
interface Weather {
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
}
const CALM: Weather = { lost: 0, doubled: 0, late: 0 };

/** Small, so that what a machine sends goes in pieces. */
const LIMIT = 200;

/** Draws that are the same in each run of the tests. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

/** Machines that meet over a network with some weather. */
function machinesIn(weather: Weather, count: number, leg = 1): Rounds[] {
  const draw = draws(7);
  const deliver = (to: number, act: (machine: Rounds) => void): void => {
    if (draw() < weather.lost) return;
    const times = draw() < weather.doubled ? 2 : 1;
    for (let n = 0; n < times; n++) {
      const arrive = () => act(machines[to]);
      if (draw() < weather.late) setTimeout(arrive, 20 * draw());
      else setImmediate(arrive);
    }
  };
  const machines = Array.from({ length: count }, (_, me) => {
    const wire: Wire = {
      send: (to, message) => deliver(to, (machine) => machine.take(message)),
      askAgain: (to, round) => deliver(to, (machine) => machine.again(leg, round, me)),
    };
    return new Rounds(leg, me, count, wire);
  });
  return machines;
}

const timeOf = (machine: number, round: number): number => ((machine * 7 + round * 13) % 31) + round * 40;
const textOf = (from: number, to: number, round: number, n: number): string =>
  `${from}>${to} r${round} #${n}`;
const recordsOf = (from: number, round: number): number => (from + round) % 25;

/** A machine goes through rounds, and returns what it got in each. */
async function go(machines: readonly Rounds[], me: number, rounds: number) {
  const got: { readonly least: number; readonly texts: string[] }[] = [];
  for (let round = 0; round < rounds; round++) {
    const batches = machines.map((_, to) => {
      const batch = new Batch(LIMIT);
      for (let n = 0; n < recordsOf(me, round); n++) {
        const bytes = Buffer.from(`..${textOf(me, to, round, n)}`);
        batch.add(me, to, bytes, 2, bytes.length - 2);
      }
      return batch;
    });
    const met = await machines[me].meet(timeOf(me, round), batches);
    assert.ok(met !== null);
    const texts: string[] = [];
    for (const piece of met.pieces.flat()) {
      readRecords(piece, (writer, reader, bytes, offset, length) => {
        assert.equal(reader, me);
        const text = Buffer.from(bytes.subarray(offset, offset + length)).toString();
        assert.ok(text.startsWith(`${writer}>`));
        texts.push(text);
      });
    }
    got.push({ least: met.least, texts });
  }
  return got;
}

function expected(count: number, me: number, rounds: number) {
  const others = Array.from({ length: count }, (_, machine) => machine).filter((machine) => machine !== me);
  return Array.from({ length: rounds }, (_, round) => ({
    least: Math.min(...Array.from({ length: count }, (_, machine) => timeOf(machine, round))),
    texts: others.flatMap((from) =>
      Array.from({ length: recordsOf(from, round) }, (_, n) => textOf(from, me, round, n)),
    ),
  }));
}

describe('rounds of several machines', () => {
  for (const [what, weather, rounds] of [
    ['where nothing happens', CALM, 200],
    ['where messages come twice', { ...CALM, doubled: 0.3 }, 200],
    ['where messages come late, and so in another order', { ...CALM, late: 0.3 }, 60],
    ['where messages are lost', { ...CALM, lost: 0.02 }, 30],
    ['where all of it happens', { lost: 0.02, doubled: 0.2, late: 0.2 }, 20],
  ] as [string, Weather, number][]) {
    it(`bring the least time and all records to all of them, in their order: ${what}`, async () => {
      const machines = machinesIn(weather, 4);
      const all = await Promise.all(machines.map((_, me) => go(machines, me, rounds)));
      all.forEach((got, me) => {
        assert.deepEqual(got, expected(4, me, rounds));
      });
      const asked = machines.reduce((sum, { counts }) => sum + counts.askedAgain, 0);
      if (weather.lost > 0) assert.ok(asked > 0);
      for (const machine of machines) machine.giveUp();
    });
  }

  it('need no message where there is one machine', async () => {
    const [machine] = machinesIn(CALM, 1);
    assert.deepEqual(await machine.meet(17, [new Batch(LIMIT)]), { least: 17, pieces: [[]] });
    assert.equal(machine.counts.sent, 0);
  });

  it('drop what is of another leg, of a round that is over, and no message at all', async () => {
    const machines = machinesIn(CALM, 2);
    await Promise.all(machines.map((_, me) => go(machines, me, 3)));
    const messageOf = (leg: number, round: number): Uint8Array =>
      new Batch(LIMIT).messages({ leg, round, from: 1, least: 0 })[0];
    const [machine] = machines;
    const { dropped } = machine.counts;
    for (const bytes of [messageOf(2, 3), messageOf(1, 1), messageOf(1, 9), new Uint8Array(3)])
      machine.take(bytes);
    assert.equal(machine.counts.dropped, dropped + 4);
  });

  it('drop what was damaged on its way, in whichever bit, or cut short', () => {
    const batch = new Batch(LIMIT);
    batch.add(1, 0, Buffer.from('frame'), 0, 5);
    const [sent] = batch.messages({ leg: 1, round: 0, from: 1, least: 17 });
    const damaged = Array.from({ length: 8 * sent.length }, (_, bit) => {
      const bytes = sent.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      return bytes;
    });
    const cut = Array.from(sent, (_, length) => sent.slice(0, length));
    for (const bytes of [...damaged, ...cut]) {
      const [machine] = machinesIn(CALM, 2);
      machine.take(bytes);
      assert.equal(machine.counts.dropped, 1);
    }
  });

  it('end for who waits when they are given up', async () => {
    const [machine] = machinesIn(CALM, 2);
    const met = machine.meet(1, [new Batch(LIMIT), new Batch(LIMIT)]);
    await delay(5);
    machine.giveUp();
    assert.equal(await met, null);
    assert.equal(await machine.meet(1, [new Batch(LIMIT), new Batch(LIMIT)]), null);
  });
});
