import type { Mutant } from './mutants.js';

/** A mutant that no judge can kill, because it does the same. */
export interface Equivalent extends Pick<Mutant, 'file' | 'inside' | 'before' | 'after'> {
  /** Why it does. */
  readonly proof: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];

/** The proof that a mutant is equivalent, if there is one. */
export function proofOf(mutant: Mutant): string | undefined {
  return EQUIVALENT.find((each) => isOf(each, mutant))?.proof;
}

export function isOf(equivalent: Equivalent, mutant: Mutant): boolean {
  return (
    equivalent.file === mutant.file &&
    equivalent.inside === mutant.inside &&
    equivalent.before === mutant.before &&
    equivalent.after === mutant.after
  );
}
