import type { Env } from '../../model/env.js';
import { ueHas } from '../../model/row.js';
import { attachAgain } from '../attach/ue.js';

/**
 * UE: the network cannot tell who it is (EMM cause #9), and says so unprotected, for it has no key. What it asked for
 * (`flag`) has failed; it deletes its security context and attaches.
 */
export function onUnknown(env: Env, u: number, flag: number): void {
  if (ueHas(env.w, u, flag)) attachAgain(env, u);
}
