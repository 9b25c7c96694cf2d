import { UE_CONNECTED, UE_HERE } from '../model/flags.js';
import { enConn, has, ueCell, ueConn } from '../model/row.js';

/*
 * The air between a UE and its eNBs: where the UE really is, which no party has to be told.
 */

/** The cell that a message of the UE comes in by. */
export const cellOf = (w: Int32Array, u: number): number => ueCell(w, u);

/** Whether the eNB of the UE's connection has heard it. After a handover the UE waits for that: the link confirms it. */
export function isHeard(w: Int32Array, u: number): boolean {
  return ueConn(w, u) === enConn(w, u);
}

/** Whether the UE is (still) on connection `conn`. */
export function camps(w: Int32Array, u: number, conn: number): boolean {
  return has(w, u, UE_HERE) && has(w, u, UE_CONNECTED) && ueConn(w, u) === conn;
}
