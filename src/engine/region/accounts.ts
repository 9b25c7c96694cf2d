import { count, HISTOGRAM_MAX_VALUE, HISTOGRAM_WORDS } from '../../measure/count.js';
import { ROW_USED } from '../../model/flags.js';
import { QUEUE, STATE } from '../../model/layout.js';
import { REFUSED_OFFER } from '../../model/outcomes.js';
import { length } from '../../model/queue-word.js';
import { ueState } from '../../model/row.js';
import { type Doubles, rounded, type Words } from '../../model/words.js';
import { RULES } from '../../rules/table.js';
import { hash, rehash } from '../draws/random.js';
import * as CFG from './config.js';
import * as C from './counters.js';
import type { Host } from './host.js';
import { S_DIGEST_HIGH, S_DIGEST_LOW, S_EVENTS } from './state.js';

/** One event in so many, a power of two, is followed by a timed evaluation of a rule. */
const SAMPLE_EVERY = 8192;
/** Evaluations in one sample: the clock is too coarse for one. */
const SAMPLE_LOOP = 64;

/** Words of a duration or hold time that is still to be counted: its histogram's area, and µs. */
const NOTE_WORDS = 2;
/** Words for those of a window; when they are full, what is there is counted at once. */
export const NOTES_WORDS = NOTE_WORDS * 128;

/** What is counted of a region's events: the part of the environment (Env) that says what happened. */
export class Accounts {
  readonly region: number;
  /** The low 32 bits of the present in µs. */
  stamp: number = 0;
  /** Messages of this turn, not yet in their counter. */
  protected messages: number = 0;
  private verdictMix: number = 0;
  private discards: number = 0;
  /** Where the next note goes. */
  private noted: number = 0;
  private eventsBefore: number = 0;

  protected readonly state: number;
  /** Offset in f. */
  protected readonly c: number;
  private readonly histograms: number;
  private readonly notes: number;

  /**
   * @param w the region's words, configured (config.ts)
   * @param f the same memory as doubles
   */
  constructor(
    readonly w: Words,
    protected readonly f: Doubles,
    readonly host: Host,
  ) {
    this.region = w[CFG.CFG_REGION];
    this.state = w[CFG.CFG_STATE];
    this.c = w[CFG.CFG_COUNTERS];
    this.histograms = w[CFG.CFG_HISTOGRAMS];
    this.notes = w[CFG.CFG_NOTES];
    this.noted = w[CFG.CFG_NOTES];
  }

  /** A turn of work begins. */
  protected open(): void {
    this.eventsBefore = this.w[this.state + S_EVENTS];
  }

  /** ... and ends: whoever looks sees all of it. */
  protected close(): void {
    const { w, f, state, c } = this;
    f[c + C.C_MESSAGES] += this.messages;
    f[c + C.C_EVENTS] += (w[state + S_EVENTS] - this.eventsBefore) | 0;
    this.messages = 0;
    this.countNotes();
  }

  /** Adds an event of a UE that is handled now to the digest. */
  protected record(ue: number, what: number): void {
    const { w, f, c, state } = this;
    if (this.discards !== 0) {
      this.messages -= this.discards;
      f[c + C.C_DISCARDED] += this.discards;
      this.discards = 0;
    }
    const low = hash(ue, this.stamp, what, this.verdictMix);
    this.verdictMix = 0;
    w[state + S_DIGEST_LOW] += low;
    w[state + S_DIGEST_HIGH] += rehash(low ^ ue);
    w[state + S_EVENTS]++;
  }

  /** The UE of row u was in state `before` (-1: not here) with so many entries in its queue, and is as it is now. */
  protected recount(u: number, before: number, queued: number): void {
    const { w, f, c } = this;
    const state = ueState(w, u);
    if (state !== before) {
      if (before >= 0) f[c + C.C_UE_STATES + before] -= 1;
      if (state >= 0) f[c + C.C_UE_STATES + state] += 1;
    }
    const left = queuedIn(w, u);
    if (left !== queued) f[c + C.C_QUEUED] += left - queued;
  }

  /** Times the evaluation of one rule, now and then, on the row u that was just worked on. */
  protected sampleDecision(u: number): void {
    const { w, state } = this;
    const events = w[state + S_EVENTS];
    if ((events & (SAMPLE_EVERY - 1)) !== 0) return;
    const rule = RULES[(events >>> 13) % RULES.length];
    let applies = 0;
    const from = this.host.now();
    for (let i = 0; i < SAMPLE_LOOP; i++) if (rule.applies(w, u)) applies++;
    const ns = (this.host.now() - from) / SAMPLE_LOOP;
    if (applies === 0 || applies === SAMPLE_LOOP)
      count(w, this.histograms + C.H_DECISION * HISTOGRAM_WORDS, rounded(ns));
  }

  /**
   * Notes a time in µs, without sign, for histogram n. Its bucket and sum are seldom in the cache, so they are counted
   * turn by turn, where the misses of several overlap.
   */
  private note(n: number, value: number): void {
    const { w } = this;
    if (this.noted === this.notes + NOTES_WORDS) this.countNotes();
    const at = this.noted;
    this.noted = at + NOTE_WORDS;
    w[at] = this.histograms + n * HISTOGRAM_WORDS;
    w[at + 1] = value < 0 ? HISTOGRAM_MAX_VALUE : value;
  }

  /** Counts what is noted, and forgets it. */
  private countNotes(): void {
    const { w, notes } = this;
    for (let at = notes; at < this.noted; at += NOTE_WORDS) count(w, w[at], w[at + 1]);
    this.noted = notes;
  }

  paged(toAll: boolean): void {
    this.f[this.c + (toAll ? C.C_PAGED_ALL : C.C_PAGED_AREA)] += 1;
  }
  trafficOffered(kind: number): void {
    this.f[this.c + C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE] += 1;
  }
  queueFull(): void {
    this.f[this.c + C.C_QUEUE_FULL] += 1;
  }
  procedureOffered(procedure: number): void {
    this.f[this.c + C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE] += 1;
  }
  procedureEnded(procedure: number, outcome: number, since: number): void {
    this.f[this.c + C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE + 1 + outcome] += 1;
    if (outcome !== REFUSED_OFFER) this.note(C.H_DURATION + procedure, (this.stamp - since) | 0);
  }
  trafficEnded(kind: number, outcome: number): void {
    this.f[this.c + C.C_TRAFFIC + kind * C.TRAFFIC_STRIDE + (outcome === 0 ? 1 : 2)] += 1;
  }
  check(rule: number): void {
    this.f[this.c + C.C_RULES + rule * C.RULE_STRIDE] += 1;
  }
  verdict(_u: number, rule: number, verdict: number): void {
    this.f[this.c + C.C_RULES + rule * C.RULE_STRIDE + verdict] += 1;
    this.verdictMix = hash(this.verdictMix, rule, verdict, 0);
  }
  held(rule: number, since: number): void {
    this.note(C.H_HOLD + rule, (this.stamp - since) | 0);
  }
  violation(_u: number, invariant: number): void {
    this.f[this.c + C.C_INVARIANTS + invariant] += 1;
  }
  discarded(): void {
    this.discards++;
  }
  stale(): void {
    this.f[this.c + C.C_STALE] += 1;
  }
}

/** Entries in the queue of row u; none if it is free. */
export function queuedIn(w: Words, u: number): number {
  return (w[u + STATE] & ROW_USED) === 0 ? 0 : length(w[u + QUEUE]);
}
