import { Argument, Command, CommanderError } from 'commander';
import { UsageError } from '../errors.js';
import { formatJson } from '../format/data.js';
import { readWorkers } from '../scenario/effective.js';
import { describeEquilibrium } from '../scenario/equilibrium.js';
import { loadScenario } from '../scenario/load.js';
import { DEFAULT_PRESET, listPresets, PLANNING_PRESET } from '../scenario/presets.js';
import { toYaml } from '../scenario/print.js';
import { scenarioJsonSchema } from '../scenario/schema.js';
import { DEFAULT_KINDS } from '../verify/kinds.js';
import { VERSION } from '../version.js';
import { type AuditFlags, auditCommand } from './audit.js';
import { type CapacityFlags, capacityCommand } from './capacity.js';
import { type MachineFlags, machineCapacityCommand, refuseMachineOptions } from './capacity-machine.js';
import { compareCommand } from './compare.js';
import { completionScript, SHELLS, type Shell } from './completion/completion.js';
import { EXIT } from './exit.js';
import { formatPresets, formatRules } from './listings.js';
import { METRICS_HOST, METRICS_PORT } from './monitoring.js';
import { fill, widthOf } from './output.js';
import { type ProfileFlags, profileCommand, readUeCount } from './profile.js';
import { type ReportFlags, reportCommand } from './report.js';
import { type Deps, type RunFlags, runCommand } from './run.js';
import { readSeconds, type TraceFlags, traceCommand } from './trace.js';
import { readEnb, readEvents, readFaults, readKinds, type VerifyFlags, verifyCommand } from './verify.js';

const EXIT_STATUSES = `
Exit status:
  0    fine
  1    the program's own fault
  2    bad usage or a bad scenario; or the disk is full, or memory cannot be had
  3    a threshold was missed, or was never measured
  4    an invariant was violated although all rules were on
  130  interrupted; what was measured is written all the same`;

const RUN_DETAILS = `
SCENARIO is a preset's name (uestorm presets) or a YAML file (uestorm schema).
Durations are written 90s, 10m or 1h30m, or as a number of seconds; counts are
written 1000, 250k or 1M.

The outcome depends on scenario, seed and rules, never on the number of workers.
With a rule switched off the damage is reported, and the exit status is not 4.
With --clock real the run keeps to the wall clock and can be watched and steered
over HTTP; http://127.0.0.1:9464/ is a page in a browser, a list with curl.
Interrupt once (SIGINT or SIGTERM) to stop cleanly, twice to end at once.
${EXIT_STATUSES}

Examples:
  uestorm run                                    the preset ${DEFAULT_PRESET}
  uestorm run collision-storm --without-rule 6   the damage without rule 6
  uestorm run --ues 100k --out results           smaller, kept in results/
  uestorm run --clock real --ues 100k --open     watched and steered in a page
  uestorm run my.yaml --set traffic.rekey=20     a file, with one rate changed
  uestorm run --json | jq .rules                 for other programs`;

const VERIFY_DETAILS = `
Every choice of up to --events traffic events is explored, each at any moment or never,
from idle and from connected, with all orders of messages of different links, and with
up to --faults losses, refusals and cancels. Nothing is drawn by lot.

Kinds of traffic by default: ${DEFAULT_KINDS.join(', ')}. There are also tracking_area_update, uplink_nas
and detach.

With a rule switched off it prints a shortest counterexample: of fewest events, then
fewest faults, then fewest steps. A violation always ends with status 4, and status 3
says that there were more states than fit into memory.
${EXIT_STATUSES}

Examples:
  uestorm verify                       all rules on: no violation
  uestorm verify --without-rule 11     the gap that the ten rules leave
  uestorm verify --events 1 --faults 4`;

const TRACE_DETAILS = `
Examples:
  uestorm run collision-storm --without-rule 6 --trace storm.trace
  uestorm trace storm.trace | jq 'select(.event == "violation")'
  uestorm trace storm.trace --ue 17 --from 12 --to 14 --ladder
  uestorm trace storm.trace --pcapng storm.pcapng`;

const PROFILE_DETAILS = `
Traffic per UE and hour, outcomes, inactivity, whether arrivals come in bursts: each
number with a comment that says from how many events it comes. Durations of procedures
are comments.

Exit status:
  0    fine
  2    it cannot be read to its end (what was read is printed), or shows no S1

Examples:
  uestorm profile mme.pcapng > mine.yaml
  uestorm profile mme.pcapng --ues 40000 > mine.yaml
  uestorm run mine.yaml --ues 1M`;

const CAPACITY_DETAILS = `
Trials run in simulated time, so the answer is the same on any machine, with any
number of workers. The search is after MLRsearch: short trials over the whole range
first, full-length ones for the answer. A goal is met where the whole 95 % confidence
interval over the seeds meets it, and missed where none of it does.

--vary takes load (a factor on all traffic; the default), ues, mmes (the number of
regions, with the same UEs; the fewest are sought) or the path of any number, such as
traffic.rekey; whether much or little of it is hard on the goals, trials show. A goal
is a threshold as in a scenario, such as "rules.6.hold.p99 < 50ms"; without any those
of the scenario are taken. Trials are kept in a folder, so that a search which was
interrupted goes on where it was.

--engine asks another question, in wall time and of this machine: how many UEs it
carries with the real clock, so that p99 of the windows' lateness stays under a window
(--from and --to are UEs); what keeps it from more; and how throughput grows with
workers, by a fit of the Universal Scalability Law.

Exit status:
  0    an answer as precise as asked for, or "at least" the end of the range
  1    the program's own fault
  2    bad usage or a bad scenario
  3    no answer: a goal is missed at the easiest value, or never measured;
       or an answer that is too noisy for the precision
  4    an invariant was violated although all rules were on
  130  interrupted; what was known by then is printed and written

Examples:
  uestorm capacity
  uestorm capacity busy-hour --ues 50k --goal "rules.6.hold.p99 < 150ms"
  uestorm capacity --vary mmes --goal "rules.6.hold.p99 < 150ms"
  uestorm capacity --sweep traffic.rekey=0.1,1,10 --sweep links.s10.mean=5ms
  uestorm capacity --engine`;

const AUDIT_DETAILS = `
It looks at no verdict in the trace and uses nothing of the engine's code. A trace
that breaks off is judged as far as it goes. Where keys are not shown, KASMEs are
told apart by eKSI and run of AKA; a message that is seen once stands for both ends.
For each rule it says how often it was judged, and what could not be, and why.

A capture (pcap or pcapng, packed with gzip or not) is dissected by tshark, which must
be installed: S1AP with NAS, X2AP, and GTPv2-C on S10. Findings name its frames.

Exit status:
  0    no rule was broken, and all that applied was judged (or --partial)
  2    it cannot be read to its end, or has messages with unknown names
  3    a rule applied and could not be judged, a frame could not be read, or
       nothing was judged
  4    a rule was broken, or a check around them, as of NAS COUNTs

Examples:
  uestorm audit storm.trace
  uestorm audit mme.pcapng --partial
  uestorm trace storm.trace --ue 17 | uestorm audit -`;

const REPORT_DETAILS = `
The exit status is the one that the run had, or 3 if it misses one of the thresholds
given here, or has not measured it.

Of two runs, what differs by more than other seeds would make is marked. How much that
is, each run says itself: it is cut into parts of simulated time, and their scatter is
taken (batch means). All marks together are wrong in at most 1 % of comparisons.

Examples:
  uestorm report results
  uestorm report results --threshold 'rules.6.hold.p99 < 50ms'
  uestorm report before after
  uestorm run --json | uestorm report -`;

const COMPLETION_DETAILS = `
In the file that the shell reads at its start:
  bash   source <(uestorm completion bash)
  zsh    source <(uestorm completion zsh)
  fish   uestorm completion fish | source`;

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

  program
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
    .option('--max-lateness <time>', 'real clock: end with status 3 when this far behind, such as 1s')
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
    .option('--quiet', 'no progress line and no summary')
    .option('--set <path=value>', 'change any field of the scenario; repeatable', collect)
    .option('--allow-unmeasured', 'status 0 although a threshold was never measured')
    .option('--trace <FILE>', 'write what happens to some UEs into this file; see uestorm trace')
    .option('--trace-ues <which>', 'such as 0-999, sample:500 or violated (default: 0-999)')
    .option('--trace-keys', 'whole keys in the trace, which only its owner may read then')
    .addHelpText('after', fitted(RUN_DETAILS))
    .action(async (scenario: string, flags: RunFlags) => onEnd(await runCommand(scenario, flags, deps)));

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
    .option('--enb <A,B>', 'what eNBs do: held or sent, after_rrc or at_once', readEnb)
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

  program
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
    .option('--quiet', 'no progress line and no summary')
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
  deps.stderr.write(`uestorm: internal error: ${explain(error, Boolean(deps.env.UESTORM_DEBUG))}\n`);
  return EXIT.internal;
}

function explain(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (debug) return error.stack ?? error.message;
  return `${error.message} (set UESTORM_DEBUG=1 to see where)`;
}
