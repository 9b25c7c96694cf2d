import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { missing } from '../programs.js';
import type { Target } from './target.js';
import { captureTargets } from './targets/captures.js';
import { fileTargets } from './targets/files.js';
import { frameTarget } from './targets/frames.js';
import { httpTarget } from './targets/http.js';
import { keyTarget } from './targets/keys.js';
import { countsTarget, roundTarget, wordTarget } from './targets/machines.js';
import { doneTarget, queuedTarget } from './targets/trials.js';

/** Targets that need a program which is not always there; false: it is. */
export const NEEDS: Readonly<Record<string, string | false>> = {
  pdml: missing('tshark'),
  capture: missing('tshark'),
  word: missing('nats-server'),
};

/** All that takes bytes from outside, until `end`; without what lacks the program that it needs. */
export async function openTargets(): Promise<{ targets: readonly Target[]; end(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'uestorm-fuzz-'));
  const http = await httpTarget();
  const words = NEEDS.word === false ? [await wordTarget()] : [];
  const captures = NEEDS.capture === false ? await captureTargets(root) : [];
  return {
    targets: [
      ...(await fileTargets(root)),
      keyTarget(root),
      frameTarget(),
      ...captures,
      roundTarget(),
      countsTarget(),
      queuedTarget(),
      await doneTarget(),
      ...words,
      http,
    ],
    end: async () => {
      await http.end();
      for (const word of words) await word.end();
      rmSync(root, { recursive: true });
    },
  };
}
