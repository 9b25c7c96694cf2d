/** A set of whole numbers that mostly come in order: what it takes grows with the gaps between them. */
export class Numbers {
  /** First and last of each run of numbers, in order. */
  private readonly runs: [from: number, to: number][] = [];

  /** False: it was there. */
  add(number: number): boolean {
    const { runs } = this;
    let at = runs.length;
    while (at > 0 && runs[at - 1][0] > number) at--;
    const before = runs[at - 1];
    const after = runs[at];
    if (before !== undefined && number <= before[1]) return false;
    const joinsBefore = before !== undefined && before[1] === number - 1;
    const joinsAfter = after !== undefined && after[0] === number + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      runs.splice(at, 1);
    } else if (joinsBefore) before[1] = number;
    else if (joinsAfter) after[0] = number;
    else runs.splice(at, 0, [number, number]);
    return true;
  }
}
