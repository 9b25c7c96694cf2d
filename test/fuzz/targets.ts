import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { skip } from '../packets/tshark.js';
import type { Target } from './target.js';
import { captureTargets } from './targets/captures.js';
import { fileTargets } from './targets/files.js';
import { frameTarget } from './targets/frames.js';
import { httpTarget } from './targets/http.js';
import { keyTarget } from './targets/keys.js';

/** All that takes bytes from outside, until `end`. */
export async function openTargets(): Promise<{ targets: readonly Target[]; end(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'uestorm-fuzz-'));
  const http = await httpTarget();
  const captures = skip === false ? await captureTargets(root) : [];
  return {
    targets: [...(await fileTargets(root)), keyTarget(root), frameTarget(), ...captures, http],
    end: async () => {
      await http.end();
      rmSync(root, { recursive: true });
    },
  };
}
