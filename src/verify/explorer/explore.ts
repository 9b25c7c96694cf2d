import type { Enb } from '../../model/enb-choices.js';
import { INVARIANT_NAMES, type InvariantName, PROGRESS } from '../../model/invariants.js';
import type { NasAlgorithms } from '../../model/nas-algorithms.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../../model/traffic.js';
import { ENDS_AT_REQUEST } from '../../procedures/mme/chain.js';
import { type Counterexample, replay } from '../counterexample/replay.js';
import { decode, encode } from '../states/canonical.js';
import { grown, States } from '../states/states.js';
import { ALL_RULES, begin, createWorld, type StartState, type WorldOptions } from '../world/begin.js';
import { MOVES } from '../world/layout.js';
import { isFault, kindOfMove, listMoves, Moves, make, TRAFFIC, whichOfMove } from '../world/moves.js';
import type { World } from '../world/world.js';

/** What one exploration looks at. */
export interface ExploreOptions {
  /** Traffic events, 1 to 16; each may arrive once, at any moment or never. */
  readonly events: readonly TrafficKind[];
  readonly start: StartState;
  /** Most losses, refusals and cancels on one path. */
  readonly faults: number;
  /** Rules that are switched off. */
  readonly withoutRules?: readonly number[];
  /** Rule 3 ends when UE CONTEXT MODIFICATION REQUEST is sent. Default: when that has succeeded. */
  readonly endsAtRequest?: boolean;
  /** Tracking area updates from idle ask for bearers. Default: they do not. */
  readonly activeFlag?: boolean;
  /** Restarts of eNBs and MMEs are among the faults. Default: they are not. */
  readonly restarts?: boolean;
  /** What the eNBs do. Default: DEFAULT_ENB. */
  readonly enb?: Enb;
  /** What the MMEs prefer. Default: all the same. */
  readonly nasAlgorithms?: NasAlgorithms;
  /** States after which the exploration gives up (complete: false). */
  readonly statesMax?: number;
  /** Violations after which it ends; what lies behind a violation is never looked at. Default 1. */
  readonly violationsMax?: number;
}

/** What one exploration found. */
export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Steps to the state farthest from the start. */
  readonly depth: number;
  /** Whether every reachable state was seen. */
  readonly complete: boolean;
  /** The first is a shortest one. */
  readonly violations: readonly Counterexample[];
}

/** Bit n: rule n is on. */
export function ruleBits(without: readonly number[]): number {
  return without.reduce((rules, rule) => rules & ~(1 << rule), ALL_RULES);
}

/** Explores, breadth first, everything that can happen to one UE. */
export function explore(options: ExploreOptions): Exploration {
  return new Explorer(options).run();
}

class Explorer {
  private readonly rules: number;
  private readonly traffic: readonly number[];
  private readonly world: World;
  private readonly states = new States();
  private readonly scratch = new Int32Array(4096);
  private readonly edges = new Edges();
  private readonly violations: Counterexample[] = [];

  constructor(private readonly options: ExploreOptions) {
    this.rules = ruleBits(options.withoutRules ?? []) | (options.endsAtRequest ? ENDS_AT_REQUEST : 0);
    this.traffic = options.events.map((name) => TRAFFIC_KINDS.indexOf(name)).sort((a, b) => a - b);
    this.world = createWorld(this.worldOptions);
  }

  private get worldOptions(): WorldOptions {
    const { activeFlag, restarts, enb, nasAlgorithms } = this.options;
    return { rules: this.rules, activeFlag, restarts, enb, nasAlgorithms, kinds: this.traffic };
  }

  run(): Exploration {
    const { world, states, edges, options } = this;
    const { statesMax = Number.POSITIVE_INFINITY, violationsMax = 1 } = options;
    begin(world, options.start);
    this.add((1 << this.traffic.length) - 1, 0, -1, 0);
    const moves = new Moves(world.w, MOVES);
    let transitions = 0;
    let depth = 0;
    let levelEnd = 1;
    let id = 0;
    for (; id < states.count; id++) {
      if (id === levelEnd) {
        depth++;
        levelEnd = states.count;
      }
      if (states.count > statesMax || this.violations.length >= violationsMax) break;
      const head = states.chunk(id)[states.at(id)];
      const remaining = head & 0xffff;
      const faults = head >>> 16;
      decode(world.w, states.chunk(id), states.at(id) + 1);
      world.keep();
      edges.nextState(listMoves(world, remaining, options.faults - faults, moves) === 0);
      for (let k = 0; k < moves.count; k++) {
        const move = moves.get(k);
        if (k > 0) world.goBack();
        if (!make(world, move)) continue;
        transitions++;
        const broken = world.violated;
        if (broken !== 0) {
          this.violated(id, move, broken);
          continue;
        }
        const isTraffic = kindOfMove(move) === TRAFFIC;
        const left = isTraffic ? remaining & ~(1 << whichOfMove(move)) : remaining;
        const to = this.add(left, isFault(move) ? faults + 1 : faults, id, move);
        if (!isTraffic && !isFault(move)) edges.add(to);
      }
    }
    const complete = id === states.count;
    if (complete && this.violations.length === 0) {
      const stuck = edges.firstStuck();
      if (stuck >= 0) this.violated(stuck, -1, 1 << PROGRESS);
    }
    return { states: states.count, transitions, depth, complete, violations: this.violations };
  }

  /** The world's state becomes one of the states. Its first word: traffic still to come, faults so far. */
  private add(remaining: number, faults: number, parent: number, move: number): number {
    this.scratch[0] = remaining | (faults << 16);
    return this.states.add(this.scratch, 1 + encode(this.world.w, this.scratch, 1), parent, move);
  }

  /** A violation in a move from state `id`, or (-1) in that state itself; of each kind of end, the first. */
  private violated(id: number, move: number, broken: number): void {
    const invariants: InvariantName[] = INVARIANT_NAMES.filter((_, i) => (broken & (1 << i)) !== 0);
    const moves: number[] = move < 0 ? [] : [move];
    for (let i = id; this.states.parent[i] >= 0; i = this.states.parent[i]) moves.push(this.states.move[i]);
    const found = replay(this.worldOptions, this.options.start, moves.reverse(), invariants);
    const end = (c: Counterexample): string =>
      `${c.invariants} ${c.steps.at(-1)?.name} ${c.steps.at(-1)?.nas}`;
    if (!this.violations.some((other) => end(other) === end(found))) this.violations.push(found);
  }
}

/** The moves that need neither traffic nor a fault, state by state, for the check of progress. */
class Edges {
  private to = new Int32Array(1 << 12);
  private count = 0;
  private readonly start: number[] = [];
  private readonly rest: boolean[] = [];

  /** What is added from now on leads on from the next state. */
  nextState(isAtRest: boolean): void {
    this.start.push(this.count);
    this.rest.push(isAtRest);
  }

  add(to: number): void {
    if (this.count === this.to.length) this.to = grown(this.to, this.count * 2);
    this.to[this.count++] = to;
  }

  /**
   * The first state from which no way leads to rest, or -1. (In a state at rest afterEvent has looked for work
   * that would never end.)
   */
  firstStuck(): number {
    const { to, start, rest, count } = this;
    const good = Uint8Array.from(rest, (atRest) => (atRest ? 1 : 0));
    // Moves lead to later states most of the time: from behind few rounds are enough.
    for (let changed = true; changed; ) {
      changed = false;
      for (let i = rest.length - 1; i >= 0; i--) {
        if (good[i] !== 0) continue;
        const end = i + 1 < start.length ? start[i + 1] : count;
        for (let e = start[i]; e < end; e++) {
          if (good[to[e]] === 0) continue;
          good[i] = 1;
          changed = true;
          break;
        }
      }
    }
    return good.indexOf(0);
  }
}
