import { DEFAULT_ENB, type Enb, enbBits } from '../../model/enb-choices.js';
import type { Keys } from '../../model/keys.js';
import { K_MME_NAS } from '../../model/layout.js';
import { type NasAlgorithms, preferredBy } from '../../model/nas-algorithms.js';
import { rowKey } from '../../model/record.js';
import { chainIsExhausted } from '../../model/row.js';
import { connect, register, switchOff } from '../../model/start.js';
import { SymbolicKeys } from '../../model/symbolic.js';
import { stepWith } from '../../procedures/mme/chain.js';
import { rulesWithout } from '../../rules/table.js';
import {
  ACTIVE_FLAG,
  ENB,
  EVENTS,
  FAULTS,
  FIRST_ROW,
  FOUND,
  KEPT,
  KIND_LIST,
  KINDS,
  PREFERRED,
  REDUCTIONS,
  RESTARTS,
  RETRIES,
  RULES,
  SENT,
} from './layout.js';
import { Observer } from './observer.js';
import { rowAt } from './records.js';
import { World } from './world.js';

/** Most retries of a procedure, as in a scenario's limits. */
const MOST_RETRIES = 2;
/** Symbolic keys that are told apart by it. */
const SEED = 1;

/** Bits of all rules and guards. */
export const ALL_RULES: number = rulesWithout([]);

/** Exhausted: connected, and six handovers have failed after HANDOVER REQUEST, so that the MME may step NH no more. */
export const START_STATES = ['connected', 'idle', 'exhausted'] as const;
export type StartState = (typeof START_STATES)[number];

export interface WorldOptions {
  /** Bit n: rule n is on. */
  readonly rules: number;
  /** Tracking area updates from idle ask for bearers. */
  readonly activeFlag?: boolean | undefined;
  /** Restarts of eNBs and MMEs are among the faults. Default: they are not. */
  readonly restarts?: boolean | undefined;
  /** What the eNBs do. Default: DEFAULT_ENB. */
  readonly enb?: Enb | undefined;
  /** What the MMEs prefer. Default: all the same. */
  readonly nasAlgorithms?: NasAlgorithms | undefined;
  /** Kinds of the traffic events to choose from, sorted. */
  readonly kinds?: readonly number[];
  /** Most traffic events and faults on a path, and reductions (bits), of a survey. */
  readonly events?: number;
  readonly faults?: number;
  readonly reductions?: number;
}

/** Writes into the words what their world has to know. */
export function configure(w: Int32Array, options: WorldOptions): void {
  const { rules, activeFlag = false, restarts = false, enb = DEFAULT_ENB, nasAlgorithms = 'same' } = options;
  const { kinds = [], events = 0, faults = 0, reductions = 0 } = options;
  w[RULES] = rules;
  w[RETRIES] = MOST_RETRIES;
  w[ACTIVE_FLAG] = activeFlag ? 1 : 0;
  w[RESTARTS] = restarts ? 1 : 0;
  w[ENB] = enbBits(enb);
  for (const region of [0, 1]) w[PREFERRED + region] = preferredBy(nasAlgorithms, region);
  w[EVENTS] = events;
  w[FAULTS] = faults;
  w[REDUCTIONS] = reductions;
  w[KINDS] = kinds.length;
  w.set(kinds, KIND_LIST);
}

/** A world of its own, in which moves can be made. */
export function createWorld(options: WorldOptions, keys?: Keys, observer = new Observer()): World {
  const w = new Int32Array(FOUND);
  configure(w, options);
  return worldIn(w, keys, observer);
}

/** The world in words that have been configured. */
export function worldIn(
  w: Int32Array,
  keys: Keys = new SymbolicKeys(SEED),
  observer = new Observer(),
): World {
  return new World(w, keys, observer);
}

/** One registered UE in region 0: idle, or connected with AS security active, or with a chain that is used up. */
export function begin(world: World, start: StartState): void {
  const { w } = world;
  w.fill(0, FIRST_ROW, KEPT);
  w[SENT] = 0;
  const u = rowAt(0);
  const env = world.env(u);
  switchOff(w, u, 1);
  register(env, u, 1);
  if (start === 'idle') return;
  connect(env, u);
  if (start === 'exhausted') while (!chainIsExhausted(w, u)) stepWith(env, u, rowKey(env, u, K_MME_NAS));
}
