import type { Scenario } from '../scenario/scenario.js';
import type { UeSelection } from './selection.js';
import type { Tracing } from './tracing.js';

/** Words that a key has more in a traced run: the identity of the KASME it was derived from. */
export const TRACED_KEY_WORDS = 2;

/** What a worker is to write down. Travels to it by structured clone. */
export type TraceTask =
  /** Who suffered a violation. */
  | { readonly kind: 'witness' }
  /** The events of chosen UEs: each region writes a part of its own. */
  | { readonly kind: 'record'; readonly file: string; readonly ues: Exclude<UeSelection, 'violated'> };

/** The worker's side of a task. Loaded when it is needed: a run without a trace starts without it. */
export async function loadTracing(task: TraceTask | null, scenario: Scenario): Promise<Tracing | null> {
  if (task === null) return null;
  const { tracing } = await import('./tracing.js');
  return tracing(task, scenario);
}

/** The file that region r writes its part of a trace into, until the parts are merged. */
export function partOf(file: string, r: number): string {
  return `${file}.region-${r}`;
}

/** The words of {@link Tracing.extraKeyWords}, for who lays out the memory. */
export function extraKeyWordsOf(task: TraceTask | null): number {
  return task?.kind === 'record' ? TRACED_KEY_WORDS : 0;
}
