interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** Changes to a text that leave every line where it is. */
export class Edits {
  private readonly edits: Edit[] = [];

  constructor(private readonly text: string) {}

  /** What stands from `start` to `end` goes, but for the ends of its lines. */
  replace(start: number, end: number, by: string): void {
    this.edits.push({ start, end, by });
  }

  /** What is inserted at one place stands in the order in which it was inserted, before what is replaced there. */
  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  result(): string {
    const inOrder = this.edits.toSorted((a, b) => a.start - b.start || sizeOf(a) - sizeOf(b));
    let result = '';
    let at = 0;
    for (const { start, end, by } of inOrder) {
      if (start < at) throw new Error(`compiler: two changes to '${this.text.slice(start, at)}'`);
      result += this.text.slice(at, start) + by + this.text.slice(start, end).replace(/[^\n]/g, '');
      at = end;
    }
    return result + this.text.slice(at);
  }
}

/** Insertions come first. */
const sizeOf = ({ start, end }: Edit): number => (start === end ? 0 : 1);
