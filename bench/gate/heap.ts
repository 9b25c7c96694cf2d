/** A binary heap of what is due at a time; among equal times, the first to come goes first. */
export class TimeHeap<Item> {
  private readonly entries: { readonly at: number; readonly order: number; readonly item: Item }[] = [];
  private order = 0;

  /** When the next item is due; Infinity if there is none. */
  get next(): number {
    return this.entries.length === 0 ? Number.POSITIVE_INFINITY : this.entries[0].at;
  }

  push(at: number, item: Item): void {
    const { entries } = this;
    const entry = { at, order: this.order++, item };
    let i = entries.length;
    entries.push(entry);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (entries[parent].at <= at) break;
      entries[i] = entries[parent];
      i = parent;
    }
    entries[i] = entry;
  }

  /** Takes the next item; there must be one. */
  pop(): Item {
    const { entries } = this;
    const top = entries[0];
    const last = entries.pop()!;
    const { length } = entries;
    if (length > 0) {
      let i = 0;
      for (let child = 1; child < length; child = 2 * i + 1) {
        if (child + 1 < length && isBefore(entries[child + 1], entries[child])) child++;
        if (!isBefore(entries[child], last)) break;
        entries[i] = entries[child];
        i = child;
      }
      entries[i] = last;
    }
    return top.item;
  }
}

interface Due {
  readonly at: number;
  readonly order: number;
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
