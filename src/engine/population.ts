import type { Env } from '../model/env.js';
import {
  EN_AS,
  EN_CONTEXT,
  ME_AS,
  ME_CONNECTED,
  ME_NEEDS_SMC,
  ME_REGISTERED,
  ROW_USED,
  UE_AS,
  UE_CONNECTED,
  UE_HERE,
  UE_REGISTERED,
} from '../model/flags.js';
import {
  DRAWS,
  K_EN_KENB,
  K_ME_NAS,
  K_ME_NH,
  K_UE_KENB,
  K_UE_NAS,
  K_UE_NH,
  STATE,
  UE_ID,
  USED_KENB,
} from '../model/layout.js';
import { rowKey } from '../model/record.js';
import {
  setAkaRuns,
  setEnCell,
  setEnConn,
  setLastConn,
  setMeConn,
  setMeDl,
  setMeEksi,
  setMeNcc,
  setMeSteps,
  setMeUl,
  setUeCell,
  setUeConn,
  setUeDl,
  setUeEksi,
  setUeUl,
} from '../model/row.js';
import type { Scenario } from '../scenario/scenario.js';
import { firstUe } from './memory.js';
import { hash } from './random.js';
import type { Region } from './region.js';
import { threshold } from './sampler.js';

/**
 * Fills a new region with its UEs: the registered ones have been through one AKA and NAS SMC, the connected
 * ones through an initial context setup, as if at time 0. Touches every row, so that no run pays for that.
 */
export function populate(region: Region, scenario: Scenario): void {
  const { core } = region;
  const first = firstUe(scenario, region.region);
  const registered = threshold(scenario.population.registered);
  const connected = threshold(scenario.population.connected);
  for (let n = 0; n < region.plan.ues; n++) {
    const u = region.settle(n);
    const ue = first + n;
    region.w[u + UE_ID] = ue;
    region.w[u + STATE] = ROW_USED | UE_HERE;
    core.countSubscriber(u);
    setUeEksi(region.w, u, 7);
    setMeEksi(region.w, u, 7);
    if (hash(scenario.seed, ue, 0x7265, 0) >>> 0 >= registered) continue;
    register(core, u, ue);
    if (hash(scenario.seed, ue, 0x636f, 0) >>> 0 < connected) connect(core, u);
  }
  touchSpareRows(region);
  region.begin();
}

function register(env: Env, u: number, ue: number): void {
  const { w, keys } = env;
  w[u + STATE] |= UE_REGISTERED | ME_REGISTERED | ME_NEEDS_SMC;
  w[u + DRAWS] = 0x1000;
  setAkaRuns(w, u, 1);
  keys.kasme(w, rowKey(env, u, K_UE_NAS), ue, 1);
  keys.kasme(w, rowKey(env, u, K_ME_NAS), ue, 1);
  setUeEksi(w, u, 0);
  setMeEksi(w, u, 0);
  // SECURITY MODE COMMAND and COMPLETE took COUNT 0 each.
  setUeUl(w, u, 1);
  setUeDl(w, u, 1);
  setMeUl(w, u, 1);
  setMeDl(w, u, 1);
}

function connect(env: Env, u: number): void {
  const { w, keys } = env;
  const cell = env.camp(u);
  w[u + STATE] |= UE_CONNECTED | UE_AS | EN_CONTEXT | EN_AS | ME_CONNECTED | ME_AS;
  setLastConn(w, u, 1);
  setUeConn(w, u, 1);
  setEnConn(w, u, 1);
  setMeConn(w, u, 1);
  setUeCell(w, u, cell);
  setEnCell(w, u, cell);
  const kenb = rowKey(env, u, K_UE_KENB);
  keys.kenb(w, kenb, rowKey(env, u, K_UE_NAS), 0);
  keys.copy(w, rowKey(env, u, K_UE_NH), kenb);
  const meKenb = rowKey(env, u, K_EN_KENB);
  keys.kenb(w, meKenb, rowKey(env, u, K_ME_NAS), 0);
  keys.nh(w, rowKey(env, u, K_ME_NH), rowKey(env, u, K_ME_NAS), meKenb);
  setMeNcc(w, u, 1);
  setMeSteps(w, u, 1);
  w[u + USED_KENB] = w[kenb];
  w[u + USED_KENB + 1] = w[kenb + 1];
  env.inactivity(u, 1);
}

function touchSpareRows(region: Region): void {
  const { rows, rowCount, ues, sizes } = region.plan;
  for (let n = ues; n < rowCount; n++) region.w[rows + n * sizes.row] = 0;
}
