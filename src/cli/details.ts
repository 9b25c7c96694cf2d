import { TRAFFIC_KINDS } from '../model/traffic.js';
import { DEFAULT_PRESET } from '../scenario/presets.js';
import { DEFAULT_KINDS } from '../verify/kinds.js';

/* What --help says of the commands beyond their options. */

export const EXIT_STATUSES = `
Exit status:
  0    fine
  1    the program's own fault; or a machine was lost in a run on several
  2    bad usage or a bad scenario; or the disk is full, or memory cannot be had
  3    a threshold was missed, or was never measured; or more than 0.1 % of the
       load was refused because queues of UEs were full, or load never came
       because UEs were not registered (load.refused and load.missing in
       result.json; a threshold on them judges instead)
  4    an invariant was violated although all rules were on
  130  interrupted; what was measured is written all the same`;

export const RUN_DETAILS = `
SCENARIO is a preset's name (uestorm presets) or a YAML file (uestorm schema).
Durations are written 90s, 10m or 1h30m, or as a number of seconds; counts are
written 1000, 250k or 1M.

The outcome depends on scenario, seed and rules, never on the number of workers.
With a rule switched off the damage is reported, and the exit status is not 4.
With --clock real the run keeps to the wall clock and can be watched and steered
over HTTP; http://127.0.0.1:9464/ is a page in a browser, a list with curl.
Interrupt once (SIGINT, SIGTERM, SIGHUP) to stop cleanly, twice to end at once.
${EXIT_STATUSES}

Examples:
  uestorm run                                    the preset ${DEFAULT_PRESET}
  uestorm run collision-storm --without-rule 6   the damage without rule 6
  uestorm run --ues 100k --out results           smaller, kept in results/
  uestorm run --clock real --ues 100k --open     watched and steered in a page
  uestorm run my.yaml --set traffic.rekey=20     a file, with one rate changed
  uestorm run --json | jq .rules                 for other programs`;

export const RESUME_DETAILS = `
The scenario is that of the run, and so is its outcome, with any number of workers.
A checkpoint that is cut short, damaged or of another version is refused, and the one
before it is used. A run that was interrupted has written one when it stopped.
${EXIT_STATUSES}

Examples:
  uestorm run --duration 24h --checkpoint night --out results
  uestorm resume night --out results`;

export const JOIN_DETAILS = `
It takes part in one run at a time, with the same version of uestorm on all machines,
and waits for the next one until it is interrupted. Names of users, passwords and tokens
are read from NATS_USER, NATS_PASSWORD and NATS_TOKEN.

Exit status:
  0    with --once, the run is over
  2    no NATS server answers there, or it refuses
  130  interrupted

Examples:
  uestorm join nats://10.0.0.1:4222                 on each machine
  uestorm run --cluster nats://10.0.0.1:4222 --machines 3 --ues 50M`;

export const VERIFY_DETAILS = `
Every choice of up to --events traffic events is explored, each at any moment or never,
from idle and from connected, with all orders of messages of different links, and with
up to --faults losses, refusals and cancels. Nothing is drawn by lot.

A path has no more kinds of events than events: there is a survey for each choice of so
many kinds, and a state that several of them see is counted by each.

Kinds of traffic by default: ${DEFAULT_KINDS.join(', ')}. There are also
${TRAFFIC_KINDS.filter((kind) => !DEFAULT_KINDS.includes(kind)).join(', ')}.

With a rule switched off it prints a shortest counterexample: of fewest events, then
fewest faults, then fewest steps. A violation always ends with status 4, and status 3
says that there were more states than fit into memory.
${EXIT_STATUSES}

Examples:
  uestorm verify                       all rules on, in 15 minutes: no violation
  uestorm verify --without-rule 11     the gap that the ten rules leave
  uestorm verify --events 1 --faults 4`;

export const TRACE_DETAILS = `
Examples:
  uestorm run collision-storm --without-rule 6 --trace storm.trace
  uestorm trace storm.trace | jq 'select(.event == "violation")'
  uestorm trace storm.trace --ue 17 --from 12 --to 14 --ladder
  uestorm trace storm.trace --pcapng storm.pcapng`;

export const PROFILE_DETAILS = `
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

export const CAPACITY_DETAILS = `
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

export const AUDIT_DETAILS = `
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

export const REPORT_DETAILS = `
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

export const COMPLETION_DETAILS = `
In the file that the shell reads at its start:
  bash   source <(uestorm completion bash)
  zsh    source <(uestorm completion zsh)
  fish   uestorm completion fish | source`;
