import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MODIFICATION_RESPONSES, NAS_DURING_KEY_CHANGE } from '../../src/model/enb-choices.js';
import { FAULT_KINDS, FAULTS } from '../../src/model/faults.js';
import { DELAY_NAMES, FAILURE_NAMES, LINK_NAMES } from '../../src/model/links.js';
import { NAS_ALGORITHM_CHOICES } from '../../src/model/nas-algorithms.js';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import { GUARD_NAMES } from '../../src/rules/table.js';
import { toYaml } from '../../src/scenario/print.js';
import type { Burst, Distribution, Fault, Scenario } from '../../src/scenario/scenario.js';
import { load } from './support.js';

const us = (min: number, max: number) => fc.integer({ min, max }).map((value) => value / 1e6);
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Between two bounds in µs. */
function distribution(min: number, max: number): fc.Arbitrary<Distribution> {
  const constant = us(min, max).map(
    (value): Distribution => ({ shape: 'constant', min: value, mean: value, max: value }),
  );
  const uniform = fc.tuple(us(min, max), us(min, max)).map(([a, b]): Distribution => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    return { shape: 'uniform', min: low, mean: Math.round(((low + high) / 2) * 1e6) / 1e6, max: high };
  });
  const eighth = Math.floor((max - min) / 8);
  const exponential = fc
    .tuple(fc.integer({ min, max: min + eighth }), fc.integer({ min: 0, max: eighth }))
    .chain(([low, above]) =>
      fc.integer({ min: low + 4 * above, max }).map(
        (high): Distribution => ({
          shape: 'exponential',
          min: low / 1e6,
          mean: (low + above) / 1e6,
          max: high / 1e6,
        }),
      ),
    );
  return fc.oneof(constant, uniform, exponential);
}

/** Of an MME: as above, or log-normal. */
function serviceTime(min: number, max: number): fc.Arbitrary<Distribution> {
  const share = Math.floor((max - min) / 200);
  const lognormal = fc
    .tuple(us(min, min + share), us(0, share), fc.double({ min: 0.01, max: 3, noNaN: true }))
    .map(([low, above, cv]): Distribution => {
      const mean = Math.round((low + above) * 1e6) / 1e6;
      return { shape: 'lognormal', min: low, mean, max: max / 1e6, cv };
    });
  return fc.oneof(distribution(min, max), lognormal);
}

function record<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => fc.Arbitrary<Value>,
): fc.Arbitrary<Record<Name, Value>> {
  const model = Object.fromEntries(names.map((name) => [name, value(name)]));
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<Record<Name, Value>>;
}

const rate = fc.double({ min: 0, max: 36_000, noNaN: true });

const stages = fc.array(
  fc.record(
    {
      duration: us(1000, 86_400_000_000),
      factor: fc.double({ min: 0, max: 1000, noNaN: true }),
      ramp: fc.boolean(),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 4 },
);

/** Classes whose shares add up to 1, with rates for some kinds of traffic. */
const subscribers = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 8 }).chain((weights) => {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const traffic = fc.record(Object.fromEntries(TRAFFIC_KINDS.map((kind) => [kind, rate])), {
    requiredKeys: [],
    noNullPrototype: true,
  });
  const classes = weights.map((weight, i) =>
    fc.record(
      { name: fc.constant(`class-${i}`), share: fc.constant(weight / sum), traffic, stages },
      { noNullPrototype: true },
    ),
  );
  return fc.tuple(...classes);
});

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const bursts: fc.Arbitrary<Burst[]> = fc.array(
  fc
    .record(
      {
        at: fc.array(us(0, 2_592_000_000_000), { minLength: 1, maxLength: 3 }),
        traffic: fc.constantFrom(...TRAFFIC_KINDS),
        ues: orNull(fc.integer({ min: 0, max: 254 }).map((ue): [number, number] => [ue, 254])),
        class: fc.constant(null),
        rate: orNull(fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
        every: orNull(us(10_000, 2_592_000_000_000)),
        times: orNull(fc.integer({ min: 1, max: 1_000_000 })),
      },
      { noNullPrototype: true },
    )
    .map((burst) => ({ ...burst, times: burst.every === null ? null : burst.times })),
  { maxLength: 4 },
);

/** Nodes as every scenario here has them. */
const nodes = (highest: number) =>
  orNull(fc.integer({ min: 0, max: highest }).map((first): [number, number] => [first, highest]));

const faults: fc.Arbitrary<Fault[]> = fc.array(
  fc
    .record(
      {
        kind: fc.constantFrom(...FAULT_KINDS),
        at: fc.array(us(0, 2_592_000_000_000), { minLength: 1, maxLength: 3 }),
        for: us(1000, 10_000_000),
        every: orNull(us(10_000_000, 2_592_000_000_000)),
        times: orNull(fc.integer({ min: 1, max: 1_000_000 })),
        chance: fc.double({ min: 0.001, max: 1, noNaN: true }),
        regions: nodes(31),
        against: fc.option(fc.constant([32, 63] as [number, number]), { nil: null }),
        enbs: nodes(1),
        probability: fc.double({ min: 0.001, max: 1, noNaN: true }),
        delay: distribution(0, 1_000_000),
      },
      { noNullPrototype: true },
    )
    .map((fault): Fault => {
      const { kind } = fault;
      const meetsMessages = kind === 'radio_loss' || kind === 's10_delay';
      return {
        ...fault,
        for: FAULTS[kind].isRestart ? null : fault.for,
        times: fault.every === null ? null : fault.times,
        regions: kind === 's10_partition' ? (fault.regions ?? [0, 31]) : fault.regions,
        against: kind === 's10_partition' ? fault.against : null,
        enbs: kind === 'radio_loss' || kind === 'enb_restart' ? fault.enbs : null,
        probability: meetsMessages ? fault.probability : 1,
        delay: kind === 's10_delay' ? fault.delay : null,
      };
    }),
  { maxLength: 4 },
);

const scenario: fc.Arbitrary<Scenario> = fc.record(
  {
    name: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
    description: fc.string({ maxLength: 300 }),
    ues: fc.integer({ min: 255, max: 100_000_000 }),
    duration: us(1000, 2_592_000_000_000),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    clock: fc.constantFrom('virtual', 'real'),
    keys: fc.constantFrom('symbolic', 'hmac'),
    regions: fc.integer({ min: 64, max: 255 }),
    enbs: fc.integer({ min: 2, max: 42 }),
    cells: fc.integer({ min: 1, max: 12 }),
    earfcn: fc.integer({ min: 0, max: 262_143 }),
    enb: fc.record(
      {
        nasDuringKeyChange: fc.constantFrom(...NAS_DURING_KEY_CHANGE),
        modificationResponse: fc.constantFrom(...MODIFICATION_RESPONSES),
      },
      { noNullPrototype: true },
    ),
    nasAlgorithms: fc.constantFrom(...NAS_ALGORITHM_CHOICES),
    population: fc.record({ registered: share, connected: share }, { noNullPrototype: true }),
    inactivity: fc.option(distribution(1000, 1_800_000_000)),
    pagingArea: fc.double({ min: 0.001, max: 1, noNaN: true }),
    activeFlag: share,
    traffic: record(TRAFFIC_KINDS, () => rate),
    subscribers,
    arrivals: fc.record(
      {
        process: fc.constantFrom('constant', 'poisson', 'bursty'),
        burstFactor: fc.double({ min: 1, max: 2, noNaN: true }),
        burstOn: us(1000, 1_000_000),
        burstOff: us(1_000_000, 3_600_000_000),
      },
      { noNullPrototype: true },
    ),
    stages,
    bursts,
    links: record(LINK_NAMES, (name) =>
      distribution(name === 's10' || name === 'ue_move' ? 1000 : 1, 500_000),
    ),
    delays: record(DELAY_NAMES, (name) => distribution(0, name === 'rekey' ? 60_000_000 : 1_000_000)),
    failures: record(FAILURE_NAMES, () => share),
    faults,
    limits: fc.record(
      {
        retries: fc.integer({ min: 0, max: 15 }),
        active: fc.double({ min: 0.001, max: 1, noNaN: true }),
        spareRows: share,
      },
      { noNullPrototype: true },
    ),
    mme: fc.option(
      fc.record(
        {
          servers: fc.integer({ min: 1, max: 64 }),
          service: serviceTime(0, 10_000_000),
          kinds: fc.record(
            {
              'HANDOVER REQUIRED': serviceTime(0, 10_000_000),
              'PATH SWITCH REQUEST': serviceTime(0, 10_000_000),
            },
            { noNullPrototype: true, requiredKeys: [] },
          ),
          queue: fc.integer({ min: 0, max: 1_000_000 }),
          backoff: serviceTime(1000, 1_800_000_000),
        },
        { noNullPrototype: true },
      ),
    ),
    withoutRules: fc.subarray([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    withoutGuards: fc.subarray([...GUARD_NAMES]),
    thresholds: fc.subarray([
      'rules.6.hold.p99 < 50ms',
      'procedures.x2_handover.failed / offered < 1%',
      'engine.messagesPerSecond >= 2e6',
    ]),
  },
  { noNullPrototype: true },
);

describe('a printed scenario', () => {
  it('loads again to exactly the same', () => {
    fc.assert(
      fc.property(scenario, (scenario) => {
        assert.deepStrictEqual(load(toYaml(scenario)), scenario);
      }),
    );
  });

  it('reads as people write', () => {
    const text = toYaml(load('name: x\nues: 1500000\nduration: 5400\nlinks: { s1: 0.0025 }'));
    assert.match(text, /^ues: 1\.5M$/m);
    assert.match(text, /^duration: 1h30m$/m);
    assert.match(text, /^ {2}s1: 2\.5ms$/m);
    assert.match(text, /^ {2}srb1: \{ shape: exponential, min: 4ms, mean: 8ms, max: 44ms \}$/m);
    assert.match(text, /^ {2}nas_loss: 0\.01%$/m);
  });
});
