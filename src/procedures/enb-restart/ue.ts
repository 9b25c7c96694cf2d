import type { Env } from '../../model/env.js';
import { UE_AS, UE_OFF_AIR } from '../../model/flags.js';
import { has, ueHas } from '../../model/row.js';
import { camps } from '../radio.js';
import { askReestablishment } from '../rrc-reestablishment/ue.js';

/**
 * UE: its radio link has failed (TS 36.331 5.3.11.3): with AS security it asks for re-establishment, which nobody grants
 * it; without, its NAS timer runs out.
 */
export function loseRadioLink(env: Env, u: number, conn: number): void {
  const { w } = env;
  if (camps(w, u, conn) && has(w, u, UE_AS) && !ueHas(w, u, UE_OFF_AIR)) askReestablishment(env, u);
}
