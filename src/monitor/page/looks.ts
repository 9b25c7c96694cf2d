import { type LiveRun, LOAD_FACTOR_MAX } from '../../engine/control/live.js';
import { M_INSIDE } from '../../engine/mme/mme-queue.js';
import * as C from '../../engine/region/counters.js';
import { histogramArea } from '../../engine/results/histograms.js';
import { INVARIANT_NAMES } from '../../model/invariants.js';
import { OUTCOME_NAMES } from '../../model/outcomes.js';
import { PROCEDURE_NAMES, PROCEDURES } from '../../model/procedures.js';
import { TRAFFIC_KINDS } from '../../model/traffic.js';
import { labelOfRule, nameOfRule, numbersOff, RULES } from '../../rules/table.js';
import { IntervalHistogram } from './interval-histogram.js';
import type { RunFacts, Tick } from './protocol.js';

/** Classes of holds, in seconds: four in each power of ten, from below any link's latency to above most timers. */
const HEAT_BOUNDS = Array.from({ length: 25 }, (_, n) => Number((10 ** (n / 4 - 4.5)).toPrecision(3)));

/** What a page is told once. */
export function factsOf(run: LiveRun, id: string, needsToken: boolean): RunFacts {
  const { scenario, workers, pace } = run;
  const { name, clock, keys, seed, ues, regions, duration, mme } = scenario;
  const off = numbersOff(scenario);
  return {
    ...{ id, scenario: name, clock, keys, seed, ues, workers, regions, duration },
    speed: pace?.speed ?? null,
    rules: RULES.map(({ number, title, verdict }) => ({
      ...{ label: labelOfRule(number), name: nameOfRule(number), title, verdict },
      on: !off.includes(number),
    })),
    procedures: PROCEDURE_NAMES.map((procedure) => PROCEDURES[procedure].label),
    outcomes: ['offered', ...OUTCOME_NAMES],
    invariants: INVARIANT_NAMES,
    traffic: TRAFFIC_KINDS,
    loadFactorMax: LOAD_FACTOR_MAX,
    heatBounds: HEAT_BOUNDS,
    servers: mme?.servers ?? null,
    watchable: run.watched !== null,
    needsToken,
  };
}

/** Looks at a run: reads shared words, which no worker notices. */
export class Looks {
  private readonly sums = new Float64Array(C.COUNTERS);
  private readonly holds: readonly IntervalHistogram[];
  private readonly durations: readonly IntervalHistogram[];
  private taken = 0;

  constructor(private readonly run: LiveRun) {
    const { plans, words } = run.memory;
    const histogram = (n: number): IntervalHistogram =>
      new IntervalHistogram(plans.map((plan, r) => histogramArea(words[r], plan, n)));
    this.holds = RULES.map(({ number }) => histogram(C.H_HOLD + number));
    this.durations = PROCEDURE_NAMES.map((_, n) => histogram(C.H_DURATION + n));
  }

  /** The next tick. */
  take(): Tick {
    const { run, sums, holds, durations } = this;
    const { counters, mmes, scenario } = run.memory;
    sums.fill(0);
    for (const region of counters) for (let n = 0; n < sums.length; n++) sums[n] += region[n];
    for (const histogram of [...holds, ...durations]) histogram.read();
    const row = (from: number, stride: number): number[] => [...sums.subarray(from, from + stride)];
    return {
      n: ++this.taken,
      state: run.state,
      wall: run.wallSeconds,
      simulated: run.simulatedSeconds,
      messages: sums[C.C_MESSAGES],
      procedures: PROCEDURE_NAMES.map((_, n) =>
        row(C.C_PROCEDURES + n * C.PROCEDURE_STRIDE, C.PROCEDURE_STRIDE),
      ),
      durations: durations.map((histogram) => histogram.percentiles()),
      rules: RULES.map(({ number }) => row(C.C_RULES + number * C.RULE_STRIDE, C.RULE_STRIDE)),
      holds: holds.map((histogram) => histogram.percentiles()),
      heat: holds.map((histogram) => histogram.classes(HEAT_BOUNDS)),
      invariants: this.invariants(),
      inside: scenario.mme === null ? null : mmes.map(({ words, mme }) => words[mme + M_INSIDE]),
      refused: sums[C.C_MME_REFUSED],
      regions: counters.map((region) => region[C.C_MESSAGES]),
      workers: run.gauges.map((gauges) => [
        gauges.get('work') + gauges.get('encode') + gauges.get('decode'),
        gauges.get('wait'),
        gauges.get('pause'),
      ]),
      lateness: run.pace === null ? null : [run.gauge('windows'), run.gauge('lateWindows'), run.latenessNow],
      loadFactor: run.control.loadFactor,
      steered: run.control.steered,
    };
  }

  /** At the end the result knows of all; until then conservation is not counted up. */
  private invariants(): number[] {
    const { result } = this.run;
    return INVARIANT_NAMES.map((name, n) => result?.invariants[name] ?? this.sums[C.C_INVARIANTS + n]);
  }
}
