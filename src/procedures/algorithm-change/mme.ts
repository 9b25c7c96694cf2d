import type { Env } from '../../model/env.js';
import {
  MME_ATTACH,
  MME_CONNECTED,
  MME_NEEDS_SMC,
  MME_PENDING,
  MME_REGISTERED,
  MME_SMC,
  MME_SMC_ALGORITHMS,
  MME_SMC_OTHER,
  UE_HERE,
} from '../../model/flags.js';
import { BLOCK } from '../../model/layout.js';
import { CANCELLED, FAILED } from '../../model/outcomes.js';
import { NAS_SMC } from '../../model/procedures.js';
import { beginProcedure, beginTraffic, isOngoing } from '../../model/progress.js';
import { codeOfKind } from '../../model/queue-entry.js';
import { has, mmeAlgorithms, mmeHas, mmeSet, nextOrdinal, set, setResends } from '../../model/row.js';
import { ALGORITHM_CHANGE_KIND } from '../../model/traffic.js';
import { guardKeyChange } from '../../rules/guard-key-change.js';
import { rule02 } from '../../rules/rule-02.js';
import { rule10 } from '../../rules/rule-10.js';
import { AHEAD_OF_SMC, sendSecurityModeCommand } from '../nas-security-mode-control/mme.js';
import { enqueue, failEntry, holds, refuse, TRAFFIC_PLACES, take } from '../queue.js';

/*
 * NAS SMC on the current KASME to change its algorithms (TS 24.301 5.4.3.1 c): no COUNT is reset, no KeNB changes, and the
 * COUNT of COMPLETE is a new basis all the same. To rules 1 and 2 it is an SMC like any other; rule 6 speaks of a new KASME,
 * so that a guard stands for it.
 */

/** MME: starts entry k of the queue if nothing stands against it: the other pair of algorithms. Returns whether it did. */
export function startAlgorithmChange(env: Env, u: number, k: number): boolean {
  const { w } = env;
  if (!has(w, u, MME_CONNECTED)) return failEntry(env, u, k, CANCELLED, FAILED);
  if (!has(w, u, MME_REGISTERED) || mmeHas(w, u, AHEAD_OF_SMC | MME_ATTACH | MME_PENDING)) return false;
  // One that waits for the COUNT of its COMPLETE comes first.
  if (isOngoing(w, u, NAS_SMC)) return false;
  if (holds(env, u, k, 0, rule02) || holds(env, u, k, 1, rule10)) return false;
  if (holds(env, u, k, 2, guardKeyChange)) return false;
  beginProcedure(env, u, NAS_SMC, take(env, u, k));
  beginTraffic(env, u, ALGORITHM_CHANGE_KIND);
  nextOrdinal(w, u);
  mmeSet(w, u, MME_SMC | MME_SMC_ALGORITHMS);
  // Until its COMPLETE is here it is not known which COUNT the UE takes for that of the latest one (A.3).
  set(w, u, MME_NEEDS_SMC);
  if (mmeAlgorithms(w, u) === 0) mmeSet(w, u, MME_SMC_OTHER);
  setResends(w, w[u + BLOCK], 0);
  sendSecurityModeCommand(env, u);
  return true;
}

/** Target MME, after a relocation: goes over to the algorithms that it prefers (TS 33.401 7.2.4.3). */
export function offerPreferred(env: Env, u: number): void {
  // (A UE that has gone on already is counted with no queue of this MME.)
  if (!has(env.w, u, UE_HERE) || mmeAlgorithms(env.w, u) === env.preferred) return;
  env.trafficOffered(ALGORITHM_CHANGE_KIND);
  env.procedureOffered(NAS_SMC);
  if (!enqueue(env, u, codeOfKind(ALGORITHM_CHANGE_KIND), env.stamp, TRAFFIC_PLACES))
    refuse(env, u, ALGORITHM_CHANGE_KIND, env.stamp);
}
