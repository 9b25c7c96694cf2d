import { CHANNELS } from '../../model/channels.js';
import { LINK_NAMES } from '../../model/links.js';
import { MESSAGE_KINDS, MESSAGES, RRC_RECONFIGURATION_COMPLETE } from '../../model/messages.js';
import { NAS_REFUSALS } from '../../model/nas-messages.js';
import { TIMER_US } from '../../model/timers.js';
import { numbersOff, rulesWithout } from '../../rules/table.js';
import type { Scenario } from '../../scenario/scenario.js';
import { quantiles, threshold } from '../draws/quantiles.js';
import { QUANTILES, type Quantiles } from '../draws/sampler.js';

/** Voluntary cancels come early, while the handover is being prepared. */
const CANCEL_AFTER = { shape: 'exponential', min: 0.001, mean: 0.04, max: 0.4 } as const;

/** Where the quantiles of a kind's link begin in `latency`. */
export const KIND_LATENCY = 0;
/** Which link clamp the kind keeps its order on. */
export const KIND_CLAMP = 1;
/** 1 on S1, where that clamp and the next one serve connections of even and odd number; else 0. */
export const KIND_PARITY = 2;
/** Whether it can be lost, refused or swapped at all: 0, or bits of which one says whether it can be lost on the radio. */
export const KIND_RISKY = 3;
export const MAY_BE_LOST = 2;
export const KIND_WORDS = 4;

/** Links that have a latency. */
export const LINKS: number = LINK_NAMES.length;
/** What a region needs of the scenario, in the form the hot path wants it. */
export interface Parameters {
  /** Quantiles of the links' latencies, one after the other. */
  readonly latency: Quantiles;
  /** KIND_WORDS words by message kind: see below. */
  readonly kinds: Int32Array;
  readonly loss: Float64Array;
  readonly refusal: Float64Array;
  readonly nasRefusal: Float64Array;
  readonly timers: Int32Array;
  readonly rekey: Quantiles;
  readonly setup: Quantiles;
  readonly keyChange: Quantiles;
  readonly inactivity: Quantiles | null;
  readonly cancel: number;
  readonly cancelAfter: Quantiles;
  readonly activeFlag: number;
  /** Bit n: rule n is on. */
  readonly rules: number;
}

export function parameters(scenario: Scenario): Parameters {
  const links = Object.keys(scenario.links) as (keyof Scenario['links'])[];
  const latency = new Int32Array(links.length * QUANTILES);
  links.forEach((link, i) => {
    latency.set(quantiles(scenario.links[link]), i * QUANTILES);
  });
  const kinds = new Int32Array(MESSAGE_KINDS * KIND_WORDS);
  const loss = new Float64Array(MESSAGE_KINDS);
  const refusal = new Float64Array(MESSAGE_KINDS);
  for (let kind = 0; kind < MESSAGE_KINDS; kind++) {
    const type = MESSAGES[kind];
    const at = kind * KIND_WORDS;
    const { link, clamp, perConnection } = CHANNELS[type.channel];
    kinds[at + KIND_LATENCY] = links.indexOf(link) * QUANTILES;
    kinds[at + KIND_CLAMP] = clamp;
    kinds[at + KIND_PARITY] = perConnection ? 1 : 0;
    if (type.loss) loss[kind] = threshold(scenario.failures[type.loss]);
    if (type.refusal) refusal[kind] = threshold(scenario.failures[type.refusal]);
    const mayFail = type.loss !== undefined || type.refusal !== undefined;
    const isRisky = mayFail || kind === RRC_RECONFIGURATION_COMPLETE;
    kinds[at + KIND_RISKY] = (isRisky ? 1 : 0) | (type.loss === undefined ? 0 : MAY_BE_LOST);
  }
  const nasRefusal = Float64Array.from(NAS_REFUSALS, (failure) =>
    failure === undefined ? 0 : threshold(scenario.failures[failure]),
  );
  return {
    latency,
    kinds,
    loss,
    refusal,
    nasRefusal,
    timers: Int32Array.from(TIMER_US),
    rekey: quantiles(scenario.delays.rekey),
    setup: quantiles(scenario.delays.context_setup),
    keyChange: quantiles(scenario.delays.key_change),
    inactivity: scenario.inactivity === null ? null : quantiles(scenario.inactivity),
    cancel: threshold(scenario.failures.handover_cancel),
    cancelAfter: quantiles(CANCEL_AFTER),
    activeFlag: threshold(scenario.activeFlag),
    rules: rulesWithout(numbersOff(scenario)),
  };
}
