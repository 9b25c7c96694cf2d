import type { ProcedureName } from '../../model/procedures.js';
import type { Outcome } from './trial.js';

/** Refused over all that ended; null: nothing did. */
export function refusedShare({ procedures }: Outcome): number | null {
  let refused = 0;
  let ended = 0;
  for (const procedure of Object.values(procedures)) {
    refused += procedure.refused;
    ended += endedOf(procedure);
  }
  return ended === 0 ? null : refused / ended;
}

/** Procedures that came to an end of any kind. */
export function endedOf(procedure: Outcome['procedures'][ProcedureName]): number {
  const { completed, failed, rejected, cancelled, superseded, refused } = procedure;
  return completed + failed + rejected + cancelled + superseded + refused;
}

/** Over those that were measured; null: none was. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const measured = values.filter((value) => value !== null);
  return measured.length === 0 ? null : measured.reduce((sum, value) => sum + value, 0) / measured.length;
}
