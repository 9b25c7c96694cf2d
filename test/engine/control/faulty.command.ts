import { main } from '../../../src/cli/program.js';
import { runEngine } from '../../../src/engine/control/run.js';

/** The command, with workers that die as UESTORM_TEST_DEATH says. */
const workerFile = new URL('./faulty.worker.js', import.meta.url).href;

process.exitCode = await main(process.argv.slice(2), {
  runScenario: async (scenario, options) => (await runEngine(scenario, { ...options, workerFile })).result,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  env: process.env,
});
