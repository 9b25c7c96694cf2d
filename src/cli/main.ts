#!/usr/bin/env node
import type { RunScenario } from '../run.js';
import { processSignals } from './signals.js';

// Before anything else is loaded, which takes a while.
const signals = processSignals();
const [{ UsageError }, { watchOutputs }, { main, report }] = await Promise.all([
  import('../errors.js'),
  import('./output.js'),
  import('./program.js'),
]);

// The engine and its libraries are loaded when something runs: the other commands answer at once.
const runScenario: RunScenario = async (scenario, options) => {
  const { runScenario } = await import('../run.js');
  return runScenario(scenario, options);
};

watchOutputs(process, (reason) => {
  const error = new UsageError(
    `standard output: cannot be written: ${reason}; make room, or send it elsewhere`,
  );
  process.exit(report(error, process));
});

// Errors outside the run's own promise, such as those of a timer.
process.on('uncaughtException', (error) => process.exit(report(error, process)));

process.exitCode = await main(process.argv.slice(2), {
  runScenario,
  stdout: process.stdout,
  stderr: process.stderr,
  signals,
  env: process.env,
});
