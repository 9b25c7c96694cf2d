import { TRACED_KEY_WORDS } from './keys.js';
import type { UeSelection } from './selection.js';

/** What a worker is to write down. Travels to it by structured clone. */
export type TraceTask =
  /** Who suffered a violation. */
  | { readonly kind: 'witness' }
  /** The events of chosen UEs: each region writes a part of its own. */
  | { readonly kind: 'record'; readonly file: string; readonly ues: Exclude<UeSelection, 'violated'> };

/** The file that region r writes its part of a trace into, until the parts are merged. */
export function partOf(file: string, r: number): string {
  return `${file}.region-${r}`;
}

/** The words of {@link Tracing.extraKeyWords}, for who lays out the memory. */
export function extraKeyWordsOf(task: TraceTask | null): number {
  return task?.kind === 'record' ? TRACED_KEY_WORDS : 0;
}
