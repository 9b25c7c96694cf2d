import type { Env } from '../../model/env.js';
import { MME_ATTACH, MME_REGISTERED, MME_SMC_UNKNOWN } from '../../model/flags.js';
import { clear, mmeSet, setMmeEksi } from '../../model/row.js';
import { startAuthentication } from '../authentication/mme.js';

/** MME: whatever it knew of this UE is void. */
export function onAttachRequest(env: Env, u: number): void {
  const { w } = env;
  clear(w, u, MME_REGISTERED | MME_SMC_UNKNOWN);
  setMmeEksi(w, u, 7);
  mmeSet(w, u, MME_ATTACH);
  startAuthentication(env, u);
}
