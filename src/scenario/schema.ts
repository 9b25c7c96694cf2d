import { z } from 'zod';
import { DEFAULT_ENB, MODIFICATION_RESPONSES, NAS_DURING_KEY_CHANGE } from '../model/enb-choices.js';
import type { DelayName, FailureName, LinkName } from '../model/links.js';
import { NAS_ALGORITHM_CHOICES } from '../model/nas-algorithms.js';
import { TRAFFIC } from '../model/traffic.js';
import { parseThreshold } from '../results/thresholds.js';
import { GUARD, GUARD_NAMES } from '../rules/table.js';
import { bursts } from './bursts.js';
import { distribution } from './distribution.js';
import { faults } from './faults.js';
import { type Bounds, count, duration, fieldsOf, group, integer, number, share, strict } from './fields.js';
import { mmeField } from './mme.js';
import { MAX_DURATION_S, stages } from './profile.js';
import { MAX_CLASSES } from './scenario.js';

/*
 * A scenario file. What it does not say is as in the preset busy-hour (presets/busy-hour.yaml says where those
 * numbers come from). Checks that need more than one field are in checks.ts.
 */

export const MAX_UES = 100_000_000;
/** Characters of a name. */
export const NAME_MAX = 100;
/** Regions, and eNBs of each. */
export const NODES_MAX = 255;
export const ENBS_MIN = 2;
/** Ten per second and UE: what lies above is a slip of the pen, not a load. */
const MAX_RATE_PER_HOUR = 36_000;
/** Two S1 and two SRB2 hops at their maximum stay under T3460 (6 s), which may expire after a real loss only. */
const MAX_LINK_S = 0.5;
/** Rows keep the low 32 bits of times in µs and compare them wrap-safe: 2^31 µs = 35.8 min. */
const MAX_TIMER_S = 1800;
export const INACTIVITY_BOUNDS: Bounds = { min: 1e-3, max: MAX_TIMER_S };
/** The shortest latency between regions bounds the window in which they run independently of each other. */
const MIN_INTER_REGION_S = 1e-3;
const MIN_LINK_S = 1e-6;
/** The longest DRX cycle of paging (TS 36.331: defaultPagingCycle rf256). */
const MAX_PAGING_CYCLE_S = 2.56;

interface LinkField {
  readonly shape?: 'uniform';
  readonly min: string;
  readonly mean: string;
  readonly max: string;
  readonly bounds?: Bounds;
  readonly doc: string;
}

const LINKS: Record<LinkName, LinkField> = {
  srb1: { min: '4ms', mean: '8ms', max: '44ms', doc: 'SRB1: RRC messages between UE and eNB, one way' },
  srb2: { min: '5ms', mean: '12ms', max: '75ms', doc: 'SRB2: NAS messages between UE and eNB, one way' },
  s1: { min: '1ms', mean: '3ms', max: '21ms', doc: 'S1AP between eNB and MME, one way' },
  x2: { min: '1ms', mean: '4ms', max: '31ms', doc: 'X2AP between two eNBs, one way' },
  s10: {
    min: '5ms',
    mean: '10ms',
    max: '55ms',
    bounds: { min: MIN_INTER_REGION_S, max: MAX_LINK_S },
    doc: 'S10 (GTPv2-C) between two MMEs, one way; at least 1 ms, because it crosses regions',
  },
  ue_move: {
    min: '10ms',
    mean: '30ms',
    max: '210ms',
    bounds: { min: MIN_INTER_REGION_S, max: MAX_LINK_S },
    doc: "the UE's own move to a cell of another region; at least 1 ms, because it crosses regions",
  },
  pcch: {
    shape: 'uniform',
    min: '10ms',
    mean: '645ms',
    max: '1280ms',
    bounds: { min: MIN_LINK_S, max: MAX_PAGING_CYCLE_S },
    doc: 'paging on the radio: until the paging occasion of the UE, once in a DRX cycle (TS 36.304 7.1)',
  },
};

export const DELAYS: Record<
  DelayName,
  { min: string; mean: string; max: string; bounds: Bounds; doc: string }
> = {
  context_setup: {
    min: '1ms',
    mean: '5ms',
    max: '50ms',
    bounds: { min: 0, max: 1 },
    doc: "the eNB's own delay before RRC SecurityModeCommand",
  },
  key_change: {
    min: '1ms',
    mean: '5ms',
    max: '50ms',
    bounds: { min: 0, max: 1 },
    doc: "the eNB's own delay between UE CONTEXT MODIFICATION REQUEST and reconfiguration, with enb.nasDuringKeyChange: held",
  },
  rekey: {
    min: '50ms',
    mean: '1s',
    max: '10s',
    bounds: { min: 0, max: 60 },
    doc: 'from the end of the NAS SMC to UE CONTEXT MODIFICATION REQUEST (rules 3, 4, 8 and 9 apply in it)',
  },
};

const FAILURES: Record<FailureName, { probability: string; doc: string }> = {
  authentication: { probability: '0.1%', doc: 'AKA fails' },
  smc_reject: { probability: '0.1%', doc: 'the UE answers SECURITY MODE REJECT' },
  context_setup: { probability: '0.5%', doc: 'INITIAL CONTEXT SETUP FAILURE' },
  key_change: { probability: '0.2%', doc: 'UE CONTEXT MODIFICATION FAILURE' },
  handover_preparation: { probability: '0.5%', doc: 'the target refuses a handover of any kind' },
  handover_execution: { probability: '1%', doc: 'the UE does not reach the target cell' },
  handover_cancel: { probability: '0.3%', doc: 'the source eNB cancels a handover while it is prepared' },
  path_switch: { probability: '0.1%', doc: 'PATH SWITCH REQUEST FAILURE' },
  nas_loss: { probability: '0.01%', doc: 'loss of a NAS message on the air' },
  rrc_loss: { probability: '0.005%', doc: 'loss of an RRC message on the air' },
  s10_loss: { probability: '0.01%', doc: 'loss of a GTPv2-C message on S10, which is retransmitted' },
  paging_loss: { probability: '5%', doc: 'the UE does not hear PAGING' },
};

const CLASS_NAME = 'expected a name of lower case letters, digits, - and _, at most 32';

const trafficRate = (doc: string) =>
  number('a rate per UE and hour', 0, MAX_RATE_PER_HOUR).describe(`Per UE and hour: ${doc}.`);

const subscribers = strict('name, share, traffic and stages', {
  name: z
    .string(CLASS_NAME)
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, CLASS_NAME)
    .describe('What results call this class.'),
  share: share('a share of the UEs').describe('Share of the UEs that belong to the class.'),
  traffic: group(
    'rates',
    fieldsOf(TRAFFIC, ({ doc }) => trafficRate(doc).exactOptional()),
  ).describe('Rates of this class; what it leaves out is as in `traffic` of the scenario.'),
  stages: stages.prefault([]).describe('Load over time of this class, on top of the stages of the scenario.'),
});

const threshold = z.string('expected a threshold such as rules.6.hold.p99 < 50ms').check((context) => {
  try {
    parseThreshold(context.value);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.issues.push({ code: 'custom', message, input: context.value });
  }
});

const NAME = `expected a name of 1 to ${NAME_MAX} characters for the scenario`;
const RULE = `a number of a rule (${GUARD} is the guard ${GUARD_NAMES[0]}; withoutGuards names the others)`;

export const scenarioSchema = strict('scenario fields (name, ues, duration, traffic, ...)', {
  name: z.string(NAME).min(1, NAME).max(NAME_MAX, NAME).describe('What results call this scenario.'),
  description: z
    .string('expected a text')
    .max(2000, 'expected a text of at most 2000 characters')
    .prefault('')
    .describe('What it is for, in a line or two.'),
  ues: count('a number of UEs', 1, MAX_UES).prefault('1M').describe('UEs in the whole simulated network.'),
  duration: duration('a duration', { min: 1e-3, max: MAX_DURATION_S })
    .prefault('10m')
    .describe('Simulated time.'),
  seed: integer('a seed', 0, 0xffffffff)
    .prefault(1)
    .describe('Chooses one of 2^32 courses of events; the same seed gives the same course.'),
  clock: z
    .enum(['virtual', 'real'], 'expected a clock: virtual or real')
    .prefault('virtual')
    .describe('virtual: as fast as the machine can; real: paced by the wall clock.'),
  keys: z
    .enum(['symbolic', 'hmac'], 'expected a kind of keys: symbolic or hmac')
    .prefault('symbolic')
    .describe('symbolic: 64-bit fingerprints of the derivations; hmac: the real 256-bit keys.'),
  regions: integer('a number of regions', 1, NODES_MAX)
    .prefault(32)
    .describe('Regions; one is an MME, its eNBs and the UEs that camp there.'),
  enbs: integer('a number of eNBs per region', ENBS_MIN, NODES_MAX)
    .prefault(16)
    .describe('eNBs per region; at least 2, so that there is somewhere to hand over to.'),
  cells: integer('a number of cells per eNB', 1, 12).prefault(3).describe('Cells per eNB.'),
  earfcn: integer('an EARFCN-DL', 0, 262_143)
    .prefault(1300)
    .describe(
      'EARFCN-DL of all cells, an input of KeNB*; above 65535 coded in three octets (TS 33.401 A.5).',
    ),
  enb: group('nasDuringKeyChange and modificationResponse', {
    nasDuringKeyChange: z
      .enum(NAS_DURING_KEY_CHANGE, 'expected what becomes of NAS during a key change: held or sent')
      .prefault(DEFAULT_ENB.nasDuringKeyChange)
      .describe(
        'Downlink NAS while the reconfiguration that changes keys is out: held until it is over, as in a handover, or sent beside it.',
      ),
    modificationResponse: z
      .enum(MODIFICATION_RESPONSES, 'expected when the eNB answers: after_rrc or at_once')
      .prefault(DEFAULT_ENB.modificationResponse)
      .describe(
        'UE CONTEXT MODIFICATION RESPONSE comes after the UE has answered on RRC, or at once (guard key_change).',
      ),
  }).describe('What eNBs are free to do, and do differently.'),
  nasAlgorithms: z
    .enum(NAS_ALGORITHM_CHOICES, 'expected what NAS algorithms MMEs prefer: same or by_region')
    .prefault('same')
    .describe(
      'NAS algorithms that MMEs prefer: all the same (AES), or those of odd regions others (SNOW 3G), which they change to by an SMC after a relocation (TS 33.401 7.2.4.3).',
    ),
  population: group('registered and connected', {
    registered: share('a share of the UEs')
      .prefault('97%')
      .describe('Share of the UEs registered at the start.'),
    connected: share('a share of the registered UEs')
      .prefault('10%')
      .describe('Share of the registered UEs that are connected at the start.'),
  }).describe('The state of the UEs at the start.'),
  inactivity: distribution('a time of inactivity', INACTIVITY_BOUNDS)
    .nullable()
    .prefault({ shape: 'exponential', min: '5s', mean: '12s', max: '60s' })
    .describe(
      'Time from the last activity of a connected UE until its eNB asks for the release; null: never.',
    ),
  pagingArea: share('a share of the eNBs', true)
    .prefault('25%')
    .describe(
      "Share of an MME's eNBs that the tracking area list of a UE has: PAGING goes to them first, then to all.",
    ),
  activeFlag: share('a share of the tracking area updates from idle')
    .prefault('20%')
    .describe(
      'Share of the tracking area updates from idle with the active flag: an initial context setup follows, no release.',
    ),
  traffic: group(
    'rates',
    fieldsOf(TRAFFIC, ({ rate, doc }) => trafficRate(doc).prefault(rate)),
  ).describe('Offered events per UE and hour.'),
  subscribers: z
    .array(subscribers, 'expected a list of classes of subscribers')
    .max(MAX_CLASSES, `expected at most ${MAX_CLASSES} classes of subscribers`)
    .prefault([])
    .describe('Classes of UEs with rates of their own; shares add up to 100%. None: all UEs are alike.'),
  arrivals: group('process, burstFactor, burstOn and burstOff', {
    process: z
      .enum(['constant', 'poisson', 'bursty'], 'expected a process: constant, poisson or bursty')
      .prefault('poisson')
      .describe('bursty: a two-state Markov-modulated Poisson process with the same mean rate.'),
    burstFactor: number('a factor', 1, 1000)
      .prefault(3)
      .describe('Bursty only: rate in a burst over the mean rate.'),
    burstOn: duration('a mean duration', { min: 1e-3, max: 3600 })
      .prefault('10s')
      .describe('Bursty only: mean length of a burst.'),
    burstOff: duration('a mean duration', { min: 1e-3, max: 3600 })
      .prefault('50s')
      .describe('Bursty only: mean time between two bursts.'),
  }).describe('The arrival process, the same for all kinds of traffic.'),
  stages: stages
    .prefault([])
    .describe('Load over time, from factor 1 on; after the last stage its factor stays.'),
  bursts: bursts
    .prefault([])
    .describe(
      'Traffic of exact amounts beside the rates: an event for each of some UEs, all at once or paced.',
    ),
  links: group(
    'latencies',
    fieldsOf(LINKS, ({ shape = 'exponential', min, mean, max, bounds, doc }) =>
      distribution('a latency', bounds ?? { min: MIN_LINK_S, max: MAX_LINK_S })
        .prefault({ shape, min, mean, max })
        .describe(`Latency of ${doc}.`),
    ),
  ).describe(
    'Latencies of the links; every link has a minimum above 0 and a maximum of at most 500 ms, but for paging.',
  ),
  delays: group(
    'delays',
    fieldsOf(DELAYS, ({ min, mean, max, bounds, doc }) =>
      distribution('a delay', bounds)
        .prefault({ shape: 'exponential', min, mean, max })
        .describe(`Delay: ${doc}.`),
    ),
  ).describe('Delays inside a party.'),
  failures: group(
    'probabilities',
    fieldsOf(FAILURES, ({ probability, doc }) =>
      share('a probability').prefault(probability).describe(`Probability per step: ${doc}.`),
    ),
  ).describe('What goes wrong by itself, per step, not counting what the rules reject.'),
  faults: faults
    .prefault([])
    .describe(
      'What goes wrong from outside, at times of its own: delays, partitions, loss on the radio, restarts (docs/faults.md).',
    ),
  limits: group('retries, active and spareRows', {
    retries: integer('a number of retries', 0, 15)
      .prefault(3)
      .describe('Retries of a procedure that a handover rejected or that was not delivered.'),
    active: share('a share of the UEs', true)
      .prefault('6%')
      .describe('Share of the UEs that may have something in progress at the same time.'),
    spareRows: share('a share of the rows')
      .prefault('5%')
      .describe('Share of rows that each region keeps free for UEs from other regions.'),
  }).describe('Limits that keep memory bounded.'),
  mme: mmeField,
  withoutRules: z
    .array(integer(RULE, 1, GUARD), 'expected a list of numbers of rules')
    .transform((rules) => [...new Set(rules)].sort((a, b) => a - b))
    .prefault([])
    .describe(
      `Rules that are switched off: 1 to ${GUARD - 1}, and ${GUARD} for the guard ${GUARD_NAMES[0]}.`,
    ),
  withoutGuards: z
    .array(
      z.enum(GUARD_NAMES, `expected a guard: ${GUARD_NAMES.join(', ')}`),
      'expected a list of names of guards',
    )
    .transform((names) => GUARD_NAMES.filter((name) => names.includes(name)))
    .prefault([])
    .describe('Guards beyond the clause that are switched off, by name; `uestorm rules` lists them.'),
  thresholds: z
    .array(threshold, 'expected a list of thresholds')
    .max(100, 'expected at most 100 thresholds')
    .prefault([])
    .describe(
      'Goals such as rules.6.hold.p99 < 50ms; one that is missed or never measured gives exit status 3.',
    ),
});

/** A scenario as a file or a library's user writes it: everything but the name may be left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** JSON Schema of a scenario file, as editors use it to complete and to check. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input' });
  return { ...schema, title: 'uestorm scenario' };
}
