import {
  CHANNEL_LINK,
  MESSAGE_KINDS,
  MESSAGES,
  NAS_REFUSALS,
  RRC_RECONFIGURATION_COMPLETE,
  T_ENB,
  T_GUARD,
  T_HANDOVER,
  T_NAS,
  T_OVERALL,
  T_UE,
  T304,
} from '../model/messages.js';
import { rulesWithout } from '../rules/table.js';
import type { Scenario } from '../scenario/scenario.js';
import { QUANTILES, type Quantiles, quantiles, threshold } from './sampler.js';

/** Durations of timers in µs: TS 24.301 table 10.2 and 10.3, TS 36.331 7.3; the eNB's own are guesses. */
const TIMER_US: Readonly<Record<number, number>> = {
  [T_NAS]: 6_000_000,
  [T_UE]: 15_000_000,
  [T304]: 1_000_000,
  [T_ENB]: 2_000_000,
  [T_HANDOVER]: 10_000_000,
  [T_OVERALL]: 10_000_000,
  [T_GUARD]: 3_000_000,
};

/** Voluntary cancels come early, while the handover is being prepared. */
const CANCEL_AFTER = { shape: 'exponential', min: 0.001, mean: 0.04, max: 0.4 } as const;

/** Where the quantiles of a kind's link begin in `latency`. */
export const KIND_LATENCY = 0;
/** Which link clamp the kind keeps its order on. */
export const KIND_CLAMP = 1;
/** 1 on S1, where that clamp and the next one serve connections of even and odd number; else 0. */
export const KIND_PARITY = 2;
/** Whether it can be lost, refused or swapped at all. */
export const KIND_RISKY = 3;
export const KIND_WORDS = 4;

/** Links that have a latency. */
export const LINKS = 6;
/** Room for timers by kind, and for NAS messages that can be refused. */
export const TIMERS_KNOWN = 16;
export const NAS_KINDS = 32;

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
  readonly inactivity: Quantiles | null;
  readonly cancel: number;
  readonly cancelAfter: Quantiles;
  readonly activeFlag: number;
  /** Bit n: rule n is on. */
  readonly rules: number;
}

/** First clamp of each channel; S1 and X2 have two. */
const CLAMP = {
  srb1_down: 0,
  srb1_up: 1,
  srb2_down: 2,
  srb2_up: 3,
  s1_down: 4,
  s1_up: 6,
  x2_forward: 8,
  x2_back: 9,
  s10: -1,
  ue_move: -1,
} as const;

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
    const clamp = CLAMP[type.channel];
    kinds[at + KIND_LATENCY] = links.indexOf(CHANNEL_LINK[type.channel]) * QUANTILES;
    kinds[at + KIND_CLAMP] = clamp;
    kinds[at + KIND_PARITY] = clamp === CLAMP.s1_down || clamp === CLAMP.s1_up ? 1 : 0;
    if (type.loss) loss[kind] = threshold(scenario.failures[type.loss]);
    if (type.refusal) refusal[kind] = threshold(scenario.failures[type.refusal]);
    const mayFail = type.loss !== undefined || type.refusal !== undefined;
    kinds[at + KIND_RISKY] = mayFail || kind === RRC_RECONFIGURATION_COMPLETE ? 1 : 0;
  }
  const nasRefusal = new Float64Array(NAS_KINDS);
  for (const [nas, failure] of Object.entries(NAS_REFUSALS)) {
    nasRefusal[Number(nas)] = threshold(scenario.failures[failure]);
  }
  const timers = new Int32Array(TIMERS_KNOWN);
  for (const [timer, us] of Object.entries(TIMER_US)) timers[Number(timer)] = us;
  return {
    latency,
    kinds,
    loss,
    refusal,
    nasRefusal,
    timers,
    rekey: quantiles(scenario.delays.rekey),
    setup: quantiles(scenario.delays.context_setup),
    inactivity: scenario.inactivity === null ? null : quantiles(scenario.inactivity),
    cancel: threshold(scenario.failures.handover_cancel),
    cancelAfter: quantiles(CANCEL_AFTER),
    activeFlag: threshold(scenario.activeFlag),
    rules: rulesWithout(scenario.withoutRules),
  };
}
