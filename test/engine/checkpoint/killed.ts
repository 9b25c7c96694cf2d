import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { numbersIn } from '../../../src/engine/checkpoint/folder.js';
import type { Result } from '../../../src/report/result.js';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

/** How often the folder is looked at. */
const LOOK_MS = 5;

/** A run that is killed again and again, and goes on each time. */
export interface Killed {
  /** Arguments of `uestorm run`. */
  readonly scenario: readonly string[];
  /** Where its checkpoints and its result go: a folder of its own. */
  readonly root: string;
  /** Numbers of workers, in turn. */
  readonly workers: readonly number[];
  /** Wall ms from a process's first checkpoint until it is killed; the last one is left alone. */
  readonly killsMs: readonly number[];
}

/** Runs it; resolves to its result, and how many kills hit it before it had ended. */
export async function runKilled({ scenario, root, workers, killsMs }: Killed) {
  const folder = join(root, 'checkpoints');
  const out = join(root, 'out');
  const often = ['--checkpoint-every', '0.05', '--quiet', '--out', out];
  let hits = 0;
  for (let n = 0; ; n++) {
    const from = newestIn(folder);
    const command = from > 0 ? ['resume', folder] : ['run', ...scenario, '--checkpoint', folder];
    const argv = [...command, ...often, '--workers', String(workers[n % workers.length])];
    const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
    const isDue = n < killsMs.length ? () => newestIn(folder) > from : null;
    const { status, stderr } = await endOf(child, isDue, killsMs[n]);
    if (status === null) {
      hits++;
      continue;
    }
    if (status !== 0) throw new Error(`uestorm ${argv.join(' ')}: status ${status}: ${stderr}`);
    const result: Result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
    return { result, hits };
  }
}

/** Number of the newest checkpoint in a folder; 0: there is none. */
const newestIn = (folder: string): number => (existsSync(folder) ? (numbersIn(folder)[0] ?? 0) : 0);

/** How a process ended; status null: it was killed, so many ms after it was due to be; `isDue` null: never. */
async function endOf(child: ChildProcess, isDue: (() => boolean) | null, killAfterMs: number) {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  if (isDue !== null) {
    while (child.exitCode === null && !isDue()) await delay(LOOK_MS);
    const first = await Promise.race([closed, delay(killAfterMs, null)]);
    if (first === null) child.kill('SIGKILL');
  }
  const [status] = await closed;
  return { status: status as number | null, stderr };
}
