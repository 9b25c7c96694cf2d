import type { Env } from '../../model/env.js';
import { RRC_PAGING } from '../../model/messages.js';

/** eNB: pages in its cells; it has no context for the UE, and hears nothing of the answer but the connection. */
export function onPagingRequest(env: Env, u: number): void {
  env.send(u, RRC_PAGING, 0);
}
