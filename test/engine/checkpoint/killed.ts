import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Result } from '../../../src/report/result.js';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

/** A run that is killed again and again, and goes on each time. */
export interface Killed {
  /** Arguments of `uestorm run`. */
  readonly scenario: readonly string[];
  /** Where its checkpoints and its result go: a folder of its own. */
  readonly root: string;
  /** Numbers of workers, in turn. */
  readonly workers: readonly number[];
  /** Wall ms after which each process is killed; the last one is left alone. */
  readonly killsMs: readonly number[];
}

/** Runs it; resolves to its result, and how many kills hit it before it had ended. */
export async function runKilled({ scenario, root, workers, killsMs }: Killed) {
  const folder = join(root, 'checkpoints');
  const out = join(root, 'out');
  const often = ['--checkpoint-every', '0.05', '--quiet', '--out', out];
  let hits = 0;
  for (let n = 0; ; n++) {
    const goesOn = existsSync(folder) && readdirSync(folder).some((name) => /^checkpoint-\d+$/.test(name));
    const command = goesOn ? ['resume', folder] : ['run', ...scenario, '--checkpoint', folder];
    const argv = [...command, ...often, '--workers', String(workers[n % workers.length])];
    const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
    const { status, stderr } = await endOf(child, killsMs[n]);
    if (status === null) {
      hits++;
      continue;
    }
    if (status !== 0) throw new Error(`uestorm ${argv.join(' ')}: status ${status}: ${stderr}`);
    const result: Result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
    return { result, hits };
  }
}

/** How a process ended; status null: it was killed. */
async function endOf(child: ChildProcess, killAfterMs: number | undefined) {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  if (killAfterMs !== undefined) {
    const first = await Promise.race([closed, delay(killAfterMs, null)]);
    if (first === null) child.kill('SIGKILL');
  }
  const [status] = await closed;
  return { status: status as number | null, stderr };
}
