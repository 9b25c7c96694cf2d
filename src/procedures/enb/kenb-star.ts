import type { Env } from '../../model/env.js';
import { EN_PAIR } from '../../model/flags.js';
import { K_EN_KENB, K_EN_NH } from '../../model/layout.js';
import { rowKey } from '../../model/record.js';
import { enNcc, enPairNcc, has } from '../../model/row.js';
import { pci } from '../cells.js';

/**
 * Serving eNB: KeNB* for a cell, from an unused {NH, NCC} (vertical), else from the present KeNB (horizontal;
 * TS 33.401 7.2.8.1).
 *
 * @param to where the key goes
 * @returns its NCC
 */
export function deriveKenbStar(env: Env, u: number, to: number, cell: number): number {
  const { w } = env;
  const isVertical = has(w, u, EN_PAIR);
  const from = rowKey(env, u, isVertical ? K_EN_NH : K_EN_KENB);
  env.keys.kenbStar(w, to, from, pci(cell), env.earfcn);
  return isVertical ? enPairNcc(w, u) : enNcc(w, u);
}
