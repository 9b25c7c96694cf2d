import { absorb, DETACHED_ROWS, hasDetachedRow, restrict } from '../reduction/reduction.js';
import { decode, encode, hash } from '../states/canonical.js';
import {
  EVENTS,
  FAULTS,
  FOUND,
  IS_REDUCED,
  KINDS,
  LOOKED_AT,
  MOVES,
  ORDINARY,
  REDUCTIONS,
  STATE_HEAD,
  TRANSITIONS,
  VIOLATED,
  WALK,
} from '../world/layout.js';
import { isFault, kindOfMove, listMoves, Moves, make, TRAFFIC } from '../world/moves.js';
import { NO_END, type Observer } from '../world/observer.js';
import type { World } from '../world/world.js';

/*
 * What a state leads to. A state is reached in a class, which says what of the bound has been used up on the way:
 * events × (most faults + 1) + faults.
 *
 * This is where a survey's time goes, so it is written in the subset that is compiled (compiler/).
 */

/** Moves of a detached row, one after the other, after which it is taken to have no end. */
const STEPS_MAX: number = 1000;

export class Expander {
  private readonly moves: Moves;
  private readonly walk: Moves;
  private readonly reductions: number;
  private readonly events: number;
  private readonly faults: number;
  private readonly everyEvent: number;

  constructor(
    private readonly world: World,
    private readonly observer: Observer,
  ) {
    const { w } = world;
    this.moves = new Moves(w, MOVES);
    this.walk = new Moves(w, WALK);
    this.reductions = w[REDUCTIONS];
    this.events = w[EVENTS];
    this.faults = w[FAULTS];
    this.everyEvent = (1 << w[KINDS]) - 1;
  }

  /**
   * Makes the moves of the state at LOOKED_AT (its words, behind a head), reached in class c, and leaves the states
   * that they lead to at FOUND, one behind the other. Says what else it saw in ORDINARY, IS_REDUCED, TRANSITIONS and
   * VIOLATED: see layout.ts.
   *
   * @param isWhole 1: all moves, whether reductions could do without them or not
   * @returns where the last of these states ends
   */
  expand(c: number, isWhole: number): number {
    const { world, moves } = this;
    const { w } = world;
    decode(w, w, LOOKED_AT + STATE_HEAD);
    world.keep();
    const events = (c / (this.faults + 1)) | 0;
    const remaining = events < this.events ? this.everyEvent : 0;
    w[ORDINARY] = listMoves(world, remaining, this.faultsLeft(c), moves);
    w[IS_REDUCED] = isWhole === 0 && restrict(world, moves, this.reductions) ? 1 : 0;
    w[TRANSITIONS] = 0;
    w[VIOLATED] = 0;
    return this.makeAll(c);
  }

  private faultsLeft(c: number): number {
    return this.faults - (c % (this.faults + 1));
  }

  private makeAll(c: number): number {
    const { world, moves } = this;
    const { w } = world;
    const { count } = moves;
    let at = FOUND;
    let isFresh = true;
    for (let k = 0; k < count; k++) {
      const move = moves.get(k);
      if (!isFresh) world.goBack();
      isFresh = !make(world, move);
      if (isFresh) continue;
      w[TRANSITIONS]++;
      const to = kindOfMove(move) === TRAFFIC ? c + this.faults + 1 : isFault(move) ? c + 1 : c;
      let broken = world.violated;
      broken |= this.compact(to);
      if (broken !== 0) {
        w[VIOLATED] |= broken;
        continue;
      }
      at += this.write(at, to);
    }
    return at;
  }

  /** Writes the world's state, reached in class c, with its head; returns how many words that took. */
  write(at: number, c: number): number {
    const { w } = this.world;
    const n = encode(w, w, at + STATE_HEAD);
    hash(w, at + STATE_HEAD, n, at + 1);
    w[at] = n | (c << 16);
    return STATE_HEAD + n;
  }

  /**
   * Takes out what changes nothing, and makes the move of a detached row that has only one. Returns the invariants
   * violated, as bits.
   */
  compact(c: number): number {
    const { world, walk, reductions } = this;
    absorb(world, reductions);
    if ((reductions & DETACHED_ROWS) === 0) return 0;
    for (let steps = 0; hasDetachedRow(world); steps++) {
      if (steps > STEPS_MAX) this.observer.exhausted(NO_END);
      listMoves(world, 0, this.faultsLeft(c), walk);
      if (!restrict(world, walk, reductions) || walk.count > 1) break;
      world.noteOpen();
      make(world, walk.get(0));
      const broken = world.violated;
      if (broken !== 0) return broken;
      absorb(world, reductions);
    }
    return 0;
  }
}
