import type { RunFacts, Tick, WatchNews } from '../../monitor/page/protocol.js';

export interface Listener {
  /** A run: another one than before, or the same after the connection was lost. */
  run(facts: RunFacts): void;
  tick(tick: Tick): void;
  watch(news: WatchNews): void;
  connected(isConnected: boolean): void;
}

/** Follows the events of the server; the browser comes back by itself, with the id of the last one it saw. */
export function follow(listener: Listener): void {
  const source = new EventSource('/api/events');
  source.addEventListener('open', () => listener.connected(true));
  source.addEventListener('run', ({ data }) => listener.run(JSON.parse(data) as RunFacts));
  source.addEventListener('tick', ({ data }) => listener.tick(JSON.parse(data) as Tick));
  source.addEventListener('watch', ({ data }) => listener.watch(JSON.parse(data) as WatchNews));
  source.addEventListener('error', () => {
    listener.connected(false);
    // An answer other than events (too many pages, no run yet) ends the source for good.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(listener), 2000);
  });
}
