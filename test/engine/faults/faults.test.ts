import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Faults } from '../../../src/engine/faults/faults.js';
import { configureFaults, faultWords, hasRestarts } from '../../../src/engine/faults/faults-config.js';
import { resolveScenario } from '../../../src/scenario/load.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';

type FaultInput = NonNullable<ScenarioInput['faults']>[number];

/** The faults of a scenario with four regions and four eNBs each, as one region sees them. */
function seenBy(region: number, faults: FaultInput[], seed = 1): Faults {
  const scenario = resolveScenario({ name: 'x', ues: 1000, regions: 4, enbs: 4, seed, faults });
  const w = new Int32Array(2 * Math.ceil(faultWords(scenario, region) / 2));
  configureFaults(w, 0, scenario, region);
  return new Faults(w, new Float64Array(w.buffer), 0, region);
}

const S = 1e6;
const ENBS = [0, 1, 2, 3];

describe('restarts', () => {
  const once: FaultInput = { kind: 'enb_restart', at: '10s', regions: '1-2', enbs: 1 };

  it('come at their time, at their nodes', () => {
    const faults = seenBy(1, [once]);
    assert.equal(faults.nextRestart(-1), 10 * S);
    assert.ok(faults.enbRestarts(10 * S, 1));
    for (const time of [10 * S - 1, 10 * S + 1]) assert.ok(!faults.enbRestarts(time, 1));
    assert.ok(!faults.enbRestarts(10 * S, 2));
    assert.ok(!faults.mmeRestarts(10 * S));
    assert.ok(faults.nextRestart(10 * S) > 1e18, 'it does not come again');
  });

  it('are nothing to other regions', () => {
    const scenario = resolveScenario({ name: 'x', ues: 1000, regions: 4, faults: [once] });
    assert.deepEqual(
      [0, 1, 2, 3].map((region) => hasRestarts(scenario, region)),
      [false, true, true, false],
    );
    assert.equal(seenBy(0, [once]).count, 0);
  });

  it('come again, as often as is said', () => {
    const faults = seenBy(0, [{ kind: 'mme_restart', at: ['7s', '100s'], every: '3s', times: 3 }]);
    const times: number[] = [];
    for (let at = faults.nextRestart(-1); at < 1e18; at = faults.nextRestart(at)) times.push(at / S);
    assert.deepEqual(times, [7, 10, 13, 100, 103, 106]);
    assert.ok(times.every((time) => faults.mmeRestarts(time * S)));
  });

  it('come with the probability that is said, each node for itself, and for a seed in the same way', () => {
    const often: FaultInput = { kind: 'enb_restart', at: '1s', every: '1s', chance: '30%' };
    const drawn = (seed: number, region: number): string =>
      Array.from({ length: 500 }, (_, n) =>
        ENBS.map((enb) => (seenBy(region, [often], seed).enbRestarts((n + 1) * S, enb) ? '1' : '0')).join(''),
      ).join('');
    const all = drawn(1, 0);
    const share = [...all].filter((each) => each === '1').length / all.length;
    // Six standard deviations of 2000 draws.
    assert.ok(Math.abs(share - 0.3) < 0.062, `${share}`);
    assert.equal(drawn(1, 0), all);
    assert.notEqual(drawn(2, 0), all);
    assert.notEqual(drawn(1, 3), all);
  });
});

describe('a burst of losses on the radio', () => {
  it('takes the share that is said, while it lasts', () => {
    const faults = seenBy(2, [
      { kind: 'radio_loss', at: '5s', for: '2s', every: '10s', enbs: '0-1', probability: '40%' },
    ]);
    const lost = (time: number, enb: number): number =>
      Array.from({ length: 2000 }, (_, n) => Math.imul(n + 1, 0x9e3779b1)).filter((bits) =>
        faults.losesOnRadio(time * S, enb, bits),
      ).length / 2000;
    for (const time of [5, 6.999, 15.5]) assert.ok(Math.abs(lost(time, 1) - 0.4) < 0.07, `${time} s`);
    for (const time of [0, 4.999, 7, 14]) assert.equal(lost(time, 1), 0, `${time} s`);
    assert.equal(lost(5, 2), 0);
  });
});

describe('a delay of S10', () => {
  it('comes on top, within its bounds', () => {
    const faults = seenBy(0, [
      {
        kind: 's10_delay',
        at: 0,
        for: '1s',
        regions: 0,
        delay: { shape: 'uniform', min: '10ms', max: '90ms' },
      },
    ]);
    const delays = Array.from({ length: 500 }, (_, n) => faults.s10Delay(0, Math.imul(n, 0x85ebca6b)));
    assert.ok(delays.every((us) => us >= 10_000 && us <= 90_000));
    assert.ok(new Set(delays).size > 400, 'so that messages overtake each other');
    assert.equal(faults.s10Delay(S, 1), 0);
  });
});

describe('a partition', () => {
  const apart: FaultInput = {
    kind: 's10_partition',
    at: '10s',
    for: '5s',
    regions: '0-1',
    chance: '60%',
    every: '20s',
  };

  it('lies between the two groups, and both ends say the same', () => {
    let cut = 0;
    for (let turn = 0; turn < 50; turn++) {
      const time = (10 + 20 * turn) * S;
      for (const near of [0, 1, 2, 3]) {
        for (const far of [0, 1, 2, 3]) {
          if (near === far) continue;
          const isCut = seenBy(near, [apart]).isCut(time, 0, far);
          assert.equal(isCut, seenBy(far, [apart]).isCut(time, 0, near));
          if (near < 2 === far < 2) assert.ok(!isCut);
          else if (isCut) cut++;
        }
      }
    }
    // 400 pairs, 60 %: six standard deviations.
    assert.ok(Math.abs(cut / 400 - 0.6) < 0.21, `${cut}`);
  });

  it('leaves regions alone that are in neither group', () => {
    const two: FaultInput = { kind: 's10_partition', at: 0, for: '5s', regions: 0, against: 2 };
    assert.deepEqual(
      [1, 2, 3].map((other) => seenBy(0, [two]).isCut(0, 0, other)),
      [false, true, false],
    );
    assert.equal(seenBy(3, [two]).count, 0);
  });

  it('is seen ahead by who waits for an answer', () => {
    const faults = seenBy(0, [{ kind: 's10_partition', at: '10s', for: '5s', regions: 0 }]);
    assert.ok(!faults.isCut(8 * S, 0, 1));
    assert.ok(faults.isCut(8 * S, 3 * S, 1));
    assert.ok(!faults.isCut(7 * S, 3 * S, 1));
    assert.ok(!faults.isCut(15 * S, 3 * S, 1), 'it is over');
  });
});
