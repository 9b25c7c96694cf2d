import assert from 'node:assert/strict';
import { onThread } from './floor.js';
import type { Work } from './gate/work.js';
import type { GateCase, GateMeasurement, GateName } from './gate.case.js';
import type { BenchResult, Goal } from './measure.js';
import { ratio, runCase, series, takeTurns } from './pairs.js';

/*
 * The work of a gate as people would write it in Node.js, as uestorm's own queue, wheel and pools do it, and uestorm as
 * it is on busy-hour, at whose procedures per UE and hour the gates work as well. A gate knows no rules, messages, keys or
 * oracle, so a peer does less for a procedure, and holds less for a UE, than uestorm.
 */

const ABOUT: Readonly<Record<GateName, string>> = {
  map: 'Map of objects, one heap',
  mutex: 'async-mutex per UE',
  actor: 'XState actor per UE',
  rows: "uestorm's parts",
};

/** Each with the peers that can be asked to: an actor takes 4 KB and a tenth of a millisecond per procedure. */
const SIZES: readonly {
  readonly work: Work;
  readonly rounds: number;
  readonly peers: readonly GateName[];
}[] = [
  { work: { ues: 1e6, seconds: 15, perUeHour: 77 }, rounds: 3, peers: ['map', 'mutex'] },
  { work: { ues: 2e4, seconds: 100, perUeHour: 77 }, rounds: 3, peers: ['map', 'mutex', 'actor'] },
];

/** Of all that is compared: where the UEs fit in the cache, and the peer has nothing to wait for. */
const SMALL_GOAL: Goal = {
  text: '20 k UEs: at least 1.5 times the procedures per second of the Map of objects',
  limit: 1.5,
  better: 'higher',
};

export async function bench(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const { work, rounds, peers } of SIZES) results.push(...(await compare(work, rounds, peers)));
  return results;
}

async function compare(work: Work, rounds: number, peers: readonly GateName[]): Promise<BenchResult[]> {
  const names: GateName[] = ['rows', ...peers];
  // Long enough for the compiler in either size.
  const seconds = work.ues < 1e6 ? 300 : 16;
  const { uestorm, ...gates } = await takeTurns(rounds, {
    uestorm: () => onThread({ floor: null, ues: work.ues, keys: 'symbolic', seconds }),
    ...Object.fromEntries(
      names.map((gate) => [gate, () => runCase<GateCase, GateMeasurement>('gate.case.js', { gate, work })]),
    ),
  } as Record<GateName, () => Promise<GateMeasurement>> & { uestorm: () => ReturnType<typeof onThread> });

  const [expected] = gates.rows;
  for (const name of names) {
    for (const { counts, checksum } of gates[name]) {
      assert.deepEqual({ counts, checksum }, { counts: expected.counts, checksum: expected.checksum });
    }
  }
  const speed = (measured: readonly { readonly proceduresPerSecond: number }[]) =>
    measured.map(({ proceduresPerSecond }) => proceduresPerSecond);
  const memory = (measured: readonly { readonly bytesPerUe: number }[]) =>
    measured.map(({ bytesPerUe }) => bytesPerUe);
  const size = work.ues < 1e6 ? `${work.ues / 1e3} k UEs` : `${work.ues / 1e6} M UEs`;
  const results = peers.flatMap((peer) => [
    ratio(`${size}: procedures per second, uestorm over ${ABOUT[peer]}`, speed(uestorm), speed(gates[peer])),
    ratio(`${size}: the same, ${ABOUT.rows} over ${ABOUT[peer]}`, speed(gates.rows), speed(gates[peer])),
    ratio(`${size}: bytes per UE, uestorm over ${ABOUT[peer]}`, memory(uestorm), memory(gates[peer])),
    ratio(`${size}: the same, ${ABOUT.rows} over ${ABOUT[peer]}`, memory(gates.rows), memory(gates[peer])),
  ]);
  const everyone = { uestorm, ...gates };
  for (const [name, measured] of Object.entries(everyone)) {
    const about = name === 'uestorm' ? name : ABOUT[name as GateName];
    results.push(
      series(
        `${size}: ${about}: procedures per second`,
        'k/s',
        speed(measured).map((n) => n / 1e3),
      ),
    );
    results.push(series(`${size}: ${about}: memory per UE`, 'B', memory(measured)));
  }
  return results.map((result) =>
    result.name === `20 k UEs: procedures per second, uestorm over ${ABOUT.map}`
      ? { ...result, goal: SMALL_GOAL }
      : result,
  );
}
