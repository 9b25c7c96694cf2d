import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toYaml } from '../../src/scenario/print.js';
import { errorOf, load } from './support.js';

const scenario = (faults: string) => load(`name: x\nues: 1000\nregions: 4\nenbs: 4\nfaults:\n${faults}`);
const complaint = (faults: string): string => errorOf(() => scenario(faults)).message;

describe('a fault', () => {
  it('is written in short, and printed so', () => {
    const read = scenario(
      '  - { kind: enb_restart, at: 30s, every: 1m, times: 3, chance: 20%, regions: 1, enbs: 0-1 }',
    );
    const [fault] = read.faults;
    assert.deepEqual(fault, {
      ...{ kind: 'enb_restart', at: [30], for: null, every: 60, times: 3, chance: 0.2 },
      ...{ regions: [1, 1], against: null, enbs: [0, 1], probability: 1, delay: null },
    });
    assert.match(
      toYaml(read),
      /\{ kind: enb_restart, at: 30s, every: 1m, times: 3, chance: 20%, regions: 1-1, enbs: 0-1 \}/,
    );
  });

  for (const [what, written, expected] of [
    [
      'a kind that there is not',
      '{ kind: flood, at: 0 }',
      /faults\.0\.kind: expected a kind of fault: s10_delay, s10_partition, radio_loss, enb_restart, mme_restart, got "flood"/,
    ],
    ['no time', '{ kind: mme_restart }', /faults\.0\.at: expected a time/],
    [
      'a key that there is not',
      '{ kind: mme_restart, at: 0, enb: 1 }',
      /faults\.0\.enb: unknown key.*did you mean enbs\?/,
    ],
    [
      'a restart that lasts',
      '{ kind: mme_restart, at: 0, for: 5s }',
      /faults\.0\.for: expected none, because a restart takes no time, got 5s; leave it out/,
    ],
    [
      'what does not last',
      '{ kind: radio_loss, at: 0 }',
      /faults\.0\.for: expected how long it lasts, got none; set it/,
    ],
    [
      'delays of no length',
      '{ kind: s10_delay, at: 0, for: 5s }',
      /faults\.0\.delay: expected by how much later messages come/,
    ],
    [
      'delays that are too long',
      '{ kind: s10_delay, at: 0, for: 5s, delay: 2s }',
      /faults\.0\.delay: expected a delay from 0s to 1s/,
    ],
    [
      'a delay of something else',
      '{ kind: radio_loss, at: 0, for: 5s, delay: 10ms }',
      /faults\.0\.delay: expected none, because only s10_delay has delay/,
    ],
    [
      'eNBs of an MME',
      '{ kind: mme_restart, at: 0, enbs: 1 }',
      /faults\.0\.enbs: expected none, because only radio_loss and enb_restart has enbs/,
    ],
    [
      'eNBs that there are not',
      '{ kind: enb_restart, at: 0, enbs: 2-4 }',
      /faults\.0\.enbs: expected eNBs from 0 to 3, got 2-4/,
    ],
    [
      'regions that there are not',
      '{ kind: enb_restart, at: 0, regions: 4 }',
      /faults\.0\.regions: expected regions from 0 to 3, got 4-4/,
    ],
    [
      'a share of a restart',
      '{ kind: enb_restart, at: 0, probability: 5% }',
      /faults\.0\.probability: expected 100%.*got 5%; leave it out, or set chance/,
    ],
    [
      'what comes again before it is over',
      '{ kind: radio_loss, at: 0, for: 5s, every: 4s }',
      /faults\.0\.every: expected at least 5s/,
    ],
    [
      'times without a period',
      '{ kind: enb_restart, at: 0, times: 3 }',
      /faults\.0\.times: expected a time after which it comes again, got 3 times; set every/,
    ],
    [
      'a partition of one group',
      '{ kind: s10_partition, at: 0, for: 5s }',
      /faults\.0\.regions: expected one of two groups of regions/,
    ],
    [
      'a partition of all',
      '{ kind: s10_partition, at: 0, for: 5s, regions: 0-3 }',
      /faults\.0\.regions: expected a part of the regions/,
    ],
    [
      'a partition within a group',
      '{ kind: s10_partition, at: 0, for: 5s, regions: 0-2, against: 2-3 }',
      /faults\.0\.against: expected regions outside of 0-2, got 2-3/,
    ],
  ] as const) {
    it(`is refused: ${what}`, () => assert.match(complaint(`  - ${written}`), expected));
  }

  it('between MMEs needs two of them', () => {
    const alone = 'name: x\nues: 1000\nregions: 1\ntraffic: { inter_mme_handover: 0 }\nfaults:\n';
    const fault = '  - { kind: s10_delay, at: 0, for: 5s, delay: 10ms }';
    assert.match(errorOf(() => load(alone + fault)).message, /faults\.0\.kind: expected another kind/);
  });

  it('is named with its line', () => {
    const error = errorOf(() =>
      scenario('  - { kind: mme_restart, at: 0 }\n  - { kind: mme_restart, at: 0, for: 1s }'),
    );
    assert.equal(error.problems[0].line, 7);
  });
});
