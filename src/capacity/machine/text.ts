import { type Cell, type Column, formatTable, painter } from '../../format/table.js';
import { formatBytes, formatCount, formatSeconds } from '../../format/units.js';
import { type Coefficient, peakOf, throughputOf } from '../statistics/usl.js';
import type { MachineCapacity, MachineLimit } from './result.js';
import type { Scaling } from './scaling.js';
import type { MachineTrial } from './trial.js';

/** What limited, in words. */
const LIMITS: Record<MachineLimit, string> = {
  cpu: 'a worker has no time left',
  'other processes': 'other processes took cores',
  'missing time': 'the machine itself was not there all the time',
  scheduling:
    'nothing is used up, but windows begin late: workers are woken late, or too much comes in one window',
  memory: 'more UEs do not fit into memory',
  model: 'the model refuses work (limits.active, or MMEs that are full)',
};

/** What a person reads: one text of several lines, with a line feed at its end. */
export function formatMachineCapacity(
  capacity: MachineCapacity,
  { colour, columns }: { readonly colour: boolean; readonly columns: number },
): string {
  const paint = painter(colour);
  const blocks = [
    answer(capacity).map((line, i) => (i === 0 ? paint('bold', line) : line)),
    capacity.warnings.map((warning) => `${paint('yellow', 'beware')}  ${warning}`),
    capacity.trials.length === 0 ? [] : formatTable(COLUMNS, capacity.trials.map(row), columns, paint),
    capacity.scaling === null ? [] : scaling(capacity.scaling),
  ];
  const texts = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

function answer(capacity: MachineCapacity): string[] {
  const { workers, windowSeconds, limits, limitedByGenerator } = capacity;
  const setting = `${workers} worker${workers === 1 ? '' : 's'}, p99 of lateness under a window of ${formatSeconds(windowSeconds)}`;
  const lines = [`in real time: ${verdict(capacity)}`, setting];
  if (limits.length > 0) {
    const what = limitedByGenerator ? 'limited by the generator' : 'limited by the model';
    lines.push(`${what}: ${limits.map((limit) => LIMITS[limit]).join('; ')}`);
  }
  return lines;
}

function verdict({ status, interval: [met, missed], range: [from, to] }: MachineCapacity): string {
  const ues = (count: number | null): string => `${formatCount(count!)} UEs`;
  switch (status) {
    case 'found':
      return `${ues(met)}, and not ${ues(missed)}`;
    case 'always_met':
      return `${ues(to)}, and none more were tried`;
    case 'never_met':
      return `not even ${ues(from)}`;
    case 'too_noisy': {
      const kept = met === null ? 'no number of UEs was carried' : `${ues(met)} were carried`;
      const lost = missed === null ? `${ues(to)} in some` : `${ues(missed)} in none`;
      return `too noisy to say: ${kept} in all trials, ${lost}`;
    }
    case 'interrupted':
      return 'interrupted';
  }
}

const COLUMNS: readonly Column[] = [
  { heading: 'UEs' },
  { heading: 'lateness p99', short: 'p99' },
  { heading: 'messages/s', short: 'msg/s' },
  { heading: 'busiest worker', short: 'busiest' },
  { heading: 'main thread', short: 'main' },
  { heading: 'own cores', short: 'own' },
  { heading: 'other cores', short: 'others' },
  { heading: 'memory' },
  { heading: 'verdict' },
];

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

function row(trial: MachineCapacity['trials'][number]): Cell[] {
  const { usage, lateness } = trial;
  return [
    formatCount(trial.ues),
    formatSeconds(lateness.p99),
    formatCount(trial.messagesPerSecond),
    percent(Math.max(...usage.workers)),
    percent(usage.main),
    usage.processCores.toFixed(2),
    usage.otherCores.toFixed(2),
    formatBytes(usage.rssBytes),
    outcome(trial),
  ].map((text) => ({ text }));
}

function outcome({ fellBehind, verdict }: MachineTrial & { readonly verdict: string }): string {
  return fellBehind ? 'fell behind' : verdict;
}

function scaling({ points, fit, ues, duration }: Scaling): string[] {
  const counts = [...new Set(points.map(({ n }) => n))].sort((a, b) => a - b);
  const lines = counts.map((n) => {
    const own = points.filter((point) => point.n === n).map(({ throughput }) => throughput);
    const range = `${formatCount(Math.min(...own))} to ${formatCount(Math.max(...own))}`;
    return `  ${n} worker${n === 1 ? ' ' : 's'}  ${formatCount(throughputOf(fit, n))} messages/s (${own.length} runs: ${range})`;
  });
  const peak = peakOf(fit);
  return [
    `scaling with the virtual clock, ${formatCount(ues)} UEs for ${formatSeconds(duration)}, Universal Scalability Law:`,
    ...lines,
    `  lambda ${written(fit.lambda, formatCount)} messages/s`,
    ...(fit.sigma === null ? [] : [`  sigma  ${written(fit.sigma, small)} (contention)`]),
    ...(fit.kappa === null ? [] : [`  kappa  ${written(fit.kappa, small)} (coherency)`]),
    ...(peak === null ? [] : [`  most throughput with ${formatCount(peak)} workers`]),
    ...fit.notes.map((note) => `  ${note}`),
  ];
}

const small = (value: number): string => String(Number(value.toPrecision(3)));

function written({ value, error }: Coefficient, format: (value: number) => string): string {
  return error === null ? format(value) : `${format(value)} ± ${format(error)}`;
}
