import { TRAFFIC, TRAFFIC_CONNECTED, TRAFFIC_KINDS, type TrafficKind } from '../model/traffic.js';
import { LEAST_REACH } from '../scenario/distribution.js';
import type { Bounds } from '../scenario/fields.js';
import { DELAYS, ENBS_MIN, INACTIVITY_BOUNDS, NODES_MAX } from '../scenario/schema.js';
import type { Durations, Ended } from './procedures.js';
import type { Profile } from './profile.js';
import { BIN_S, burstFactor, poissonInterval, shareInterval } from './statistics.js';

/* A profile as a scenario, in which each number says from how many events it comes. */

/** What the mean of bursts is taken to be, as in the preset busy-hour, s. */
const BURST_ON_S = 10;
const BURST_OFF_S = 50;
/** Offered to idle UEs only; the others while they are registered. */
const OF_THE_RADIO: ReadonlySet<TrafficKind> = new Set(['kenb_refresh', 'intra_enb_handover']);
const OF_IDLE: ReadonlySet<TrafficKind> = new Set(['service_request', 'mobile_terminated']);
/** An exponential is cut so many times (mean - min) above its minimum: a little more than is asked for, for what rounding does. */
const REACH = 1.025 * LEAST_REACH;
/** A procedure with all its waiting takes so long, s: for the number of UEs that are active at a time. */
const ACTIVE_S = 4;

/**
 * @param name what the scenario is called
 * @param ues UEs behind what was seen; null: those that were seen
 */
export function writeProfile(profile: Profile, name: string, ues: number | null): string {
  const { seconds, seen, procedures } = profile;
  const all = ues ?? seen;
  const registered = all - profile.offFirst;
  const hours = (all * seconds) / 3600;
  const regions = Math.min(profile.mmes.size, NODES_MAX, all);
  const enbs = Math.min(Math.max(ENBS_MIN, Math.ceil(profile.enbs.size / regions)), NODES_MAX);
  const events = TRAFFIC_KINDS.reduce((sum, kind) => sum + profile.counts[kind], 0);
  const perUe = hours === 0 ? 0 : events / hours;
  return [
    `# ${count(events)} traffic events of ${count(seen)} UEs in ${rounded(seconds)} s. Intervals in brackets: where the number lies`,
    '# with 95 %, as far as events are independent. What is not said is as in the preset busy-hour.',
    `name: ${name}`,
    `ues: ${all} # ${ues === null ? 'those that were seen: silent ones are not among them, so rates per UE are upper limits' : `given; ${count(seen)} of them were seen`}`,
    `duration: ${rounded(Math.max(seconds, 1e-3))}s # as long as what was read`,
    ...(profile.lost === 0
      ? []
      : [
          `# ${count(profile.lost)} UEs were connected when it began and have no name: they are taken to be among those that came later.`,
        ]),
    `regions: ${regions} # ${count(profile.mmes.size)} MMEs`,
    `enbs: ${enbs} # per MME; ${count(profile.enbs.size)} eNBs in all`,
    'population:',
    `  registered: ${share(registered / all)} # ${count(profile.offFirst)} UEs began with an attach: until then they are taken to be switched off`,
    `  connected: ${share(profile.connectedFirst / Math.max(1, registered))} # ${count(profile.connectedFirst)} UEs were connected when it began`,
    ...inactivityOf(profile.inactivity),
    'traffic:',
    ...TRAFFIC_KINDS.map((kind) => `  ${rateOf(profile, kind, hours)}`),
    ...arrivalsOf(profile),
    ...distribution(
      'rekey',
      procedures.rekey,
      DELAYS.rekey.bounds,
      'SECURITY MODE COMPLETE to UE CONTEXT MODIFICATION REQUEST',
    ).map((line, i) => (i === 0 ? `delays:\n  ${line}` : line)),
    ...failuresOf(procedures.ended),
    'limits:',
    `  active: ${share(Math.min(1, Math.max(0.06, (perUe * ACTIVE_S) / 3600)))} # ${rounded(perUe)} events per UE and hour, ${ACTIVE_S} s each, 6 % at least`,
    '# How long procedures took that were completed:',
    ...procedures.ended.filter(({ completed }) => completed.count > 0).map(durationOf),
    '',
  ].join('\n');
}

function rateOf(profile: Profile, kind: TrafficKind, hours: number): string {
  if (kind === 'release') return 'release: 0 # releases are taken for those after inactivity';
  if (OF_THE_RADIO.has(kind)) return `${kind}: 0 # no message between eNBs and MMEs shows it`;
  const registered = hours - profile.offSeconds / 3600;
  if (kind === 'switch_on') return comebackRate(profile, registered);
  if (TRAFFIC_CONNECTED[TRAFFIC[kind].number] !== 0)
    return rateLine(kind, profile.counts[kind], profile.connectedSeconds / 3600, 'connected');
  const isOfIdle = OF_IDLE.has(kind);
  const exposed = isOfIdle ? registered - profile.connectedSeconds / 3600 : registered;
  return rateLine(kind, profile.counts[kind], exposed, isOfIdle ? 'idle' : 'registered');
}

function comebackRate({ comebacks, counts }: Profile, registered: number): string {
  const { attaches, seconds, isAfterDetach } = comebacks;
  // Whoever is off attaches by either.
  const others = registered > 0 ? counts.attach / registered : 0;
  const state = isAfterDetach ? 'after a detach' : 'before a first attach, so this is an upper limit';
  return rateLine('switch_on', attaches, seconds / 3600, state, others);
}

/** @param hours in which UEs were in the state in which it comes, and `others` what else looks so, per hour */
function rateLine(kind: TrafficKind, events: number, hours: number, state: string, others = 0): string {
  if (hours <= 0) return `${kind}: 0 # no time in which UEs were ${state}`;
  const [rate, from, to] = [events, ...poissonInterval(events)].map((of) =>
    rounded(Math.max(0, of / hours - others)),
  );
  return `${kind}: ${rate} # ${count(events)} events in ${rounded(hours)} h ${state} [${from} to ${to}]; ${TRAFFIC[kind].doc}`;
}

function inactivityOf(durations: Durations): string[] {
  return distribution(
    'inactivity',
    durations,
    INACTIVITY_BOUNDS,
    'from the last message to UE CONTEXT RELEASE REQUEST',
  );
}

/** A distribution with the least and the mean of what was seen; nothing if it cannot be told. */
function distribution(name: string, durations: Durations, bounds: Bounds, what: string): string[] {
  const { count: n } = durations;
  if (n === 0 || durations.mean > bounds.max) return [];
  const [min, mean] = [durations.min, durations.mean].map((seconds) => Math.max(seconds, bounds.min));
  const about = `# ${count(n)} events; ${what}; ${rounded(durations.max)} s at most`;
  // An exponential is cut no nearer.
  const max = Math.max(durations.max, min + REACH * (mean - min));
  if (min === mean || max > bounds.max) return [`${name}: ${rounded(mean)}s ${about}`];
  return [
    `${name}: { shape: exponential, min: ${rounded(min)}s, mean: ${rounded(mean)}s, max: ${rounded(max)}s } ${about}`,
  ];
}

function arrivalsOf({ dispersion, seconds }: Profile): string[] {
  const found = dispersion.index(seconds);
  if (found === null) return [];
  const { index, isBursty, rate } = found;
  const about = `# variance over mean of events in ${BIN_S} s at an MME: ${rounded(index)}; 1 where each comes by itself`;
  if (!isBursty) return [`arrivals: { process: poisson } ${about}`];
  const factor = burstFactor(index, rate, BURST_ON_S, BURST_OFF_S);
  // Rounded down: all events in bursts is the most.
  const floored = Math.floor(factor * 100) / 100;
  return [
    `arrivals: { process: bursty, burstFactor: ${floored}, burstOn: ${BURST_ON_S}s, burstOff: ${BURST_OFF_S}s } ${about}, bursts of 10 s taken for granted`,
  ];
}

function failuresOf(ended: readonly Ended[]): string[] {
  const lines = ended.flatMap(({ procedure, failed, cancelled, all }) => {
    if (all === 0) return [];
    const line = (name: string, n: number): string => {
      const [from, to] = shareInterval(n, all).map(share);
      return `  ${name}: ${share(n / all)} # ${count(n)} of ${count(all)} [${from} to ${to}]`;
    };
    return [
      ...(procedure.failed === undefined ? [] : [line(procedure.failed, failed)]),
      ...(procedure.cancelled === undefined ? [] : [line(procedure.cancelled, cancelled)]),
    ];
  });
  return lines.length === 0 ? [] : ['failures:', ...lines];
}

function durationOf({ procedure, completed }: Ended): string {
  const { min, mean, max } = completed;
  return `#   ${procedure.name}: ${count(completed.count)} events; ${rounded(min)} s at least, ${rounded(mean)} s on average, ${rounded(max)} s at most`;
}

const count = (n: number): string => n.toLocaleString('en-US');
/** Four significant digits, without an exponent. */
const rounded = (value: number): string =>
  value === 0
    ? '0'
    : String(Number(value.toPrecision(value >= 1000 ? 8 : 4)).toFixed(6)).replace(/\.?0+$/, '');
const share = (value: number): string => `${rounded(100 * value)}%`;
