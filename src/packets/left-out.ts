/** Counts names, those that came first in front. */
export class OtherCounts {
  private readonly counts = new Map<string, number>();

  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  list(): readonly (readonly [name: string, count: number])[] {
    return [...this.counts];
  }
}
