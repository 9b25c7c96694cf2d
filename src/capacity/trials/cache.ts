import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { reasonOf } from '../../files.js';
import { createDirectory } from '../../report/write.js';
import { VERSION } from '../../version.js';
import type { Trial, TrialTask } from './trial.js';

/*
 * Trials that were run before, each in a file of its own that is named after a hash of all that it depends on:
 * effective scenario (seed included), how it was measured, and the code that did it. A file is written beside its
 * place and renamed, so there is never half of one; what cannot be read is run again. All of it may be deleted at any
 * time.
 */

/** What simulates and what measures: with other code a trial may come to another outcome. */
const CODE = [
  '../../engine/workers/worker.bundle.js',
  '../../engine/region/core.symbolic.wasm',
  '../../engine/region/core.hmac.wasm',
  '../../engine/results/histograms.js',
  '../../engine/results/interval.js',
  '../../engine/mme/mme-result.js',
  '../../engine/results/snapshots.js',
  '../../engine/results/tally.js',
  '../../measure/areas.js',
  '../../measure/histogram.js',
  './trial.js',
  '../statistics/warm-up.js',
];

let fingerprint: string | undefined;

function codeFingerprint(): string {
  if (fingerprint === undefined) {
    const hash = createHash('sha256').update(VERSION);
    for (const file of CODE) hash.update(readFileSync(new URL(file, import.meta.url)));
    fingerprint = hash.digest('hex');
  }
  return fingerprint;
}

/** 64 hexadecimal digits that are equal for trials with the same outcome. */
export function hashOf({ scenario, warmUp, series }: TrialTask): string {
  // What a scenario calls itself and judges itself by makes no difference.
  const { name: _, description: __, thresholds: ___, ...simulated } = scenario;
  const text = JSON.stringify([codeFingerprint(), simulated, warmUp, series]);
  return createHash('sha256').update(text).digest('hex');
}

/** Where trials are kept between searches. */
export interface TrialCache {
  get(hash: string): Promise<Trial | null>;
  put(hash: string, trial: Trial): Promise<void>;
}

/** Where trials are kept if nobody says otherwise: below $XDG_CACHE_HOME, or ~/.cache. */
export function defaultCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CACHE_HOME || join(home(), '.cache'), 'uestorm', 'trials');
}

/** A user whom the system does not know has none, as in containers that run under any number. */
function home(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** Keeps nothing. */
export const NO_CACHE: TrialCache = {
  get: async () => null,
  put: async () => undefined,
};

/**
 * Keeps trials in a folder, which is created. One that cannot be written costs the time of trials that are asked for
 * again, and is no reason to end.
 *
 * @param onTrouble is told so, once
 */
export function folderCache(
  folder: string,
  onTrouble: (message: string) => void = () => undefined,
): TrialCache {
  let isTold = false;
  const tell = (error: unknown): void => {
    if (isTold) return;
    isTold = true;
    onTrouble(
      `--cache ${folder}: cannot be written: ${reasonOf(error)}; trials are not kept there: name a folder that can be written, or use --no-cache`,
    );
  };
  try {
    createDirectory(resolve(folder));
  } catch (error) {
    tell(error);
    return NO_CACHE;
  }
  const fileOf = (hash: string): string => join(folder, `${hash}.json`);
  return {
    async get(hash) {
      try {
        return trialIn(JSON.parse(await readFile(fileOf(hash), 'utf8')), hash);
      } catch {
        return null;
      }
    },
    async put(hash, trial) {
      const temporary = join(folder, `.${hash}.${randomUUID()}`);
      try {
        await writeFile(temporary, JSON.stringify({ hash, trial }));
        await rename(temporary, fileOf(hash));
      } catch (error) {
        tell(error);
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** What stands in a file, if it is what was written there. */
function trialIn(content: unknown, hash: string): Trial | null {
  const { hash: own, trial } = content as { readonly hash?: unknown; readonly trial?: Trial };
  const isWhole = own === hash && typeof trial?.digest === 'string' && typeof trial.outcome === 'object';
  return isWhole ? trial : null;
}
