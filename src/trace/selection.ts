import { UsageError } from '../errors.js';

/** UEs by number, ranges with both ends. */
export interface UeRanges {
  readonly ranges: readonly (readonly [number, number])[];
}

/** Which UEs a trace is of. */
export type UeSelection =
  | UeRanges
  /** So many UEs, spread evenly over the network. */
  | { readonly sample: number }
  /** Those for which an invariant was violated. */
  | 'violated';

/** What --trace-ues says if it is not given. */
export const DEFAULT_TRACE_UES = '0-999';

/**
 * Reads what `--trace-ues` says: `0-999`, `3,17,100-120`, `sample:500` or `violated`.
 *
 * @throws UsageError
 */
export function readUeSelection(written: string): UeSelection {
  if (written === 'violated') return written;
  const sample = /^sample:(\d{1,9})$/.exec(written);
  if (sample !== null && Number(sample[1]) > 0) return { sample: Number(sample[1]) };
  return readUes(written, '--trace-ues', ', or sample:500, or violated');
}

/**
 * Reads UEs by number, such as `0-999` or `3,17,100-120`, that were written for an option.
 *
 * @param others what else the option may say, for the message
 * @throws UsageError
 */
export function readUes(written: string, option: string, others = ''): UeRanges {
  const ranges = written.split(',').map((part) => {
    const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part.trim()) ?? [];
    return [Number(first), Number(last)] as const;
  });
  if (ranges.every(([first, last]) => first <= last)) return { ranges };
  throw new UsageError(
    `${option}: expected UEs such as 0-999 or 3,17,100-120${others}, got ${JSON.stringify(written)}`,
  );
}

/** The selection as a test on the number of a UE, in a network of `ues`. */
export function isSelected(
  selection: Exclude<UeSelection, 'violated'>,
  ues: number,
): (ue: number) => boolean {
  if ('sample' in selection) {
    const count = Math.min(selection.sample, ues);
    // UE number n of the sample is floor(n × ues / count).
    return (ue) => Math.floor((Math.ceil((ue * count) / ues) * ues) / count) === ue;
  }
  const ranges = [...selection.ranges].sort(([a], [b]) => a - b);
  const firsts = Float64Array.from(ranges, ([first]) => first);
  // Ranges may overlap: how far those that begin up to each one reach.
  const reach = new Float64Array(ranges.length);
  ranges.forEach(([, last], i) => {
    reach[i] = i === 0 ? last : Math.max(last, reach[i - 1]);
  });
  return (ue) => {
    let below = 0;
    let above = firsts.length;
    while (below < above) {
      const middle = (below + above) >>> 1;
      if (firsts[middle] <= ue) below = middle + 1;
      else above = middle;
    }
    return below > 0 && reach[below - 1] >= ue;
  };
}
