import { Audit } from '../audit/audit.js';
import type { Finding } from '../audit/finding.js';
import type { UsageError } from '../errors.js';
import { nameOfRule } from '../rules/table.js';
import { TraceError } from '../trace/parser.js';
import type { Source } from '../trace/source.js';
import { formatFinding, formatNames, formatReport } from './audit-text.js';
import { type ReadEvents, readTraceOrCapture } from './events.js';
import { widthOf } from './output.js';
import type { Deps } from './run.js';
import { EXIT } from './statuses.js';

/** As on the command line. */
export interface AuditFlags {
  readonly json?: boolean;
  readonly partial?: boolean;
  readonly strict?: boolean;
  /** File with keys that a capture does not show. */
  readonly keys?: string;
}

/** Findings that are printed for people; programs get all of them. */
const PRINTED_MAX = 20;

/** `uestorm audit`: judges a trace, as far as it can be read. Resolves to the exit status. */
export async function auditCommand(file: string, flags: AuditFlags, deps: Deps): Promise<number> {
  const { stdout, stderr } = deps;
  const totals = new Totals();
  const begin = (source: Source): Audit =>
    new Audit(
      (finding) => {
        totals.add(finding);
        if (flags.json) stdout.write(`${JSON.stringify(finding)}\n`);
        else if (totals.findings <= PRINTED_MAX) stdout.write(formatFinding(finding));
      },
      { source, strict: flags.strict ?? false },
    );
  let audit = begin({});
  let events = 0;
  let failure: UsageError | null = null;
  let notes = '';
  let keys: ReadEvents['keys'];
  let faults: ReadEvents['faults'];
  try {
    ({ failure, notes, keys, faults } = await readTraceOrCapture(
      file,
      {
        source(source) {
          audit = begin(source);
        },
        event(event) {
          events++;
          audit.push(event);
        },
      },
      deps.stdin,
      flags.keys,
    ));
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    failure = error;
  }
  audit.end();
  if (failure !== null && events === 0) {
    stderr.write(notes);
    throw failure;
  }
  const report = audit.report();
  const { unknown, passed } = audit.names;
  if (flags.json) {
    const { findings, ues } = totals;
    const summary = { events, findings, ues: ues.size, ...report, unknown, passed, keys, faults };
    stdout.write(`${JSON.stringify({ summary })}\n`);
  } else {
    stdout.write(totals.more());
    stdout.write(formatReport(report, widthOf(stdout)));
    stdout.write(totals.format(events, failure !== null));
  }
  stderr.write(notes);
  stderr.write(formatNames(passed, 'no rule asks for'));
  stderr.write(formatNames(unknown, 'unknown message'));
  if (totals.findings === 0 && failure !== null) throw failure;
  if (failure !== null) stderr.write(`uestorm: ${failure.message}\n`);
  if (totals.findings > 0) return EXIT.invariant;
  if (flags.partial) return EXIT.ok;
  if (unknown.length > 0) return EXIT.usage;
  const isRead = faults === undefined || faults.length === 0;
  const isWhole = isRead && report.rules.every(({ unjudged }) => unjudged.length === 0);
  if (isWhole && report.rules.some(({ judged }) => judged > 0)) return EXIT.ok;
  stderr.write('uestorm: not all could be judged; --partial accepts what was\n');
  return EXIT.threshold;
}

/** How often each rule was broken. */
class Totals {
  findings = 0;
  readonly ues = new Set<number>();
  private readonly names = new Map<string, number>();

  add({ rule, check, ue }: Finding): void {
    this.findings++;
    this.ues.add(ue);
    const name = rule !== undefined ? nameOfRule(rule) : (check ?? '');
    this.names.set(name, (this.names.get(name) ?? 0) + 1);
  }

  /** How many findings were not printed. */
  more(): string {
    const { findings } = this;
    return findings > PRINTED_MAX ? `… ${findings - PRINTED_MAX} more (--json prints all)\n` : '';
  }

  format(events: number, breaksOff: boolean): string {
    const read = `${events.toLocaleString('en-US')} events${breaksOff ? ', where the trace breaks off' : ''}`;
    if (this.findings === 0) return `no rule was broken in ${read}\n`;
    const list = [...this.names].map(([name, count]) => `${name} ${count} ×`).join(', ');
    return `broken at ${this.ues.size} UEs in ${read}: ${list}\n`;
  }
}
