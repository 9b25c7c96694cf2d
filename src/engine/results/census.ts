import { ROW_USED, UE_HERE } from '../../model/flags.js';
import { ARG_A, BLOCK, KIND, NEXT, ONGOING, QUEUE, STATE, X_QUEUE } from '../../model/layout.js';
import { UE_MOVE } from '../../model/messages.js';
import {
  DL_NAS,
  INITIAL_CONTEXT_SETUP,
  NAS_SMC,
  PROCEDURE_COUNT,
  UE_CONTEXT_MODIFICATION,
  UL_NAS,
} from '../../model/procedures.js';
import { Q_CONTEXT, Q_SMC } from '../../model/queue-codes.js';
import { isTraffic, kindOfCode } from '../../model/queue-entry.js';
import { codeAt, length } from '../../model/queue-word.js';
import { FIRST_TIMER, T3346 } from '../../model/timers.js';
import { TRAFFIC_PROCEDURE } from '../../model/traffic.js';
import type { RegionPlan } from '../region/memory.js';
import { S_OPEN } from '../region/state.js';
import { AGENDA } from '../schedule/agenda.js';
import { eachLooseNode, eachOpenNode } from '../schedule/nodes.js';

/** What is open between two windows, found by looking at every UE and not at any counter. */
export interface Census {
  /** UEs in rows, and on the move between regions. */
  ues: number;
  /** Per procedure, by number. */
  readonly inFlight: Float64Array;
  readonly queued: Float64Array;
}

export function newCensus(): Census {
  return { ues: 0, inFlight: new Float64Array(PROCEDURE_COUNT), queued: new Float64Array(PROCEDURE_COUNT) };
}

/** Adds what region memory `w` holds. */
export function countRegion(w: Int32Array, plan: RegionPlan, census: Census): void {
  const { row } = plan.sizes;
  const end = plan.rows + plan.rowCount * row;
  const count = (m: number): void => countNode(w, m, census);
  for (let u = plan.rows; u < end; u += row) {
    const state = w[u + STATE];
    if ((state & ROW_USED) === 0) continue;
    if ((state & UE_HERE) !== 0) census.ues++;
    if (w[u + BLOCK] !== 0) countActive(w, u, census);
    for (let m = w[u + AGENDA]; m !== 0; m = w[m + NEXT]) count(m);
  }
  eachLooseNode(w, plan.calendar, count);
  eachOpenNode(w, plan.state + S_OPEN, plan.open, count);
}

/** A message or timer that is under way. */
function countNode(w: Int32Array, m: number, census: Census): void {
  const kind = w[m + KIND] & 0xff;
  if (kind === FIRST_TIMER + T3346) {
    // What a UE that backs off will try again waits in the node of its timer.
    const code = (w[m + KIND] >>> 16) & 0xff;
    if (code !== 0) census.queued[TRAFFIC_PROCEDURE[kindOfCode(code)]]++;
  }
  if (kind !== UE_MOVE) return;
  census.ues++;
  countQueue(w[w[m + ARG_A] + X_QUEUE], 0, census);
}

/** A row with an active block. What its procedures wait for in the queue is queued, not in flight. */
function countActive(w: Int32Array, u: number, census: Census): void {
  const { inFlight } = census;
  const ongoing = w[w[u + BLOCK] + ONGOING];
  for (let bits = ongoing & 0xffff; bits !== 0; bits &= bits - 1) inFlight[31 - Math.clz32(bits & -bits)]++;
  inFlight[DL_NAS] += (ongoing >>> 16) & 0xff;
  inFlight[UL_NAS] += ongoing >>> 24;
  countQueue(w[u + QUEUE], ongoing, census);
}

/** Traffic entries wait to begin; of the steps, NAS SMC and KeNB are all of a procedure that has begun. */
function countQueue(word: number, ongoing: number, census: Census): void {
  const n = length(word);
  for (let k = 0; k < n; k++) {
    const code = codeAt(word, k);
    if (isTraffic(code)) census.queued[TRAFFIC_PROCEDURE[kindOfCode(code)]]++;
    else if (code === Q_SMC) moveToQueued(NAS_SMC, ongoing, census);
    else if (code === Q_CONTEXT) {
      moveToQueued(INITIAL_CONTEXT_SETUP, ongoing, census);
      moveToQueued(UE_CONTEXT_MODIFICATION, ongoing, census);
    }
  }
}

function moveToQueued(procedure: number, ongoing: number, census: Census): void {
  if ((ongoing & (1 << procedure)) === 0) return;
  census.inFlight[procedure]--;
  census.queued[procedure]++;
}
