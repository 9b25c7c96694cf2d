import { UsageError } from '../errors.js';
import { reasonOf, writeNew } from '../files.js';
import { formatJson } from '../format/data.js';
import { formatClock, formatCount, formatSeconds } from '../format/units.js';
import { wrap } from '../format/wrap.js';
import { formatHtml } from '../ladder/html.js';
import { formatMermaid } from '../ladder/mermaid.js';
import { formatSvg } from '../ladder/svg.js';
import { formatLadder } from '../ladder/text.js';
import { type Enb, enbText, MODIFICATION_RESPONSES, NAS_DURING_KEY_CHANGE } from '../model/enb-choices.js';
import { NAS_ALGORITHM_CHOICES, type NasAlgorithms } from '../model/nas-algorithms.js';
import { TRAFFIC_KINDS, type TrafficKind } from '../model/traffic.js';
import { prepareOut, writeOut } from '../report/write.js';
import { GUARD, GUARD_NAMES, nameOfRule, numbersOff } from '../rules/table.js';
import { CLASSES_MAX } from '../verify/states/seen.js';
import type { Finding, Verification, VerifyProgress } from '../verify/verify.js';
import { warnOfCrowd } from './crowd.js';
import { interruptible } from './interrupt.js';
import { widthOf } from './output.js';
import type { Deps } from './run.js';
import { statusLine } from './status-line.js';
import { EXIT } from './statuses.js';

/** As on the command line. */
export interface VerifyFlags {
  readonly events: number;
  readonly faults: number;
  readonly kinds?: readonly TrafficKind[];
  readonly withoutRule?: readonly string[];
  readonly withoutGuard?: readonly string[];
  readonly activeFlag?: boolean;
  readonly restarts?: boolean;
  readonly enb?: Partial<Enb>;
  readonly nasAlgorithms?: NasAlgorithms;
  readonly workers?: number;
  readonly out?: string;
  readonly rulesPage?: string;
  readonly json?: boolean;
}

/** More than this would run for days, and the survey tells no more combinations of events and faults apart. */
const EVENTS_MAX = 4;
const FAULTS_MAX = 4;

/** Reads --events. @throws UsageError */
export function readEvents(written: string): number {
  return readWhole('--events', written, 1, EVENTS_MAX, 'each more takes about 20 times as long');
}

/** Reads --faults. @throws UsageError */
export function readFaults(written: string): number {
  return readWhole('--faults', written, 0, FAULTS_MAX, 'each more takes about 4 times as long');
}

function readWhole(name: string, written: string, min: number, max: number, remark: string): number {
  const value = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(
    `${name}: expected a whole number from ${min} to ${max}, got ${JSON.stringify(written)}; ${remark}`,
  );
}

/** Reads --kinds. @throws UsageError */
export function readKinds(written: string): TrafficKind[] {
  const names = written.split(',').map((name) => name.trim());
  for (const name of names) {
    if ((TRAFFIC_KINDS as readonly string[]).includes(name)) continue;
    throw new UsageError(
      `--kinds: expected kinds of traffic between commas, got ${JSON.stringify(name)}; there are ${TRAFFIC_KINDS.join(', ')}`,
    );
  }
  return TRAFFIC_KINDS.filter((kind) => names.includes(kind));
}

/** Reads --enb. @throws UsageError */
export function readEnb(written: string): Partial<Enb> {
  const words = written.split(',').map((word) => word.trim());
  const chosen = <Word extends string>(from: readonly Word[]): Word[] =>
    from.filter((word) => words.includes(word));
  const nas = chosen(NAS_DURING_KEY_CHANGE);
  const response = chosen(MODIFICATION_RESPONSES);
  if (nas.length > 1 || response.length > 1 || nas.length + response.length !== words.length) {
    throw new UsageError(
      `--enb: expected ${NAS_DURING_KEY_CHANGE.join(' or ')} (NAS during a key change), ${MODIFICATION_RESPONSES.join(' or ')} (UE CONTEXT MODIFICATION RESPONSE), or one of each between commas, got ${JSON.stringify(written)}`,
    );
  }
  return {
    ...(nas.length === 1 && { nasDuringKeyChange: nas[0] }),
    ...(response.length === 1 && { modificationResponse: response[0] }),
  };
}

/** Reads --nas-algorithms. @throws UsageError */
export function readNasAlgorithms(written: string): NasAlgorithms {
  const choice = NAS_ALGORITHM_CHOICES.find((name) => name === written);
  if (choice !== undefined) return choice;
  throw new UsageError(
    `--nas-algorithms: expected ${NAS_ALGORITHM_CHOICES.join(' or ')} (what MMEs prefer), got ${JSON.stringify(written)}`,
  );
}

function readRules(written: readonly string[] = []): number[] {
  const rules = written.map((text) =>
    readWhole(
      '--without-rule',
      text,
      1,
      GUARD,
      `1 to ${GUARD - 1} of the clause, or ${GUARD} for the guard ${GUARD_NAMES[0]}`,
    ),
  );
  return [...new Set(rules)].sort((a, b) => a - b);
}

/** Reads --without-guard. @throws UsageError */
function readGuards(written: readonly string[] = []): string[] {
  for (const name of written) {
    if (GUARD_NAMES.includes(name)) continue;
    throw new UsageError(
      `--without-guard: expected a guard, got ${JSON.stringify(name)}; there are ${GUARD_NAMES.join(', ')}`,
    );
  }
  return GUARD_NAMES.filter((name) => written.includes(name));
}

/** `uestorm verify`: explores all interleavings. Resolves to the exit status. */
export async function verifyCommand(flags: VerifyFlags, deps: Deps): Promise<number> {
  const { events, faults, kinds, activeFlag, restarts, enb, nasAlgorithms, workers, out } = flags;
  const withoutRules = readRules(flags.withoutRule);
  const withoutGuards = readGuards(flags.withoutGuard);
  if ((events + 1) * (faults + 1) > CLASSES_MAX) {
    throw new UsageError(
      `--events ${events} --faults ${faults}: too much to tell apart; take --faults ${Math.floor(CLASSES_MAX / (events + 1)) - 1} or less`,
    );
  }
  if (out !== undefined) prepareOut(out);
  await warnOfCrowd(workers, Number.POSITIVE_INFINITY, deps);
  // The explorer and its threads are loaded when they are needed: the other commands answer at once.
  const { verify } = await import('../verify/verify.js');
  const { stdout } = deps;
  if (flags.rulesPage !== undefined) return writeRulesPage(flags.rulesPage, flags.workers, deps);
  const line = statusLine(deps, flags.json);
  const clear = () => line?.clear();
  let found: Verification;
  try {
    found = await interruptible(deps.signals, clear, (signal) =>
      verify({
        events,
        faults,
        withoutRules,
        withoutGuards,
        signal,
        ...(workers !== undefined && { workers }),
        ...(kinds !== undefined && { kinds }),
        ...(activeFlag !== undefined && { activeFlag }),
        ...(restarts !== undefined && { restarts }),
        ...(enb !== undefined && { enb }),
        ...(nasAlgorithms !== undefined && { nasAlgorithms }),
        ...(line !== null && { onProgress: (progress) => line.update(formatProgress(progress)) }),
      }),
    );
  } finally {
    clear();
  }
  if (out !== undefined) {
    writeAll(out, found);
    const [{ verifyPage }, { REPORT_FILE }] = await Promise.all([
      import('../pages/verify.js'),
      import('../pages/markup.js'),
    ]);
    writeOut(out, REPORT_FILE, verifyPage(found));
  }
  stdout.write(flags.json ? toJson(found) : formatVerification(found, widthOf(stdout)));
  return verifyStatus(found);
}

/** Writes the page about the rules. @throws UsageError */
async function writeRulesPage(file: string, workers: number | undefined, deps: Deps): Promise<number> {
  const { rulesPage } = await import('../verify/rules-page.js');
  const page = await interruptible(
    deps.signals,
    () => undefined,
    (signal) => rulesPage({ signal, ...(workers !== undefined && { workers }) }),
  );
  if (page === undefined) return EXIT.interrupted;
  try {
    writeNew(file, page);
  } catch (error) {
    throw new UsageError(
      `--rules-page ${file}: cannot write: ${reasonOf(error)}; name a file that can be written`,
      { cause: error },
    );
  }
  deps.stdout.write(`${file}\n`);
  return EXIT.ok;
}

/** A violation is what this command looks for: it says so whether a rule was switched off or not. */
function verifyStatus({ status, invariants }: Verification): number {
  if (invariants.length > 0) return EXIT.invariant;
  if (status === 'interrupted') return EXIT.interrupted;
  return status === 'complete' ? EXIT.ok : EXIT.threshold;
}

function toJson(found: Verification): string {
  return formatJson(found);
}

/** What is done, and what is left as far as it is known: how many states there are shows at the end. */
export function formatProgress({ phase, states, waiting, done, of, wallSeconds }: VerifyProgress): string {
  const seen = `${formatCount(states)} states`;
  const what =
    phase === 'survey'
      ? `survey ${Math.min(done + 1, of)} of ${of}: ${seen}, at most ${formatCount(waiting)} to look at`
      : `shortest counterexample: ${seen}, ${done} of ${of} explorations`;
  const rate = wallSeconds > 0 ? `  ${formatCount(states / wallSeconds)}/s` : '';
  return `${what}${rate}  ${formatClock(wallSeconds)}`;
}

/** What was explored and what was found, with a ladder for the shortest counterexample. */
function formatVerification(found: Verification, width: number): string {
  const { events, faults, kinds, activeFlag, restarts, enb, nasAlgorithms, invariants, violations, status } =
    found;
  const off = numbersOff(found).map(nameOfRule).join(', ');
  const whole = (n: number): string => n.toLocaleString('en-US');
  const rows = [
    [
      'bound',
      `${events} traffic events, ${faults} faults${restarts ? ' (restarts among them)' : ''}, ${off === '' ? 'all rules on' : `without ${off}`}`,
    ],
    ['traffic', `${kinds.join(', ')}${activeFlag ? ', with the active flag' : ''}`],
    ['eNBs', enbText(enb)],
    ...(nasAlgorithms === 'same' ? [] : [['MMEs', 'each prefers NAS algorithms of its own']]),
    ['surveys', surveysText(found)],
    ['states', whole(found.states)],
    ['transitions', whole(found.transitions)],
    ['depth', `${found.depth} steps`],
    ['time', formatSeconds(found.wallSeconds)],
    ['violations', invariants.length === 0 ? 'none' : invariants.join(', ')],
  ];
  if (found.violatedWith.length > 0) rows.push(['found with', found.violatedWith.join(', ')]);
  if (status !== 'complete') rows.push(['not complete', REASONS[status]]);
  const lines = rows
    .map(([name, value]) => `${name.padEnd(14)}${wrap(value, width - 14).join(`\n${' '.repeat(14)}`)}\n`)
    .join('');
  if (violations.length === 0) return lines;
  const list = violations.map((violation, i) => `  ${i + 1}. ${formatFinding(violation)}\n`).join('');
  const ladder = formatLadder(violations[0], width);
  return `${lines}\n${list}\nA shortest one (** a rule acts, !! it would have acted):\n\n${ladder}`;
}

/** How the bound was divided; a state that several surveys see is counted by each. */
function surveysText({ surveys, kinds, events }: Verification): string {
  if (kinds.length <= events) return `${surveys}`;
  return `${surveys}, one for each choice of ${events} of the ${kinds.length} kinds`;
}

const REASONS = {
  interrupted: 'interrupted; what was not explored is not known',
  incomplete: 'there were more states than fit; use fewer --events, --faults or --kinds',
} as const;

function formatFinding(finding: Finding): string {
  const { invariants, steps, seen } = finding;
  const also = seen > 1 ? ` (${seen} times in all)` : '';
  return `${invariants.join(', ')} after ${steps.length} steps: ${formatTraffic(finding)}${also}`;
}

const formatTraffic = ({ events, start, faults }: Finding): string =>
  `${events.join(', ')}, at first ${start}${faults > 0 ? `, faults ${faults}` : ''}`;

/** Writes verify.json, and each violation as a ladder in all its forms. @throws UsageError */
function writeAll(dir: string, found: Verification): void {
  const off = numbersOff(found).map(nameOfRule).join(', ');
  writeOut(dir, 'verify.json', toJson(found));
  found.violations.forEach((violation, i) => {
    const write = (kind: string, text: string): void => writeOut(dir, `violation-${i + 1}.${kind}`, text);
    const title = `${off === '' ? 'With all rules on' : `Without ${off}`}: ${violation.invariants.join(', ')} violated`;
    write('txt', formatLadder(violation));
    write('mmd', formatMermaid(violation));
    write('svg', formatSvg(violation));
    write('html', formatHtml(violation, title, `Traffic: ${formatTraffic(violation)}.`));
  });
}
