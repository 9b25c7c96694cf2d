import { type Exploration, type ExploreOptions, explore } from './explore.js';

/** What piscina runs on each worker thread: one exploration after the other. */
export default function runExploration(options: ExploreOptions): Exploration {
  return explore(options);
}
