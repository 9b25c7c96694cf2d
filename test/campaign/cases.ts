import fc from 'fast-check';
import { MODIFICATION_RESPONSES, NAS_DURING_KEY_CHANGE } from '../../src/model/enb-choices.js';
import { FAULT_KINDS, FAULTS, type FaultKind } from '../../src/model/faults.js';
import { FAILURE_NAMES, LINK_NAMES } from '../../src/model/links.js';
import { NAS_ALGORITHM_CHOICES } from '../../src/model/nas-algorithms.js';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import { GUARD } from '../../src/rules/table.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

/*
 * What the campaign tries: a small scenario with everything that a scenario may say, and how it is looked at. All numbers
 * shrink towards what is small, early and switched off.
 */

/** Plain data, so that a case can be written on a command line. */
export interface Case {
  readonly scenario: ScenarioInput;
  /** Workers of a run whose outcome is compared with that of one without any. */
  readonly workers: number;
  /** Goes on from each checkpoint of a run too. */
  readonly resumes: boolean;
  /** Has the audit judge a trace of all UEs. */
  readonly audits: boolean;
}

type FaultInput = NonNullable<ScenarioInput['faults']>[number];

const REGIONS_MAX = 4;
const ENBS_MAX = 5;
const NODES = fc.nat({ max: 59 });

const share = fc.nat({ max: 20 }).map((n) => n / 20);
const seconds = (min: number, max: number) => fc.integer({ min, max });
const milliseconds = (min: number, max: number) => fc.integer({ min, max }).map((ms) => ms / 1000);

const spread = (min: number, max: number) =>
  fc.record({ shape: fc.constantFrom('constant', 'exponential'), mean: milliseconds(min, max) } as const);

/** A few of the names, with a value each; the others have none. */
const some = <Name extends string, Value>(names: readonly Name[], value: fc.Arbitrary<Value>) =>
  fc
    .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: names.length })
    .map((pairs) => Object.fromEntries(pairs) as Partial<Record<Name, Value>>);

/** Per UE and hour: none, or much. */
const rate = fc.oneof(
  { arbitrary: fc.constant(0), weight: 1 },
  { arbitrary: fc.integer({ min: 50, max: 1500 }), weight: 2 },
);

/** Nodes are drawn beyond what there is, and taken modulo that. */
const fault = fc.record({
  kind: fc.constantFrom(...FAULT_KINDS),
  at: seconds(0, 30),
  lasts: seconds(1, 10),
  every: fc.option(seconds(10, 20)),
  chance: fc.constantFrom('100%', '50%', '20%'),
  region: fc.option(NODES),
  enb: fc.option(NODES),
  probability: fc.constantFrom('100%', '50%', '10%'),
  delay: spread(1, 250),
});

type DrawnFault = typeof fault extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function faultOf(drawn: DrawnFault, regions: number, enbs: number): FaultInput | null {
  const { kind, at, lasts, every, chance, region, enb, probability, delay } = drawn;
  if (regions < 2 && kind.startsWith('s10')) return null;
  const regionOf = kind === 's10_partition' ? (region ?? 0) : region;
  const isOf = (...kinds: FaultKind[]): boolean => kinds.includes(kind);
  return {
    kind,
    at,
    chance,
    every,
    for: FAULTS[kind].isRestart ? null : lasts,
    regions: regionOf === null ? null : regionOf % regions,
    ...(isOf('enb_restart', 'radio_loss') && { enbs: enb === null ? null : enb % enbs }),
    ...(isOf('s10_delay', 'radio_loss') && { probability }),
    ...(isOf('s10_delay') && { delay }),
  };
}

const mme = fc.record({
  servers: fc.integer({ min: 1, max: 3 }),
  queue: fc.nat({ max: 20 }),
  service: milliseconds(1, 5),
  backoff: seconds(1, 20),
});

const burst = fc.record({
  at: seconds(0, 30),
  traffic: fc.constantFrom(...TRAFFIC_KINDS),
  rate: fc.option(fc.integer({ min: 1, max: 50 })),
  every: fc.option(seconds(1, 20)),
});

/** With `faults: false` no scenario has faults, with `rules: true` all have all rules on. */
export interface Bounds {
  readonly faults?: boolean;
  readonly rules?: boolean;
}

export function cases({ faults = true, rules = false }: Bounds = {}): fc.Arbitrary<Case> {
  return fc
    .record({
      ues: fc.integer({ min: REGIONS_MAX, max: 120 }),
      duration: seconds(5, 60),
      seed: fc.nat(),
      regions: fc.integer({ min: 1, max: REGIONS_MAX }),
      enbs: fc.integer({ min: 2, max: ENBS_MAX }),
      cells: fc.integer({ min: 1, max: 3 }),
      keys: fc.oneof(
        { arbitrary: fc.constant('symbolic' as const), weight: 9 },
        { arbitrary: fc.constant('hmac' as const), weight: 1 },
      ),
      enb: fc.record({
        nasDuringKeyChange: fc.constantFrom(...NAS_DURING_KEY_CHANGE),
        modificationResponse: fc.constantFrom(...MODIFICATION_RESPONSES),
      }),
      nasAlgorithms: fc.constantFrom(...NAS_ALGORITHM_CHOICES),
      population: fc.record({ registered: share, connected: share }),
      inactivity: fc.option(seconds(1, 20)),
      activeFlag: share,
      traffic: fc.record(Object.fromEntries(TRAFFIC_KINDS.map((kind) => [kind, rate]))),
      process: fc.constantFrom('poisson' as const, 'constant' as const, 'bursty' as const),
      bursts: fc.array(burst, { maxLength: 2 }),
      links: some(LINK_NAMES, spread(2, 150)),
      failures: some(
        FAILURE_NAMES,
        share.map((value) => value / 4),
      ),
      rekey: milliseconds(1, 2000),
      contextSetup: milliseconds(0, 100),
      keyChange: milliseconds(0, 100),
      retries: fc.nat({ max: 5 }),
      mme: fc.option(mme, { freq: 2 }),
      faults: fc.array(fault, { maxLength: faults ? 5 : 0 }),
      rule: rules
        ? fc.constant(0)
        : fc.oneof({ arbitrary: fc.constant(0), weight: 5 }, fc.integer({ min: 1, max: GUARD })),
      workers: fc.integer({ min: 1, max: 3 }),
      resumes: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, fc.constant(true)),
      audits: fc.boolean(),
    })
    .map(caseOf);
}

interface Drawn {
  readonly traffic: Readonly<Record<string, number | undefined>>;
}

const NO_TRAFFIC = Object.fromEntries(TRAFFIC_KINDS.map((kind) => [kind, 0]));
const NO_FAILURES = Object.fromEntries(FAILURE_NAMES.map((name) => [name, 0]));

// biome-ignore lint/suspicious/noExplicitAny: what fc.record draws, field by field as above
function caseOf(drawn: any): Case {
  const { rekey, contextSetup, keyChange, retries, process, rule, workers, resumes, audits, ...fields } =
    drawn;
  const { regions, enbs, traffic } = fields as { regions: number; enbs: number } & Drawn;
  const isAlone = regions < 2;
  const scenario = {
    ...fields,
    name: 'campaign',
    traffic: { ...NO_TRAFFIC, ...traffic, ...(isAlone && { inter_mme_handover: 0 }) },
    failures: { ...NO_FAILURES, ...fields.failures },
    bursts: fields.bursts.filter(
      (one: { traffic: string }) => !(isAlone && one.traffic === 'inter_mme_handover'),
    ),
    arrivals: { process },
    delays: { rekey, context_setup: contextSetup, key_change: keyChange },
    limits: { retries, active: 1, spareRows: 1 },
    faults: fields.faults.flatMap((one: DrawnFault) => faultOf(one, regions, enbs) ?? []),
    withoutRules: rule === 0 ? [] : [rule],
  } as ScenarioInput;
  return { scenario, workers, resumes, audits };
}
