import type { Scenario } from '../scenario/scenario.js';
import type { UeSelection } from '../trace/selection.js';

/** What a worker is to write down. Travels to it by structured clone. */
export type TraceTask =
  /** Who suffered a violation. */
  | { readonly kind: 'witness' }
  /** The events of chosen UEs: each region writes a part of its own. */
  | {
      readonly kind: 'record';
      readonly file: string;
      readonly ues: Exclude<UeSelection, 'violated'>;
      /** Keys in full, in files for their owner alone. */
      readonly reveal: boolean;
    };

/** Words of an identity that gives nothing away. */
const IDENTITY_WORDS = 2;

/** Words that a key has more in a traced run than its own: two identities. */
export function extraKeyWords(words: number, reveal: boolean): number {
  return 2 * (reveal ? words : IDENTITY_WORDS);
}

/** Words that the keys of a run have beyond those of their kind, for who lays out its memory. */
export function extraKeyWordsOf(task: TraceTask, { keys }: Scenario): number {
  return task.kind === 'record' ? extraKeyWords(keys === 'hmac' ? 8 : 2, task.reveal) : 0;
}

/** The file that region r writes its part of a trace into, until the parts are merged. */
export function partOf(file: string, r: number): string {
  return `${file}.region-${r}`;
}
