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
import type { Scenario } from '../scenario/scenario.js';
import { type Quantiles, quantiles, threshold } from './sampler.js';

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

/** What a region needs of the scenario, in the form the hot path wants it. */
export interface Parameters {
  /** Quantiles of the latency, by message kind. */
  readonly latency: readonly Quantiles[];
  /** Which link clamp a message kind keeps its order on; S1 kinds add the connection's parity. -1: none. */
  readonly clamp: Int32Array;
  /** By message kind: whether it can be lost, refused or swapped at all. */
  readonly risky: Uint8Array;
  readonly loss: Float64Array;
  readonly refusal: Float64Array;
  readonly nasRefusal: Float64Array;
  readonly timers: Int32Array;
  readonly rekey: Quantiles;
  readonly setup: Quantiles;
  readonly inactivity: Quantiles | null;
  readonly cancel: number;
  readonly cancelAfter: Quantiles;
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

/** True for the channels whose clamp depends on the connection. */
export function isPerConnection(clamp: number): boolean {
  return clamp === CLAMP.s1_down || clamp === CLAMP.s1_up;
}

export function parameters(scenario: Scenario): Parameters {
  const links = Object.fromEntries(
    Object.entries(scenario.links).map(([name, distribution]) => [name, quantiles(distribution)]),
  );
  const latency: Quantiles[] = [];
  const clamp = new Int32Array(MESSAGE_KINDS).fill(-1);
  const loss = new Float64Array(MESSAGE_KINDS);
  const refusal = new Float64Array(MESSAGE_KINDS);
  const risky = new Uint8Array(MESSAGE_KINDS);
  for (let kind = 0; kind < MESSAGE_KINDS; kind++) {
    const type = MESSAGES[kind];
    latency.push(links[CHANNEL_LINK[type.channel]]);
    clamp[kind] = CLAMP[type.channel];
    if (type.loss) loss[kind] = threshold(scenario.failures[type.loss]);
    if (type.refusal) refusal[kind] = threshold(scenario.failures[type.refusal]);
    const mayFail = type.loss !== undefined || type.refusal !== undefined;
    risky[kind] = mayFail || kind === RRC_RECONFIGURATION_COMPLETE ? 1 : 0;
  }
  const nasRefusal = new Float64Array(16);
  for (const [nas, failure] of Object.entries(NAS_REFUSALS)) {
    nasRefusal[Number(nas)] = threshold(scenario.failures[failure]);
  }
  const timers = new Int32Array(16);
  for (const [timer, us] of Object.entries(TIMER_US)) timers[Number(timer)] = us;
  let rules = 0;
  for (let rule = 1; rule <= 11; rule++) if (!scenario.withoutRules.includes(rule)) rules |= 1 << rule;
  return {
    latency,
    clamp,
    risky,
    loss,
    refusal,
    nasRefusal,
    timers,
    rekey: quantiles(scenario.delays.rekey),
    setup: quantiles(scenario.delays.context_setup),
    inactivity: scenario.inactivity === null ? null : quantiles(scenario.inactivity),
    cancel: threshold(scenario.failures.handover_cancel),
    cancelAfter: quantiles(CANCEL_AFTER),
    rules,
  };
}
