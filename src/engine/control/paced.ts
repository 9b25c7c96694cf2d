/** Traffic events that are asked for from outside: one for each UE of a range, all at once or paced. */
export interface Asked {
  /** The first and the last UE. */
  readonly ues: readonly [number, number];
  /** Number of a traffic kind. */
  readonly kind: number;
  /** UEs per simulated second, one after the other by their numbers; null: all at once. */
  readonly rate: number | null;
}

/** The UEs of one `Asked` whose time has come, as simulated time goes on. */
export class Paced {
  private next: number;
  /** Those that could not be asked yet. */
  private again: readonly number[] = [];

  /** @param start when the first UE has its turn, in simulated seconds */
  constructor(
    readonly asked: Asked,
    private readonly start: number,
  ) {
    this.next = asked.ues[0];
  }

  /** At most `limit` UEs that are due by now; each is given once, unless it is put back. */
  take(now: number, limit: number): number[] {
    const due = this.again.slice(0, limit);
    this.again = this.again.slice(limit);
    for (const last = this.lastBy(now); this.next <= last && due.length < limit; this.next++)
      due.push(this.next);
    return due;
  }

  /** These of the UEs taken have to be asked again. */
  putBack(ues: readonly number[]): void {
    this.again = [...this.again, ...ues];
  }

  /** UEs that are still to come. */
  get left(): number {
    return this.asked.ues[1] + 1 - this.next + this.again.length;
  }

  private lastBy(now: number): number {
    const { ues, rate } = this.asked;
    return rate === null ? ues[1] : Math.min(ues[1], ues[0] + Math.floor((now - this.start) * rate));
  }
}
