import { Audit } from '../audit/audit.js';
import type { Finding, Witness } from '../audit/finding.js';
import { nameOfRule } from '../rules/table.js';
import { TraceError } from '../trace/parser.js';
import { EXIT } from './exit.js';
import type { Deps } from './run.js';
import { formatUnknown } from './trace.js';

/** As on the command line. */
export interface AuditFlags {
  readonly json?: boolean;
}

/** Findings that are printed for people; programs get all of them. */
const PRINTED_MAX = 20;

/** `uestorm audit`: judges a trace, as far as it can be read. Resolves to the exit status. */
export async function auditCommand(file: string, flags: AuditFlags, deps: Deps): Promise<number> {
  const { stdout, stderr } = deps;
  const totals = new Totals();
  const audit = new Audit((finding) => {
    totals.add(finding);
    if (flags.json) stdout.write(`${JSON.stringify(finding)}\n`);
    else if (totals.findings <= PRINTED_MAX) stdout.write(formatFinding(finding));
  });
  // Loaded when it is needed: the other commands answer at once.
  const { readTrace } = await import('../trace/reader.js');
  let events = 0;
  let failure: TraceError | null = null;
  try {
    await readTrace(
      file,
      (event) => {
        events++;
        audit.push(event);
      },
      deps.stdin,
    );
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    failure = error;
  }
  if (failure !== null && events === 0) throw failure;
  const unknown = audit.unknown.list();
  if (flags.json) {
    const { findings, rules, ues } = totals;
    const summary = { events, findings, ues: ues.size, rules: Object.fromEntries(rules), unknown };
    stdout.write(`${JSON.stringify({ summary })}\n`);
  } else stdout.write(totals.format(events, failure !== null));
  stderr.write(formatUnknown(audit.unknown));
  if (totals.findings === 0 && failure !== null) throw failure;
  if (failure !== null) stderr.write(`uestorm: ${failure.message}\n`);
  if (totals.findings > 0) return EXIT.invariant;
  return unknown.length > 0 ? EXIT.usage : EXIT.ok;
}

/** How often each rule was broken. */
class Totals {
  findings = 0;
  readonly ues = new Set<number>();
  readonly rules = new Map<number, number>();

  add({ rule, ue }: Finding): void {
    this.findings++;
    this.ues.add(ue);
    this.rules.set(rule, (this.rules.get(rule) ?? 0) + 1);
  }

  format(events: number, breaksOff: boolean): string {
    const read = `${events.toLocaleString('en-US')} events${breaksOff ? ', where the trace breaks off' : ''}`;
    if (this.findings === 0) return `no rule was broken in ${read}\n`;
    const more =
      this.findings > PRINTED_MAX ? `… ${this.findings - PRINTED_MAX} more (--json prints all)\n` : '';
    const list = [...this.rules]
      .sort(([a], [b]) => a - b)
      .map(([rule, count]) => `${nameOfRule(rule)} ${count} ×`)
      .join(', ');
    return `${more}broken at ${this.ues.size} UEs in ${read}: ${list}\n`;
  }
}

function formatFinding({ rule, ue, party, messages, because }: Finding): string {
  const lines = messages.map((message) => `  ${formatWitness(message)}\n`).join('');
  return `${nameOfRule(rule)}, UE ${ue}, ${party}: ${because}\n${lines}`;
}

function formatWitness({ t_seconds, message, from, to }: Witness): string {
  return `${t_seconds.toFixed(6).padStart(13)} s  ${message}, ${from} to ${to}`;
}
