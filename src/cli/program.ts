import { Argument, Command, CommanderError } from 'commander';
import { EVERY_DEFAULT } from '../engine/checkpoint/options.js';
import { MachineLostError } from '../engine/control/error.js';
import { InterruptedError, UsageError } from '../errors.js';
import { formatJson } from '../format/data.js';
import { readWorkers } from '../scenario/effective.js';
import { describeEquilibrium } from '../scenario/equilibrium.js';
import { loadScenario } from '../scenario/load.js';
import { DEFAULT_PRESET, listPresets, PLANNING_PRESET } from '../scenario/presets.js';
import { toYaml } from '../scenario/print.js';
import { scenarioJsonSchema } from '../scenario/schema.js';
import { VERSION } from '../version.js';
import { type AuditFlags, auditCommand } from './audit.js';
import { type CapacityFlags, capacityCommand } from './capacity.js';
import { type MachineFlags, machineCapacityCommand, refuseMachineOptions } from './capacity-machine.js';
import { type JoinFlags, joinCommand, LOST_AFTER_DEFAULT, WAIT_DEFAULT } from './cluster.js';
import { compareCommand } from './compare.js';
import { completionScript, SHELLS, type Shell } from './completion/completion.js';
import {
  AUDIT_DETAILS,
  CAPACITY_DETAILS,
  COMPLETION_DETAILS,
  EXIT_STATUSES,
  JOIN_DETAILS,
  PROFILE_DETAILS,
  REPORT_DETAILS,
  RESUME_DETAILS,
  RUN_DETAILS,
  TRACE_DETAILS,
  VERIFY_DETAILS,
} from './details.js';
import { formatPresets, formatRules } from './listings.js';
import { METRICS_HOST, METRICS_PORT } from './monitoring.js';
import { fill, widthOf } from './output.js';
import { type ProfileFlags, profileCommand, readUeCount } from './profile.js';
import { type ReportFlags, reportCommand } from './report.js';
import { type ResumeFlags, resumeCommand } from './resume.js';
import { type Deps, type RunFlags, runCommand } from './run.js';
import { EXIT } from './statuses.js';
import { readSeconds, type TraceFlags, traceCommand } from './trace.js';
import {
  readEnb,
  readEvents,
  readFaults,
  readKinds,
  readNasAlgorithms,
  type VerifyFlags,
  verifyCommand,
} from './verify.js';

/** Runs the command line and resolves to the exit status; every error ends as one message. */
export async function main(argv: readonly string[], deps: Deps): Promise<number> {
  let status: number = EXIT.ok;
  const program = createProgram(deps, (ended) => {
    status = ended;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    return report(error, deps);
  }
}

/** The commands and their options; `onEnd` gets the exit status of a run. */
export function createProgram(deps: Deps, onEnd: (status: number) => void): Command {
  const fitted = (text: string) => () => fill(text, widthOf(deps.stdout));
  const program = new Command('uestorm')
    .description(
      'A load engine for LTE security procedures and the ten rules of 3GPP TS 33.401 clause 7.2.10.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', fitted(EXIT_STATUSES))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      writeErr: (text) => deps.stderr.write(text),
      // Errors are thrown as well, and reported once, in one place.
      outputError: () => undefined,
      getOutHelpWidth: () => widthOf(deps.stdout),
      getErrHelpWidth: () => widthOf(deps.stderr),
    });

  const run = program
    .command('run')
    .summary('run a scenario')
    .description('Runs a scenario and prints what a person wants to know about it.')
    .argument('[SCENARIO]', "a preset's name or a YAML file", DEFAULT_PRESET)
    .option('--ues <N>', 'UEs in the whole network (default: as in the scenario)')
    .option('--duration <time>', 'simulated time, such as 10m (default: as in the scenario)')
    .option('--workers <N>', 'worker threads (default: one per core that may be used)', readWorkers)
    .option('--seed <N>', 'seed of everything random (default: as in the scenario)')
    .option('--clock <clock>', 'virtual (as fast as possible) or real (default: as in the scenario)')
    .option('--keys <kind>', 'symbolic (64-bit fingerprints) or hmac (default: as in the scenario)')
    .option('--without-rule <N>', 'switch off rule 1 to 10, or guard 11; repeatable', collect)
    .option('--without-guard <name>', 'switch off a guard beyond the clause; repeatable', collect)
    .option('--speed <factor>', 'real clock: simulated seconds in a wall second (default: 1)')
    .option('--max-lateness <time>', 'real clock: end with status 3 when this far behind, such as 1s');
  onMachines(watched(run))
    .option('--set <path=value>', 'change any field of the scenario; repeatable', collect)
    .option('--allow-unmeasured', 'status 0 although a threshold was never measured')
    .option('--trace <FILE>', 'write what happens to some UEs into this file; see uestorm trace')
    .option('--trace-ues <which>', 'such as 0-999, sample:500 or violated (default: 0-999)')
    .option('--trace-keys', 'whole keys in the trace, which only its owner may read then')
    .option('--checkpoint <DIR>', 'write the whole state there now and then; see uestorm resume')
    .option('--checkpoint-every <time>', `wall time from one to the next (default: ${EVERY_DEFAULT})`)
    .addHelpText('after', fitted(RUN_DETAILS))
    .action(async (scenario: string, flags: RunFlags) => onEnd(await runCommand(scenario, flags, deps)));

  const resume = program
    .command('resume')
    .summary('go on with a run from its last checkpoint')
    .description('Goes on with a run from its last checkpoint, to the outcome that it would have had.')
    .argument('<DIR>', 'the directory of uestorm run --checkpoint')
    .option('--workers <N>', 'worker threads (default: one per core that may be used)', readWorkers)
    .option('--checkpoint-every <time>', 'wall time from one to the next (default: as before)');
  onMachines(watched(resume))
    .option('--allow-unmeasured', 'status 0 although a threshold was never measured')
    .addHelpText('after', fitted(RESUME_DETAILS))
    .action(async (folder: string, flags: ResumeFlags) => onEnd(await resumeCommand(folder, flags, deps)));

  access(
    program
      .command('join')
      .summary('offer this machine to runs of others')
      .description(
        'Offers the cores and the memory of this machine to runs with --cluster, one after the other.',
      )
      .argument('<SERVER>', 'NATS server, such as nats://10.0.0.1:4222; several with commas'),
  )
    .option('--name <name>', "what others call this machine (default: its host's name)")
    .option('--workers <N>', 'worker threads (default: one per core that may be used)', readWorkers)
    .option('--once', 'end after one run')
    .addHelpText('after', fitted(JOIN_DETAILS))
    .action(async (servers: string, flags: JoinFlags) => onEnd(await joinCommand(servers, flags, deps)));

  program
    .command('verify')
    .summary('explore every interleaving for one UE')
    .description(
      'Explores every interleaving of procedures for one UE, and checks the invariants in each state.',
    )
    .option('--events <N>', 'traffic events on a path, at most', readEvents, 3)
    .option('--faults <F>', 'losses, refusals and cancels on a path, at most', readFaults, 2)
    .option('--kinds <A,B,..>', 'kinds of traffic to choose from (default: see below)', readKinds)
    .option('--without-rule <N>', 'switch off rule 1 to 10, or guard 11; repeatable', collect)
    .option('--without-guard <name>', 'switch off a guard beyond the clause; repeatable', collect)
    .option('--active-flag', 'tracking area updates from idle ask for bearers')
    .option('--restarts', 'eNBs and MMEs restart: one more kind of fault')
    .option('--enb <A,B>', 'what eNBs do: held or sent, after_rrc or at_once', readEnb)
    .option('--nas-algorithms <which>', 'what MMEs prefer: same or by_region', readNasAlgorithms)
    .option('--workers <N>', 'worker threads (default: one per core that may be used)', readWorkers)
    .option('--out <DIR>', 'write verify.json and the ladder of each violation into this directory')
    .option('--rules-page <FILE>', 'write the page about all rules, each with its ladder, and nothing else')
    .option('--json', 'print verify.json to standard output and nothing else')
    .addHelpText('after', fitted(VERIFY_DETAILS))
    .action(async (flags: VerifyFlags) => onEnd(await verifyCommand(flags, deps)));

  program
    .command('report')
    .summary('show the result of a run again, or compare two')
    .description(
      'Shows a result.json again as the run did, judged by further thresholds; or compares two runs.',
    )
    .argument('<FILE>', 'a result.json, or the directory of uestorm run --out; - is standard input')
    .argument('[OTHER]', 'the directory of another run, to compare the two')
    .option('--html', 'write report.html into the directory again, and print its path')
    .option('--threshold <expression>', "such as 'rules.6.hold.p99 < 50ms'; repeatable", collect)
    .option('--allow-unmeasured', 'status 0 although a threshold was never measured')
    .option('--json', 'print the result as JSON, with the thresholds given here')
    .addHelpText('after', fitted(REPORT_DETAILS))
    .action(async (file: string, other: string | undefined, flags: ReportFlags) =>
      onEnd(
        other === undefined
          ? await reportCommand(file, flags, deps)
          : await compareCommand([file, other], flags, deps),
      ),
    );

  program
    .command('trace')
    .summary('print a trace')
    .description('Prints a trace, one JSON object per event and line, or as a message ladder.')
    .argument('<FILE>', 'a trace of uestorm run --trace, JSON lines, or a capture; - is standard input')
    .option('--ue <which>', 'only these UEs, such as 17 or 3,100-120')
    .option('--from <seconds>', 'only events from this simulated time on', readSeconds('--from'))
    .option('--to <seconds>', 'only events before this simulated time', readSeconds('--to'))
    .option('--ladder', 'draw the messages of one UE as a ladder')
    .option('--mermaid', 'draw them as a Mermaid sequence diagram')
    .option('--pcapng <OUT>', 'write the messages as a capture that Wireshark dissects')
    .option('--keys <FILE>', 'keys that a capture does not show; see docs/captures.md')
    .addHelpText('after', fitted(TRACE_DETAILS))
    .action(async (file: string, flags: TraceFlags) => onEnd(await traceCommand(file, flags, deps)));

  program
    .command('audit')
    .summary('judge a trace or a capture by the ten rules')
    .description('Judges a trace or a capture by the ten rules and the guard, from its messages alone.')
    .argument('<FILE>', 'a trace of uestorm run --trace, JSON lines, or a capture; - is standard input')
    .option('--json', 'print each finding as a JSON object on a line, and a summary on the last one')
    .option('--partial', 'status 0 although not all could be judged')
    .option('--keys <FILE>', 'keys that a capture does not show; see docs/captures.md')
    .option('--strict', 'take it to the letter when a NAS SMC ends: COMPLETE, REJECT, or what aborts it')
    .addHelpText('after', fitted(AUDIT_DETAILS))
    .action(async (file: string, flags: AuditFlags) => onEnd(await auditCommand(file, flags, deps)));

  program
    .command('profile')
    .summary('write a scenario with the rates of a capture')
    .description('Writes a scenario with the traffic that a capture or a trace shows, as YAML.')
    .argument('<FILE>', 'a capture, a trace of uestorm run --trace, or JSON lines; - is standard input')
    .option('--ues <N>', 'UEs behind it, silent ones included (default: those that it shows)', readUeCount)
    .addHelpText('after', fitted(PROFILE_DETAILS))
    .action(async (file: string, flags: ProfileFlags) => onEnd(await profileCommand(file, flags, deps)));

  const capacity = program
    .command('capacity')
    .summary('search the load that goals allow')
    .description('Searches the largest load, or the fewest MMEs, that meets all goals; or runs a table.')
    .argument(
      '[SCENARIO]',
      `a preset's name or a YAML file (default: ${PLANNING_PRESET}, or ${DEFAULT_PRESET} with --engine)`,
    )
    .option('--engine', 'search the UEs that this machine carries in real time')
    .option(
      '--worker-counts <A,B,..>',
      'engine: worker counts to measure scaling over (default: 1 to the cores)',
    )
    .option('--trial <time>', 'engine: wall time of a full-length trial (default: 8s)')
    .option('--goal <threshold>', 'what must be met; repeatable (default: those of the scenario)', collect)
    .option('--vary <what>', 'load, ues, mmes or a path such as traffic.rekey (default: load)')
    .option('--from <value>', 'smallest value to look at (default: a tenth of the present one)')
    .option('--to <value>', 'largest value to look at (default: 10 times it; 4 times for ues and mmes)')
    .option('--precision <share>', 'width of the interval over its larger end (default: 5%)')
    .option('--sweep <path=a,b,..>', 'no search, but a table of these values; repeatable', collect)
    .option('--seeds <N>', 'seeds of full-length trials (default: 5)')
    .option('--warmup <time>', 'simulated time to leave out at the beginning (default: by MSER)')
    .option('--ues <N>', 'UEs in the whole network (default: as in the scenario)')
    .option('--duration <time>', 'simulated time of a full-length trial (default: as in the scenario)')
    .option('--seed <N>', 'first of the seeds (default: as in the scenario)')
    .option('--keys <kind>', 'symbolic (64-bit fingerprints) or hmac (default: as in the scenario)')
    .option('--without-rule <N>', 'switch off rule 1 to 10, or guard 11; repeatable', collect)
    .option('--without-guard <name>', 'switch off a guard beyond the clause; repeatable', collect)
    .option('--set <path=value>', 'change any field of the scenario; repeatable', collect)
    .option('--workers <N>', 'trials at the same time (default: one per core that may be used)', readWorkers)
    .option('--cache <DIR>', 'keep trials there (default: ~/.cache/uestorm/trials)')
    .option('--no-cache', 'keep none, and use none')
    .option('--out <DIR>', 'write the result as JSON, CSV and SVG into this directory; it is created')
    .option('--json', 'print the result as JSON to standard output and nothing else')
    .option('--quiet', 'no progress line and no summary');
  onMachines(capacity)
    .addHelpText('after', fitted(CAPACITY_DETAILS))
    .action(async (scenario: string | undefined, flags: CapacityFlags & MachineFlags) => {
      if (flags.engine) {
        onEnd(await machineCapacityCommand(scenario, flags, deps));
        return;
      }
      refuseMachineOptions(flags);
      onEnd(await capacityCommand(scenario ?? PLANNING_PRESET, flags, deps));
    });

  program
    .command('check')
    .summary('validate a scenario and print the effective one')
    .description(
      'Validates a scenario and prints the effective one, defaults included, as YAML, with the equilibrium of its rates.',
    )
    .argument('<SCENARIO>', "a preset's name or a YAML file")
    .action((scenario: string) => {
      const effective = loadScenario(scenario);
      deps.stdout.write(describeEquilibrium(effective) + toYaml(effective));
    });

  program
    .command('schema')
    .summary('print the JSON schema of scenario files')
    .description('Prints the JSON schema of scenario files, for editors.')
    .action(() => {
      deps.stdout.write(formatJson(scenarioJsonSchema()));
    });

  program
    .command('presets')
    .summary('list the presets')
    .description('Lists the presets with a line each.')
    .action(() => {
      deps.stdout.write(formatPresets(listPresets()));
    });

  program
    .command('rules')
    .summary('print the ten rules and the guards beyond them')
    .description('Prints the ten rules and the guards beyond them: who, when, verdict, until.')
    .action(() => {
      deps.stdout.write(formatRules());
    });

  program
    .command('completion')
    .summary('print a script that completes commands in a shell')
    .description('Prints a script that completes commands, options and their values in a shell.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(SHELLS))
    .addHelpText('after', fitted(COMPLETION_DETAILS))
    .action((shell: Shell) => {
      deps.stdout.write(completionScript(program, shell));
    });

  return program;
}

/** A command that runs a scenario: whether it can be watched, and what it leaves. */
const watched = (command: Command): Command =>
  command
    .option(
      '--metrics-port <P>',
      `serve /metrics and control there (default with the real clock: ${METRICS_PORT})`,
    )
    .option('--open', 'open the live page in a browser')
    .option('--metrics-host <host>', `listen on this address (default: ${METRICS_HOST})`)
    .option('--control-token <token>', 'what calls that steer must carry (default: UESTORM_CONTROL_TOKEN)')
    .option('--linger <time>', 'keep serving the final values for this long')
    .option('--out <DIR>', 'write report.html, result.json, timeseries.csv and more there')
    .option('--json', 'print result.json to standard output and nothing else')
    .option('--quiet', 'no progress line and no summary');

/** How to get at a NATS server; what is secret lies in files, or in variables. */
const access = (command: Command): Command =>
  command
    .option('--creds <FILE>', 'credentials for the NATS server (default: NATS_CREDS)')
    .option('--tls-ca <FILE>', "who may sign the server's certificate (default: NATS_CA)")
    .option('--tls-cert <FILE>', 'own certificate (default: NATS_CERT)')
    .option('--tls-key <FILE>', 'its key (default: NATS_KEY)');

/** A command that may run on other machines. */
const onMachines = (command: Command): Command =>
  access(
    command
      .option('--cluster <SERVER>', 'run on machines that joined at this NATS server')
      .option('--machines <N>', 'how many of them')
      .option('--wait <time>', `how long to wait for them (default: ${WAIT_DEFAULT})`)
      .option(
        '--lost-after <time>',
        `a machine that is not heard of for this long is lost (default: ${LOST_AFTER_DEFAULT})`,
      ),
  );

const collect = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];

/** Says on standard error what went wrong, and gives the exit status for it. */
export function report(error: unknown, deps: Pick<Deps, 'stderr' | 'env'>): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    // Without a command the help has been printed, and says more than any message.
    if (error.code !== 'commander.help') {
      const message = error.message.replace(/^error: |\.$/g, '').replace(/\s*\n\s*/g, ' ');
      deps.stderr.write(`uestorm: ${message}; see uestorm --help\n`);
    }
    return EXIT.usage;
  }
  if (error instanceof UsageError) {
    const lines = error.message.split('\n');
    const text = lines.length === 1 ? error.message : `${lines.length} problems:\n  ${lines.join('\n  ')}`;
    deps.stderr.write(`uestorm: ${text}\n`);
    return EXIT.usage;
  }
  if (error instanceof MachineLostError) {
    deps.stderr.write(`uestorm: ${error.message}\n`);
    return EXIT.internal;
  }
  if (error instanceof InterruptedError) {
    deps.stderr.write(`uestorm: ${error.message}\n`);
    return EXIT.interrupted;
  }
  deps.stderr.write(`uestorm: internal error: ${explain(error, Boolean(deps.env.UESTORM_DEBUG))}\n`);
  return EXIT.internal;
}

function explain(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (debug) return error.stack ?? error.message;
  return `${error.message} (set UESTORM_DEBUG=1 to see where)`;
}
