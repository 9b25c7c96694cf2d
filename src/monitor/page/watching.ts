import type { LiveRun } from '../../engine/control/live.js';
import type { Watch } from '../../engine/control/watched.js';
import { labelOfRule } from '../../rules/table.js';
import type { TraceEvent } from '../../trace/event.js';
import type { WatchNews } from './protocol.js';

/** Events that are kept for who comes later. */
const KEPT = 300;

const byTime = (a: TraceEvent, b: TraceEvent): number => a.t_seconds - b.t_seconds;

/** What is seen of the watched UE, for all who look at a run. */
export class Watching {
  private readonly decoder = new TextDecoder();
  private watch: Watch | null = null;
  private kept: TraceEvent[] = [];
  private leftOut = 0;

  constructor(private readonly run: LiveRun) {}

  /** Who is watched, and what was seen of it, in the order of time. */
  get all(): WatchNews {
    return this.say(this.kept, true);
  }

  /** What is new since the last call; null: nothing. Regions tell each on its own, so it may be of before that. */
  news(): WatchNews | null {
    const { watched } = this.run;
    if (watched === null) return null;
    const { now, leftOut } = watched;
    const isNew = now.turn !== (this.watch?.turn ?? 0);
    const isOther = isNew || now.ue !== (this.watch?.ue ?? null) || leftOut !== this.leftOut;
    this.watch = now;
    this.leftOut = leftOut;
    const events: TraceEvent[] = [];
    watched.read((bytes) => events.push(JSON.parse(this.decoder.decode(bytes)) as TraceEvent));
    if (events.length === 0 && !isOther) return null;
    this.kept = [...(isNew ? [] : this.kept), ...events].sort(byTime).slice(-KEPT);
    return this.say(events, isNew);
  }

  private say(events: readonly TraceEvent[], isNew: boolean): WatchNews {
    const { ue = null, rule = 0 } = this.watch ?? {};
    return { ue, rule: rule === 0 ? null : labelOfRule(rule), events, isNew, leftOut: this.leftOut };
  }
}
