import type { Env } from './env.js';
import {
  EN_AS,
  EN_CONTEXT,
  MME_AS,
  MME_CONNECTED,
  MME_NEEDS_SMC,
  MME_REGISTERED,
  ROW_USED,
  UE_AS,
  UE_CONNECTED,
  UE_HERE,
  UE_REGISTERED,
} from './flags.js';
import {
  DRAWS,
  K_EN_KENB,
  K_MME_NAS,
  K_MME_NH,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  STATE,
  UE_ID,
  USED_KENB,
} from './layout.js';
import { rowKey } from './record.js';
import {
  setAkaRuns,
  setEnCell,
  setEnConn,
  setLastConn,
  setMmeAlgorithms,
  setMmeConn,
  setMmeDl,
  setMmeEksi,
  setMmeNcc,
  setMmeSteps,
  setMmeUl,
  setUeAlgorithms,
  setUeCell,
  setUeConn,
  setUeDl,
  setUeEksi,
  setUeUl,
} from './row.js';

/*
 * Where a UE may begin: as if it had been through the procedures that lead there.
 */

/** A UE that is switched off, in a row of zeros. */
export function switchOff(w: Int32Array, u: number, ue: number): void {
  w[u + UE_ID] = ue;
  w[u + STATE] = ROW_USED | UE_HERE;
  setUeEksi(w, u, 7);
  setMmeEksi(w, u, 7);
}

/** ... has been through one AKA and NAS SMC, and is idle: KASME of run 1 with eKSI 0, every COUNT used once. */
export function register(env: Env, u: number, ue: number): void {
  const { w, keys } = env;
  w[u + STATE] |= UE_REGISTERED | MME_REGISTERED | MME_NEEDS_SMC;
  w[u + DRAWS] = 0x1000;
  setAkaRuns(w, u, 1);
  keys.kasme(w, rowKey(env, u, K_UE_NAS), ue, 1);
  keys.kasme(w, rowKey(env, u, K_MME_NAS), ue, 1);
  setUeEksi(w, u, 0);
  setMmeEksi(w, u, 0);
  setUeAlgorithms(w, u, env.preferred);
  setMmeAlgorithms(w, u, env.preferred);
  // SECURITY MODE COMMAND and COMPLETE took COUNT 0 each.
  setUeUl(w, u, 1);
  setUeDl(w, u, 1);
  setMmeUl(w, u, 1);
  setMmeDl(w, u, 1);
}

/** ... and through an initial context setup where it camps, as connection 1. */
export function connect(env: Env, u: number): void {
  const { w, keys } = env;
  const cell = env.camp(u);
  w[u + STATE] |= UE_CONNECTED | UE_AS | EN_CONTEXT | EN_AS | MME_CONNECTED | MME_AS;
  setLastConn(w, u, 1);
  setUeConn(w, u, 1);
  setEnConn(w, u, 1);
  setMmeConn(w, u, 1);
  setUeCell(w, u, cell);
  setEnCell(w, u, cell);
  const kenb = rowKey(env, u, K_UE_KENB);
  keys.kenb(w, kenb, rowKey(env, u, K_UE_NAS), 0);
  keys.copy(w, rowKey(env, u, K_UE_NH), kenb);
  const mmeKenb = rowKey(env, u, K_EN_KENB);
  keys.kenb(w, mmeKenb, rowKey(env, u, K_MME_NAS), 0);
  keys.nh(w, rowKey(env, u, K_MME_NH), rowKey(env, u, K_MME_NAS), mmeKenb);
  setMmeNcc(w, u, 1);
  setMmeSteps(w, u, 1);
  w[u + USED_KENB] = w[kenb];
  w[u + USED_KENB + 1] = w[kenb + 1];
  env.inactivity(u, 1);
}
