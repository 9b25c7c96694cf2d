import type { LiveRun } from '../control/live.js';
import type { Checkpoint } from './checkpoint.js';
import type { Checkpoints } from './checkpoints.js';

/** Deaths after the same checkpoint that a run goes back for: what dies once more there dies always. */
const DEATHS_MAX = 3;

/** From where the workers of a run began, and how often they died there. */
export class Origin {
  private deaths = 0;

  /** @param from null: from the beginning */
  constructor(public from: Checkpoint | null) {}

  /**
   * Workers have died, and others would begin with the last checkpoint.
   *
   * @returns how often that was so of the same one, if it was too often; else 0
   */
  diedTooOften(last: Checkpoint): number {
    this.deaths = last.number === this.from?.number ? this.deaths + 1 : 1;
    return this.deaths >= DEATHS_MAX ? this.deaths : 0;
  }

  /** The next workers begin with the last checkpoint. Returns the simulated seconds that are lost. */
  goBack(last: Checkpoint, live: LiveRun, checkpoints: Checkpoints): number {
    const lost = (live.control.simulated - last.manifest.simulated) / 1e6;
    checkpoints.goBack(lost);
    live.wallBefore = live.wallSeconds;
    live.control.restart();
    this.from = last;
    return lost;
  }
}
