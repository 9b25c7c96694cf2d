import { ENB_RESTART, MME_RESTART } from '../../model/faults.js';
import { EN_CONTEXT, EN_TARGET, MME_REGISTERED } from '../../model/flags.js';
import { ARG_A, BLOCK, DUE, KIND, NEXT, NODE_ROW, ORDER } from '../../model/layout.js';
import { LOST } from '../../model/messages.js';
import { enCell, enHas, has, targetCell } from '../../model/row.js';
import { type Double, whole } from '../../model/words.js';
import { isLostWith, SERVING, TARGET, WHOLE_MME } from '../../procedures/restart.js';
import { AGENDA, insertNode } from '../schedule/agenda.js';
import * as C from './counters.js';
import { RESTART } from './links.js';
import { Served } from './served.js';

/** Due times are 32-bit words: who has to wait for longer looks again after so many µs. */
const LOOK_US = 1800000000;

/**
 * Nodes that restart. Each row of a region in which anything ever does has a node in its agenda for the next time that may
 * concern it, so it meets a restart in the order of its own events, wherever it is worked on.
 */
export class Restarting extends Served {
  /** Row u waits for the next restart after a time. */
  protected awaitRestart(u: number, after: Double): void {
    const { w, faults } = this;
    if (!faults.hasRestarts) return;
    const ahead: Double = faults.nextRestart(after) - this.now();
    const m = this.freshNode(u, RESTART);
    w[m + ARG_A] = 0;
    w[m + DUE] = this.stamp + (ahead < LOOK_US ? whole(ahead) : LOOK_US);
    // Before all that is due in the same µs; it takes no number of the UE's, so that its draws stay what they are.
    w[m + ORDER] = 0;
    insertNode(w, u, m);
  }

  override admit(ue: number): number {
    const u = super.admit(ue);
    this.awaitRestart(u, this.now());
    return u;
  }

  /** What restarts now and concerns row u: SERVING, TARGET, WHOLE_MME; 0: nothing. */
  protected restartsOf(u: number): number {
    const { w, faults } = this;
    const now = this.now();
    if (faults.mmeRestarts(now)) return WHOLE_MME;
    let which = 0;
    if (has(w, u, EN_CONTEXT) && faults.enbRestarts(now, this.enbAt(enCell(w, u)))) which |= SERVING;
    if (enHas(w, u, EN_TARGET) && faults.enbRestarts(now, this.enbAt(targetCell(w, w[u + BLOCK]))))
      which |= TARGET;
    return which;
  }

  /** What is about to restart takes what it knew of the UE in row u along. */
  protected countRestart(u: number, which: number): void {
    const { w, f, c } = this;
    if ((which & WHOLE_MME) === 0) {
      f[c + C.C_FAULTS + ENB_RESTART] += which === (SERVING | TARGET) ? 2 : 1;
    } else if (has(w, u, MME_REGISTERED)) f[c + C.C_FAULTS + MME_RESTART] += 1;
    for (let m = w[u + AGENDA]; m !== 0; m = w[m + NEXT])
      if (w[m + NODE_ROW] === u && isLostWith(w, m, which)) w[m + KIND] |= LOST << 8;
  }
}
