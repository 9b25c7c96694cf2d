import { regionMemory } from '../../engine/region/shared-memory.js';
import { Barrier } from '../../engine/workers/barrier.js';
import type { Enb } from '../../model/enb-choices.js';
import { PROGRESS } from '../../model/invariants.js';
import type { NasAlgorithms } from '../../model/nas-algorithms.js';
import { restrict } from '../reduction/reduction.js';
import { decode } from '../states/canonical.js';
import { Frontier, recordWords } from '../states/frontier.js';
import { COVERED, classesBelow, NEW, Seen } from '../states/seen.js';
import { begin, configure, type StartState, worldIn } from '../world/begin.js';
import {
  FOUND,
  IS_REDUCED,
  LOOKED_AT,
  ORDINARY,
  STATE_HEAD,
  TRANSITIONS,
  VIOLATED,
  WALK_TO_REST,
  WORLD_WORDS,
} from '../world/layout.js';
import { listMoves, Moves, make } from '../world/moves.js';
import { Observer } from '../world/observer.js';
import type { World } from '../world/world.js';
import { compiledExpander, type Expands } from './compiled.js';
import { Expander } from './expander.js';

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
  readonly restarts?: boolean;
  /** What the eNBs do. Default: DEFAULT_ENB. */
  readonly enb?: Enb;
  /** What the MMEs prefer. Default: all the same. */
  readonly nasAlgorithms?: NasAlgorithms;
  /** Bits: see reduction.ts. */
  readonly reductions: number;
  /** States are looked at by the compiled explorer; else by the same code in JavaScript. */
  readonly isCompiled: boolean;
  /** Whether the survey goes on behind the level on which it finds a violation. */
  readonly toTheEnd: boolean;
  readonly seen: SharedArrayBuffer;
  readonly frontier: SharedArrayBuffer;
  readonly barrier: SharedArrayBuffer;
  /** See INVARIANTS_BROKEN and those that follow it. */
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
const INVARIANTS_BROKEN = 0;
const MEMORY_FULL = 1;
export const STOP = 2;
export const SURVEY_WORDS = 3;

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
  private readonly w: Int32Array;
  private readonly world: World;
  private readonly expander: Expander;
  /** What makes a state's moves: the expander, or the same compiled. Both work on the same words. */
  private readonly explorer: Expands;
  private readonly seen: Seen;
  private readonly frontier: Frontier;
  private readonly barrier: Barrier;
  private readonly words: Int32Array;
  private readonly toRest: Moves;
  private transitions = 0;

  constructor(
    private readonly plan: SurveyPlan,
    private readonly party: number,
    private readonly onRest?: (key: string) => void,
  ) {
    const memory = regionMemory(WORLD_WORDS);
    const observer = new Observer();
    const w = new Int32Array(memory.buffer);
    configure(w, plan);
    this.w = w;
    this.world = worldIn(w, undefined, observer);
    this.expander = new Expander(this.world, observer);
    this.explorer = plan.isCompiled ? compiledExpander(memory, observer) : this.expander;
    this.toRest = new Moves(w, WALK_TO_REST);
    this.seen = new Seen(plan.seen, classesBelow(plan.events, plan.faults));
    this.frontier = new Frontier(plan.frontier);
    this.barrier = new Barrier(plan.barrier, party);
    this.words = new Int32Array(plan.words);
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
      if (Atomics.load(words, MEMORY_FULL) !== 0) {
        status = 'incomplete';
        break;
      }
      if (frontier.states === 0) break;
      depth++;
      if (Atomics.load(words, INVARIANTS_BROKEN) !== 0 && !plan.toTheEnd) break;
      this.promoteLevel();
      if (!this.together(() => frontier.rewind())) {
        status = 'interrupted';
        break;
      }
      this.lookAtLevel();
      frontier.flush();
    }
    const broken = Atomics.load(words, INVARIANTS_BROKEN);
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
      begin(this.world, start);
      this.expander.write(FOUND, 0);
      this.found(FOUND);
    }
    this.frontier.flush();
  }

  private nextLevel(): void {
    const { frontier, seen, words } = this;
    frontier.turn();
    frontier.rewind();
    // A level is seldom more than a third larger than the one before it.
    if (!seen.hasRoom(2 * frontier.statesNext + 1000)) Atomics.store(words, MEMORY_FULL, 1);
  }

  private promoteLevel(): void {
    const { frontier, seen } = this;
    const { words } = frontier;
    for (let chunk = frontier.take(); chunk >= 0; chunk = frontier.take()) {
      const end = chunk + words[chunk];
      seen.touch(words, chunk + 1, end);
      for (let at = chunk + 1; at < end; at += recordWords(words, at)) {
        seen.promote(words[at + 1], words[at + 2], words[at] >>> 16);
      }
    }
  }

  private lookAtLevel(): void {
    const { frontier, seen } = this;
    const { words } = frontier;
    for (let chunk = frontier.take(); chunk >= 0; chunk = frontier.take()) {
      const end = chunk + words[chunk];
      seen.touch(words, chunk + 1, end);
      for (let at = chunk + 1; at < end; at += recordWords(words, at)) {
        const c = words[at] >>> 16;
        if (seen.isCovered(words[at + 1], words[at + 2], c)) continue;
        this.lookAt(at);
      }
      frontier.give(chunk);
      if ((Atomics.load(this.words, MEMORY_FULL) | Atomics.load(this.words, STOP)) !== 0) break;
    }
  }

  /** Makes the moves of a state of the frontier. */
  private lookAt(at: number): void {
    const { w } = this;
    const { words } = this.frontier;
    const n = recordWords(words, at);
    for (let i = 0; i < n; i++) w[LOOKED_AT + i] = words[at + i];
    const c = words[at] >>> 16;
    const leadsOn = this.expand(c, 0);
    const isReduced = w[IS_REDUCED] !== 0;
    if (w[ORDINARY] === 0) this.onRest?.(`${words[at + 1]},${words[at + 2]}`);
    if (leadsOn || (w[ORDINARY] === 0 && !isReduced)) return;
    if (isReduced && this.expand(c, 1)) return;
    if (!this.comesToRest(c)) this.violated(1 << PROGRESS);
  }

  /**
   * Makes moves of the state that is looked at, all or (0) those that are enough. True if one that needs neither
   * traffic nor a fault leads on: to a state of the next level, or to one that a class below covers. Whatever leads on
   * comes to rest: a move like that does not change the class, so from level to level and from class to class there is
   * an end, and only a state where nothing of that kind can happen has no way on.
   */
  private expand(c: number, isWhole: number): boolean {
    const { w } = this;
    const end = this.explorer.expand(c, isWhole);
    this.transitions += w[TRANSITIONS];
    if (w[VIOLATED] !== 0) this.violated(w[VIOLATED]);
    this.seen.touch(w, FOUND, end);
    let leadsOn = false;
    for (let at = FOUND; at < end; at += recordWords(w, at)) {
      if (this.found(at) !== COVERED && w[at] >>> 16 === c) leadsOn = true;
    }
    return leadsOn;
  }

  /** The state at `at` was found. */
  private found(at: number): number {
    const { w } = this;
    const verdict = this.seen.add(w[at + 1], w[at + 2], w[at] >>> 16);
    if (verdict === NEW && !this.frontier.push(w, at)) Atomics.store(this.words, MEMORY_FULL, 1);
    return verdict;
  }

  private violated(broken: number): void {
    Atomics.or(this.words, INVARIANTS_BROKEN, broken);
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
    const { world, w, toRest } = this;
    decode(w, w, LOOKED_AT + STATE_HEAD);
    for (let step = 0; step < WALK_MAX; step++) {
      this.expander.write(FOUND, c);
      if (step > 0 && this.seen.look(w[FOUND + 1], w[FOUND + 2], c) !== COVERED) return true;
      decode(w, w, FOUND + STATE_HEAD);
      if (listMoves(world, 0, 0, toRest) === 0) return true;
      restrict(world, toRest, this.plan.reductions);
      make(world, toRest.get(0));
      this.expander.compact(c);
    }
    return false;
  }

  private canRest(c: number, isRestricted: boolean): boolean {
    const { world, w, seen, toRest } = this;
    const known = new Set<string>();
    const open: Int32Array[] = [];
    const leadsOn = (): boolean => {
      if (isRestricted) this.expander.compact(c);
      const n = this.expander.write(FOUND, c);
      if (isRestricted && seen.look(w[FOUND + 1], w[FOUND + 2], c) !== COVERED) return true;
      const key = `${w[FOUND + 1]},${w[FOUND + 2]}`;
      if (!known.has(key)) open.push(w.slice(FOUND + STATE_HEAD, FOUND + n));
      known.add(key);
      return false;
    };
    decode(w, w, LOOKED_AT + STATE_HEAD);
    leadsOn();
    for (let from = open.pop(); from !== undefined; from = open.pop()) {
      decode(w, from, 0);
      if (listMoves(world, 0, 0, toRest) === 0) return true;
      if (isRestricted) restrict(world, toRest, this.plan.reductions);
      for (let k = 0; k < toRest.count; k++) {
        decode(w, from, 0);
        make(world, toRest.get(k));
        if (leadsOn()) return true;
      }
    }
    return false;
  }
}
