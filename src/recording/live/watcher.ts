import { Lookout, type Watch } from '../../engine/control/watched.js';
import type { Watcher } from '../../engine/control/watcher.js';
import type { Region } from '../../engine/region/region.js';
import type { ShardTask } from '../../engine/workers/shard.js';
import { eventOf } from '../../trace/records.js';
import { NAMES } from '../names.js';
import type { EventFields, EventSink } from '../writer.js';
import { LiveCore, type Quarry } from './core.js';

/** A worker's side of a watch; null: in this run nobody can be watched. */
export function watcherFor({ watch }: ShardTask): Watcher | null {
  return watch && new LiveWatcher(new Lookout(watch));
}

/** A region where somebody is looked for. */
interface Post {
  readonly core: LiveCore;
  /** The UE is known to be here, or to come. */
  readonly isCertain: boolean;
}

/** Has a LiveCore in each region that the watched UE may be in, and tells what it sees as lines of JSON (TraceEvent). */
class LiveWatcher implements Watcher, Quarry, EventSink {
  private watch: Watch = { ue: null, region: 0, rule: 0, turn: 0 };
  private readonly posts = new Map<Region, Post>();
  private readonly encoder = new TextEncoder();

  constructor(private readonly lookout: Lookout) {}

  get ue(): number {
    return this.watch.ue ?? -1;
  }

  get rule(): number {
    return this.watch.ue === null ? this.watch.rule : 0;
  }

  found(ue: number, region: number): boolean {
    const isFirst = this.lookout.found(this.watch, ue, region);
    if (isFirst) this.watch = { ...this.watch, ue, region };
    return isFirst;
  }

  look(regions: readonly Region[]): void {
    const { now } = this.lookout;
    const { watch } = this;
    this.watch = now;
    if (now.turn !== watch.turn) for (const region of this.posts.keys()) this.leave(region);
    this.leaveWhereNobodyIs();
    if (now.turn === watch.turn) return;
    for (const region of regions) {
      if (this.rule !== 0) this.take(region, false);
      else if (now.ue !== null && now.region === region.region) this.take(region, true);
    }
  }

  arrived(region: Region, ue: number): void {
    // Another worker may have found it in this very window.
    const { now } = this.lookout;
    if (ue === now.ue && now.turn === this.watch.turn) this.take(region, true);
  }

  tell(): void {
    this.lookout.publish();
  }

  write(event: EventFields): void {
    this.lookout.write(this.watch.turn, this.encoder.encode(JSON.stringify(eventOf(event, NAMES))));
  }

  private take(region: Region, isCertain: boolean): void {
    const post = this.posts.get(region);
    if (post !== undefined) {
      if (isCertain) this.posts.set(region, { ...post, isCertain });
      return;
    }
    region.use((w, f, keys, host) => {
      const core = new LiveCore(w, f, keys, host, this, this);
      this.posts.set(region, { core, isCertain });
      return core;
    });
  }

  private leave(region: Region): void {
    this.posts.delete(region);
    region.use(null);
  }

  /** When it is known who is watched: regions that it has left, or where it never was. */
  private leaveWhereNobodyIs(): void {
    if (this.watch.ue === null) return;
    for (const [region, { core, isCertain }] of this.posts) {
      if (core.hasLeft || !(core.hasSeen || isCertain)) this.leave(region);
    }
  }
}
