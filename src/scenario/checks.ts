import { parseThreshold } from '../results/thresholds.js';
import { complaintOf } from './faults.js';
import { bytesPerUe, estimateBytes } from './memory.js';
import { writeCount, writeDuration, writeShare } from './quantities.js';
import type { Burst, Fault, Scenario } from './scenario.js';
import { highestRate } from './subscribers.js';

/** A problem that only shows when several fields are seen together; `path` is the field to change first. */
export interface Conflict {
  readonly path: readonly string[];
  readonly message: string;
  readonly remedy: string;
}

/** PCIs 0 to 503 (TS 36.211 6.11): within a region every cell has its own, it is an input of KeNB* (A.5). */
const PCIS = 504;
/** A region indexes its memory with 32-bit signed arithmetic. */
const MAX_REGION_BYTES = 2 ** 31;

/** @param memoryBytes what the process may use */
export function conflicts(scenario: Scenario, memoryBytes: number): Conflict[] {
  return [
    tooFewUes(scenario),
    tooManyCells(scenario),
    sharesOfClasses(scenario),
    namesOfClasses(scenario),
    nowhereToRelocate(scenario),
    ...scenario.bursts.map((burst, n) => burstOfNobody(scenario, burst, n)),
    ...scenario.faults.map((fault, n) => misguidedFault(scenario, fault, n)),
    negativeRateBetweenBursts(scenario),
    goalsOfNoMme(scenario),
    tooMuchMemory(scenario, memoryBytes) ?? tooLargeRegions(scenario),
  ].filter((conflict) => conflict !== null);
}

function tooFewUes({ ues, regions }: Scenario): Conflict | null {
  if (ues >= regions) return null;
  return {
    path: ['ues'],
    message: `expected at least one UE in each of the ${regions} regions, got ${ues}`,
    remedy: `raise ues to at least ${regions} or lower regions to at most ${ues}`,
  };
}

function tooManyCells({ enbs, cells }: Scenario): Conflict | null {
  if (enbs * cells <= PCIS) return null;
  return {
    path: ['enbs'],
    message: `expected at most ${PCIS} cells in a region, got ${enbs} eNBs with ${cells} cells each`,
    remedy: `lower enbs to at most ${Math.floor(PCIS / cells)}`,
  };
}

/** What shares written as decimal fractions may miss 1 by. */
const DUST = 1e-9;

function sharesOfClasses({ subscribers }: Scenario): Conflict | null {
  const sum = subscribers.reduce((all, { share }) => all + share, 0);
  if (subscribers.length === 0 || Math.abs(sum - 1) <= DUST) return null;
  const last = subscribers.length - 1;
  const rest = 1 - (sum - subscribers[last].share);
  return {
    path: ['subscribers'],
    message: `expected shares that add up to 100%, got ${percent(sum)}`,
    remedy: rest >= 0 ? `set subscribers.${last}.share to ${percent(rest)}` : 'lower the shares',
  };
}

function namesOfClasses({ subscribers }: Scenario): Conflict | null {
  const names = subscribers.map(({ name }) => name);
  const again = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (again < 0) return null;
  return {
    path: ['subscribers', String(again), 'name'],
    message: `expected a name that no other class has, got "${names[again]}"`,
    remedy: 'give each class a name of its own',
  };
}

function nowhereToRelocate(scenario: Scenario): Conflict | null {
  const rate = highestRate(scenario, 'inter_mme_handover');
  if (scenario.regions >= 2 || rate === 0) return null;
  const own = scenario.subscribers.findIndex(({ traffic }) => traffic.inter_mme_handover === rate);
  return {
    path: [...(own < 0 ? [] : ['subscribers', String(own)]), 'traffic', 'inter_mme_handover'],
    message: `expected 0, because there is one region and so no other MME, got ${rate}`,
    remedy: 'set it to 0 or raise regions to at least 2',
  };
}

/** A burst whose UEs, class or other MME there are not, or whose repetition is half said. */
function burstOfNobody({ ues, subscribers, regions }: Scenario, burst: Burst, n: number): Conflict | null {
  const at = (name: string, message: string, remedy: string): Conflict => ({
    path: ['bursts', String(n), name],
    message,
    remedy,
  });
  if (burst.ues !== null && burst.ues[1] >= ues) {
    const range = burst.ues.join('-');
    return at('ues', `expected UEs from 0 to ${ues - 1}, got ${range}`, 'raise ues, or name fewer here');
  }
  const names = subscribers.map(({ name }) => name);
  if (burst.class !== null && !names.includes(burst.class)) {
    const known = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
    return at('class', `expected a class of subscribers, got "${burst.class}"`, known);
  }
  if (burst.times !== null && burst.every === null) {
    return at('times', `expected a time after which it comes again, got ${burst.times} times`, 'set every');
  }
  if (burst.traffic === 'inter_mme_handover' && regions < 2) {
    return at(
      'traffic',
      'expected another kind, because there is one region and so no other MME, got inter_mme_handover',
      'raise regions to at least 2',
    );
  }
  return null;
}

function misguidedFault(scenario: Scenario, fault: Fault, n: number): Conflict | null {
  const found = complaintOf(fault, scenario);
  if (found === null) return null;
  const { field, message, remedy } = found;
  return { path: ['faults', String(n), field], message, remedy };
}

/** Bursts take burstFactor * on / (on + off) of all arrivals; more than all would raise the mean rate. */
function negativeRateBetweenBursts({ arrivals }: Scenario): Conflict | null {
  const { process, burstFactor, burstOn, burstOff } = arrivals;
  const highest = (burstOn + burstOff) / burstOn;
  if (process !== 'bursty' || burstFactor <= highest) return null;
  const time = `${floor(100 / highest, 10)}%`;
  return {
    path: ['arrivals', 'burstFactor'],
    message: `expected at most ${floor(highest, 1000)}, because bursts take ${time} of the time, got ${burstFactor}`,
    remedy: `lower it or raise burstOff to at least ${writeDuration(Math.ceil((burstFactor - 1) * burstOn))}`,
  };
}

/** MMEs without servers measure nothing that a goal could be about. */
function goalsOfNoMme({ mme, thresholds }: Scenario): Conflict | null {
  if (mme !== null) return null;
  const found = thresholds.findIndex((expression) => {
    const { path, divisor } = parseThreshold(expression);
    return path[0] === 'mme' || divisor?.[0] === 'mme';
  });
  if (found < 0) return null;
  return {
    path: ['thresholds', String(found)],
    message: `expected a goal that can be measured, got "${thresholds[found]}" of MMEs without servers`,
    remedy: 'give them servers, such as mme.servers=2, or leave the goal out',
  };
}

function tooMuchMemory(scenario: Scenario, memoryBytes: number): Conflict | null {
  const bytes = estimateBytes(scenario);
  if (bytes <= memoryBytes) return null;
  const fitting = Math.floor(memoryBytes / bytesPerUe(scenario));
  const step = fitting >= 1e6 ? 1e5 : fitting >= 1e4 ? 1e3 : 1;
  const rounded = Math.floor(fitting / step) * step;
  const cheaper = scenario.keys === 'hmac' ? ', or use symbolic keys' : '';
  return {
    path: ['ues'],
    message: `${writeCount(scenario.ues)} UEs need ${gib(bytes)} of memory, there are ${gib(memoryBytes)}`,
    remedy: `lower ues to at most ${writeCount(rounded)}, or limits.active${cheaper}`,
  };
}

function tooLargeRegions(scenario: Scenario): Conflict | null {
  const bytes = estimateBytes(scenario);
  if (bytes / scenario.regions <= MAX_REGION_BYTES) return null;
  return {
    path: ['regions'],
    message: `${scenario.regions} regions take ${gib(bytes / scenario.regions)} each, a region may take ${gib(MAX_REGION_BYTES)}`,
    remedy: `raise regions to at least ${Math.ceil(bytes / MAX_REGION_BYTES)}`,
  };
}

const percent = (share: number): string | number => writeShare(Number(share.toPrecision(9)));
const floor = (value: number, steps: number): number => Math.floor(value * steps) / steps;
const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
