import { Barrier } from '../engine/barrier.js';
import { PROGRESS } from '../model/env.js';
import { Frontier, RECORD } from './frontier.js';
import { isFault, kindOfMove, listMoves, Moves, make, TRAFFIC } from './moves.js';
import { absorb, hasDetachedRow, type Reductions, restrict } from './reduction.js';
import { COVERED, classesBelow, NEW, Seen } from './seen.js';
import { type StartState, World } from './world.js';

/*
 * A survey looks at every state that can be reached within a bound, from idle and from connected, whatever traffic
 * events come: up to `events` of the kinds, up to `faults` faults, in any order. What is explored for one choice of events need
 * not be explored again for another that begins with the same ones. It says whether any invariant can be violated;
 * how, explore.ts finds out.
 *
 * It goes breadth first. All threads work on one level, each on the states of chunks that it takes; a level has two
 * passes (seen.ts says why), and the threads meet after each of them.
 */

/** What all threads of a survey have in common. */
export interface SurveyPlan {
  readonly starts: readonly StartState[];
  /** Kinds of traffic events, by number. */
  readonly kinds: readonly number[];
  readonly events: number;
  readonly faults: number;
  /** Bit n: rule n is on. */
  readonly rules: number;
  /** Tracking area updates from idle ask for bearers. */
  readonly activeFlag?: boolean;
  readonly reductions: Reductions;
  /** Whether the survey goes on behind the level on which it finds a violation. */
  readonly toTheEnd: boolean;
  readonly seen: SharedArrayBuffer;
  readonly frontier: SharedArrayBuffer;
  readonly barrier: SharedArrayBuffer;
  /** See BROKEN and those that follow it. */
  readonly words: SharedArrayBuffer;
}

/** What one thread saw. */
export interface SurveyPart {
  readonly transitions: number;
  /** Steps to the farthest state. */
  readonly depth: number;
  readonly status: 'complete' | 'incomplete' | 'interrupted';
  /** Bit n: invariant n was violated, by any thread. */
  readonly broken: number;
}

/** Words that the threads and the main thread share: invariants violated, as bits; memory is full; shall stop. */
export const BROKEN = 0;
export const FULL = 1;
export const STOP = 2;
export const SURVEY_WORDS = 3;

/** Moves of a detached row, one after the other, after which it is taken to have no end. */
const STEPS_MAX = 1000;

/** Steps of a simple walk to rest, before all walks are tried. */
const WALK_MAX = 100;

/**
 * One thread's part of a survey.
 *
 * @param onRest is told the key of each state in which nothing but traffic can happen
 */
export function survey(plan: SurveyPlan, party: number, onRest?: (key: string) => void): SurveyPart {
  return new Surveyor(plan, party, onRest).run();
}

class Surveyor {
  private readonly world: World;
  private readonly seen: Seen;
  private readonly frontier: Frontier;
  private readonly barrier: Barrier;
  private readonly words: Int32Array;
  private readonly state = new Int32Array(4096);
  private readonly moves = new Moves();
  private readonly walk = new Moves();
  private readonly toRest = new Moves();
  private readonly everyEvent: number;
  private transitions = 0;

  constructor(
    private readonly plan: SurveyPlan,
    private readonly party: number,
    private readonly onRest?: (key: string) => void,
  ) {
    this.world = new World(plan.rules, undefined, undefined, plan.activeFlag);
    this.seen = new Seen(plan.seen, classesBelow(plan.events, plan.faults));
    this.frontier = new Frontier(plan.frontier);
    this.barrier = new Barrier(plan.barrier, party);
    this.words = new Int32Array(plan.words);
    this.everyEvent = 2 ** plan.kinds.length - 1;
  }

  run(): SurveyPart {
    const { frontier, words, plan } = this;
    if (this.party === 0) this.begin();
    let depth = -1;
    let status: SurveyPart['status'] = 'complete';
    for (;;) {
      if (!this.together(() => this.nextLevel())) {
        status = 'interrupted';
        break;
      }
      frontier.level++;
      this.seen.refresh();
      if (Atomics.load(words, FULL) !== 0) {
        status = 'incomplete';
        break;
      }
      if (frontier.states === 0) break;
      depth++;
      if (Atomics.load(words, BROKEN) !== 0 && !plan.toTheEnd) break;
      this.promoteLevel();
      if (!this.together(() => frontier.rewind())) {
        status = 'interrupted';
        break;
      }
      this.lookAtLevel();
      frontier.flush();
    }
    const broken = Atomics.load(words, BROKEN);
    return { transitions: this.transitions, depth, status, broken };
  }

  /** All threads meet, one does `work`, and all go on. False: the survey was given up. */
  private together(work: () => void): boolean {
    if (this.barrier.wait() === 'aborted') return false;
    if (this.party === 0) work();
    return this.barrier.wait() === 'ok';
  }

  private begin(): void {
    for (const start of this.plan.starts) {
      this.world.begin(start);
      this.found(0);
    }
    this.frontier.flush();
  }

  private nextLevel(): void {
    const { frontier, seen, words } = this;
    frontier.turn();
    frontier.rewind();
    // A level is seldom more than a third larger than the one before it.
    if (!seen.hasRoom(2 * frontier.statesNext + 1000)) Atomics.store(words, FULL, 1);
  }

  private promoteLevel(): void {
    const { frontier, seen } = this;
    const { words } = frontier;
    for (let chunk = frontier.take(); chunk >= 0; chunk = frontier.take()) {
      const end = chunk + words[chunk];
      for (let at = chunk + 1; at < end; at += RECORD + (words[at] & 0xffff)) {
        seen.promote(words[at + 1], words[at + 2], words[at] >>> 16);
      }
    }
  }

  private lookAtLevel(): void {
    const { frontier, seen } = this;
    const { words } = frontier;
    for (let chunk = frontier.take(); chunk >= 0; chunk = frontier.take()) {
      const end = chunk + words[chunk];
      for (let at = chunk + 1; at < end; at += RECORD + (words[at] & 0xffff)) {
        const c = words[at] >>> 16;
        if (seen.isCovered(words[at + 1], words[at + 2], c)) continue;
        this.world.decode(words, at + RECORD);
        this.lookAt(c, words[at + 1], words[at + 2]);
      }
      frontier.give(chunk);
      if ((Atomics.load(this.words, FULL) | Atomics.load(this.words, STOP)) !== 0) break;
    }
  }

  /** Makes the moves of the state that the world holds, found in class c. */
  private lookAt(c: number, low: number, high: number): void {
    const { world, moves } = this;
    world.keep();
    const ordinary = this.list(c);
    if (ordinary === 0) this.onRest?.(`${low},${high}`);
    const isReduced = restrict(world, moves, this.plan.reductions);
    if (this.makeAll(c) || (ordinary === 0 && !isReduced)) return;
    if (isReduced) {
      world.goBack();
      this.list(c);
      if (this.makeAll(c)) return;
    }
    if (!this.comesToRest(c)) this.violated(1 << PROGRESS);
  }

  private list(c: number): number {
    const { plan, world, moves } = this;
    const events = Math.floor(c / (plan.faults + 1));
    const faults = c % (plan.faults + 1);
    const remaining = events < plan.events ? this.everyEvent : 0;
    return listMoves(world, plan.kinds, remaining, plan.faults - faults, moves);
  }

  /**
   * Makes all moves of the list. True if one that needs neither traffic nor a fault leads on: to a state of the next
   * level, or to one that a class below covers. Whatever leads on comes to rest: a move like that does not change the
   * class, so from level to level and from class to class there is an end, and only a state where nothing of that
   * kind can happen has no way on.
   */
  private makeAll(c: number): boolean {
    const { world, moves, plan } = this;
    let leadsOn = false;
    let isFresh = true;
    const { list, count } = moves;
    for (let k = 0; k < count; k++) {
      const move = list[k];
      if (!isFresh) world.goBack();
      isFresh = !make(world, plan.kinds, move);
      if (isFresh) continue;
      this.transitions++;
      const to = kindOfMove(move) === TRAFFIC ? c + plan.faults + 1 : isFault(move) ? c + 1 : c;
      const broken = world.violated | this.settle(to);
      if (broken !== 0) this.violated(broken);
      else if (this.found(to) !== COVERED && to === c) leadsOn = true;
    }
    return leadsOn;
  }

  /**
   * Takes out what changes nothing, and makes the move of a detached row that has only one. Returns the invariants
   * violated, as bits.
   */
  private settle(c: number): number {
    const { world, plan, walk } = this;
    const { reductions } = plan;
    absorb(world, reductions);
    for (let steps = 0; reductions.detachedRows && hasDetachedRow(world); steps++) {
      if (steps > STEPS_MAX) throw new Error('verify: a detached row never comes to rest');
      listMoves(world, plan.kinds, 0, plan.faults - (c % (plan.faults + 1)), walk);
      if (!restrict(world, walk, reductions) || walk.count > 1) break;
      world.noteOpen();
      make(world, plan.kinds, walk.list[0]);
      if (world.violated !== 0) return world.violated;
      absorb(world, reductions);
    }
    return 0;
  }

  /** The world's state is found in class c. */
  private found(c: number): number {
    const { world, seen, state } = this;
    const n = world.encode(state);
    seen.hash(state, n);
    const verdict = seen.add(c);
    if (verdict === NEW && !this.frontier.push(c, seen.low, seen.high, state, n)) {
      Atomics.store(this.words, FULL, 1);
    }
    return verdict;
  }

  private violated(broken: number): void {
    Atomics.or(this.words, BROKEN, broken);
  }

  /*
   * Whether the state that the world was in, where nothing leads on, can come to rest all the same, without traffic
   * or faults. Restricted as the survey is, a walk stays among states that the survey sees, and one that leads on will
   * do. Most of the time that is found by making the first move there is, again and again. If neither that nor all
   * walks have an end, not even without restriction, something is held for ever.
   */
  private comesToRest(c: number): boolean {
    return this.walksToRest(c) || this.canRest(c, true) || this.canRest(c, false);
  }

  private walksToRest(c: number): boolean {
    const { world, plan, seen, state, toRest } = this;
    world.goBack();
    for (let step = 0; step < WALK_MAX; step++) {
      const n = world.encode(state);
      seen.hash(state, n);
      if (step > 0 && seen.look(c) !== COVERED) return true;
      world.decode(state, 0);
      if (listMoves(world, plan.kinds, 0, 0, toRest) === 0) return true;
      restrict(world, toRest, plan.reductions);
      make(world, plan.kinds, toRest.list[0]);
      this.settle(c);
    }
    return false;
  }

  private canRest(c: number, isRestricted: boolean): boolean {
    const { world, plan, seen, toRest } = this;
    const known = new Set<string>();
    const open: Int32Array[] = [];
    const leadsOn = (): boolean => {
      if (isRestricted) this.settle(c);
      const n = world.encode(this.state);
      seen.hash(this.state, n);
      if (isRestricted && seen.look(c) !== COVERED) return true;
      const key = `${seen.low},${seen.high}`;
      if (!known.has(key)) open.push(this.state.slice(0, n));
      known.add(key);
      return false;
    };
    world.goBack();
    leadsOn();
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      world.decode(from, 0);
      if (listMoves(world, plan.kinds, 0, 0, toRest) === 0) return true;
      if (isRestricted) restrict(world, toRest, plan.reductions);
      for (let k = 0; k < toRest.count; k++) {
        world.decode(from, 0);
        make(world, plan.kinds, toRest.list[k]);
        if (leadsOn()) return true;
      }
    }
    return false;
  }
}
