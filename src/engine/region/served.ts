import { ARG_A, BLOCK, DUE, KIND, NODE_ROW, UE_ID, X_UE } from '../../model/layout.js';
import {
  CONGESTED,
  FORWARD_RELOCATION_REQUEST,
  HANDOVER_REQUIRED,
  INITIAL_UE_MESSAGE,
  LOST,
  SERVED,
} from '../../model/messages.js';
import { DETACH_REQUEST } from '../../model/nas-messages.js';
import { crosses, isTimer } from '../../model/record.js';
import { FIRST_TIMER, TIMER_OF_MME } from '../../model/timers.js';
import { type Double, rounded } from '../../model/words.js';
import { hash } from '../draws/random.js';
import { sampleFine } from '../draws/sampler.js';
import { insertNode } from '../schedule/agenda.js';
import * as C from './counters.js';
import { NO_PATIENCE } from './host.js';
import { ASKED, Links } from './links.js';

/** Nothing waits for longer than so many µs: due times are 32-bit words. */
const PATIENCE_US = 1800000000;
/** What service times are drawn for, beside the kind of message. */
const SERVICE_DRAW = 0x6d6d6500;

/** The MME of a region as a place with servers, for which what UEs send it waits. */
export class Served extends Links {
  /**
   * MME: message m waits for a server and is served, or is refused because too many do; a timer of the MME waits behind
   * what came before it. False: m is to be handled now.
   */
  protected joins(m: number): boolean {
    const { w, f, c, mme } = this;
    const word = w[m + KIND];
    const kind = word & 0xff;
    if (kind >= ASKED) return false;
    if ((word & (SERVED << 8)) !== 0) {
      if ((word & (CONGESTED << 8)) === 0) mme.leave();
      return false;
    }
    // What was lost on its way never comes.
    if ((word & (LOST << 8)) !== 0) return false;
    const now: Double = this.now();
    const service = mme.service(kind);
    if (service === 0) {
      if (!isTimerOfMme(kind)) return false;
      const done = this.doneOf(w[m + NODE_ROW]);
      if (f[done] < now) return false;
      this.wait(m, f[done] + 1 - now);
      return true;
    }
    const isS10 = crosses(kind);
    // S10 is UDP: in no order.
    const done = isS10 ? 0 : this.doneOf(w[m + NODE_ROW]);
    if (startsWork(kind, word >>> 24) && mme.isFull()) {
      f[c + C.C_MME_REFUSED] += 1;
      w[m + KIND] = word | ((SERVED | CONGESTED) << 8);
      if (done === 0 || f[done] < now) return false;
      this.wait(m, f[done] - now);
      return true;
    }
    f[c + C.C_MME_MESSAGES] += 1;
    w[m + KIND] = word | (SERVED << 8);
    const ue = isS10 ? w[w[m + ARG_A] + X_UE] : w[w[m + NODE_ROW] + UE_ID];
    const h = hash(this.seed, ue, this.stamp, SERVICE_DRAW + kind);
    const end: Double = mme.enter(now, sampleFine(w, h, service), done);
    this.wait(m, end - now);
    return true;
  }

  /** Place of the time when the MME is done with the last message of the UE in row u (which has an active block). */
  private doneOf(u: number): number {
    const { w, blocks } = this;
    return this.mme.done(((w[u + BLOCK] - blocks.base) / blocks.stride) | 0);
  }

  /** Message or timer m, which was due now, is due again in so many µs. */
  private wait(m: number, delay: Double): void {
    const { w } = this;
    if (delay > PATIENCE_US) this.host.exhausted(NO_PATIENCE, this.region);
    const u = w[m + NODE_ROW];
    if (!crosses(w[m + KIND] & 0xff)) {
      this.plan(u, m, rounded(delay));
      return;
    }
    // Whether a row still waits for it must make no difference: it keeps its number.
    w[m + DUE] = this.stamp + rounded(delay);
    if (u !== 0) insertNode(w, u, m);
    else this.placeNode(m);
  }
}

/** Whether a message asks an MME for new work, which it may refuse; all else belongs to what is going on. */
function startsWork(kind: number, nas: number): boolean {
  if (kind === INITIAL_UE_MESSAGE) return nas !== DETACH_REQUEST;
  return kind === HANDOVER_REQUIRED || kind === FORWARD_RELOCATION_REQUEST;
}

/** Timers that run for a UE at its MME. */
function isTimerOfMme(kind: number): boolean {
  return isTimer(kind) && TIMER_OF_MME[kind - FIRST_TIMER] !== 0;
}
