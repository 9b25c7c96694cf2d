import type { Stage } from '../../scenario/scenario.js';
import { highestFactor } from '../../scenario/subscribers.js';

/** Load over time: a factor on arrival rates, 1 at the beginning; after the last stage its factor stays. */
export class Stages {
  /** The highest factor. */
  readonly top: number;
  /** Of each stage, in µs. */
  private readonly ends: number[] = [];

  constructor(private readonly stages: readonly Stage[]) {
    this.top = highestFactor(stages);
    let end = 0;
    for (const { duration } of stages) {
      end += duration * 1e6;
      this.ends.push(end);
    }
  }

  /** The factor at time t in µs. */
  at(t: number): number {
    const { stages } = this;
    let from = 1;
    let start = 0;
    for (let i = 0; i < stages.length; i++) {
      const { factor, ramp } = stages[i];
      if (t < this.ends[i]) {
        return ramp ? from + ((factor - from) * (t - start)) / (this.ends[i] - start) : factor;
      }
      from = factor;
      start = this.ends[i];
    }
    return from;
  }
}
