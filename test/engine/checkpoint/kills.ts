import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, wholeFrom } from '../../command.js';
import { outcomeOf } from '../runs.js';
import { runKilled } from './killed.js';

const SCENARIOS = [
  ['collision-storm', '--ues', '6000', '--duration', '90s', '--set', 'regions=8'],
  ['collision-storm', '--ues', '3000', '--duration', '60s', '--keys', 'hmac', '--without-rule', '6'],
  ['busy-hour', '--ues', '50000', '--duration', '10m', '--set', 'traffic.inter_mme_handover=40'],
  ['signalling-storm', '--ues', '8000', '--duration', '60s', '--allow-unmeasured'],
];
/** Kills of one run, and wall ms from a process's first checkpoint until each at most. */
const KILLS = 10;
const LONGEST_MS = 300;

const ABOUT = `Kills runs with SIGKILL at random moments, goes on with each from its checkpoints with another
number of workers, and compares its outcome with that of a run that nobody killed. Exit status 1
if one differs.`;

const [wanted] = command('kills', ABOUT)
  .argument('[n]', 'how many kills in all', wholeFrom(1), 100)
  .parse().processedArgs;
let tried = 0;
let hit = 0;
let differing = 0;
for (let seed = 1; hit < wanted; seed++) {
  const scenario = [...SCENARIOS[seed % SCENARIOS.length], '--seed', String(seed)];
  const run = async (workers: readonly number[], killsMs: readonly number[]) => {
    const root = mkdtempSync(join(tmpdir(), 'uestorm-kills-'));
    try {
      return await runKilled({ scenario, root, workers, killsMs });
    } finally {
      rmSync(root, { recursive: true });
    }
  };
  const whole = await run([2], []);
  const killsMs = Array.from({ length: KILLS }, () => Math.round(Math.random() * LONGEST_MS));
  const { result, hits } = await run([2, 1, 3, 4], killsMs);
  tried++;
  hit += hits;
  const { checkpoints } = result;
  const isSame = JSON.stringify(outcomeOf(result)) === JSON.stringify(outcomeOf(whole.result));
  if (!isSame) differing++;
  console.log(
    `${isSame ? 'same' : 'DIFFERS'}  ${hits} kills, ${checkpoints?.resumed} processes went on, ${checkpoints?.written} checkpoints: uestorm run ${scenario.join(' ')}`,
  );
  if (!isSame) console.log(`  killed ${killsMs.join(', ')} ms after a checkpoint`);
}
console.log(`${hit} kills in ${tried} runs: ${differing} ended otherwise than without`);
process.exitCode = differing === 0 ? 0 : 1;
