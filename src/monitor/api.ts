import { z } from 'zod';
import { INJECTIONS_MAX } from '../engine/control/injections.js';
import { type LiveRun, LOAD_FACTOR_MAX, type RunState } from '../engine/control/live.js';
import { TRAFFIC_KINDS } from '../model/traffic.js';
import { nameOfRule, numberOfLabel, numbersOff, RULE_LABELS } from '../rules/table.js';
import { ueRange, ueRate } from '../scenario/bursts.js';
import { HttpError } from './http-error.js';

/** What `GET /api/status` answers; seconds of simulated time unless it says wall. */
export interface Status {
  readonly state: RunState;
  readonly scenario: string;
  readonly clock: 'virtual' | 'real';
  readonly keys: 'symbolic' | 'hmac';
  readonly seed: number;
  readonly ues: number;
  readonly workers: number;
  readonly simulatedSeconds: number;
  readonly durationSeconds: number;
  readonly wallSeconds: number;
  readonly messages: number;
  /** Over the wall time of the whole run. */
  readonly messagesPerSecond: number;
  readonly holds: number;
  readonly violations: number;
  readonly steered: boolean;
  readonly loadFactor: number;
  /** Events of injected ranges that are still to come. */
  readonly injectionsLeft: number;
  /** With the real clock only. */
  readonly realTime: {
    readonly speed: number;
    readonly windows: number;
    readonly lateWindows: number;
    /** Wall seconds that the last window began after it was due. */
    readonly latenessSeconds: number;
  } | null;
}

export function statusOf(run: LiveRun): Status {
  const { scenario, control, pace, state, workers } = run;
  const { latenessSeconds, ...progress } = run.progress();
  return {
    state,
    scenario: scenario.name,
    clock: scenario.clock,
    keys: scenario.keys,
    seed: scenario.seed,
    ues: scenario.ues,
    workers,
    ...progress,
    steered: control.steered,
    loadFactor: control.loadFactor,
    injectionsLeft: run.injectionsLeft,
    realTime: pace && {
      speed: pace.speed,
      windows: run.gauge('windows'),
      lateWindows: run.gauge('lateWindows'),
      latenessSeconds: run.latenessNow,
    },
  };
}

const loadSchema = z.strictObject({
  factor: z
    .number(`expected a factor from 0 to ${LOAD_FACTOR_MAX}`)
    .min(0, 'expected a factor >= 0')
    .max(LOAD_FACTOR_MAX, `expected a factor <= ${LOAD_FACTOR_MAX}`),
});

/**
 * `POST /api/load`: a factor on all arrival rates, in addition to the scenario's own stages.
 *
 * @throws HttpError
 */
export function setLoad(run: LiveRun, body: unknown): { loadFactor: number } {
  const { factor } = parse(loadSchema, body);
  requireSteerable(run);
  run.steerLoad(factor);
  return { loadFactor: factor };
}

const injectSchema = z.strictObject({
  ue: z.int('expected the number of a UE').min(0, 'expected the number of a UE, from 0').optional(),
  ues: ueRange.optional(),
  rate: ueRate.optional(),
  traffic: z.enum(TRAFFIC_KINDS, `expected one of ${TRAFFIC_KINDS.join(', ')}`),
});

/** What `POST /api/inject` answers: `events` is how many UEs will have theirs. */
export interface Injected {
  readonly accepted: true;
  readonly traffic: string;
  readonly ue?: number;
  readonly ues?: string;
  readonly events?: number;
}

/**
 * `POST /api/inject`: a traffic event at one UE, or at each UE of a range, all at once or so many per simulated second.
 * That it is accepted says that it waits for its UE; whether it makes sense there, and how it ends, is counted with all
 * others.
 *
 * @throws HttpError
 */
export function inject(run: LiveRun, body: unknown): Injected {
  const { ue, ues, rate = null, traffic } = parse(injectSchema, body);
  if ((ue === undefined) === (ues === undefined)) {
    const got = ue === undefined ? 'neither' : 'both';
    throw new HttpError(400, `body: expected a ue, or a range of ues such as "0-31", got ${got}`);
  }
  requireSteerable(run);
  const kind = TRAFFIC_KINDS.indexOf(traffic);
  if (ues !== undefined) return injectRange(run, ues, kind, rate);
  if (rate !== null) throw new HttpError(400, 'rate: expected a range of ues with it, got one ue');
  return injectOne(run, ue ?? 0, kind);
}

function injectOne(run: LiveRun, ue: number, kind: number): Injected {
  requireUe(run, 'ue', ue);
  const outcome = run.inject(ue, kind);
  if (outcome === 'accepted') return { accepted: true, ue, traffic: TRAFFIC_KINDS[kind] };
  throw outcome === 'full'
    ? new HttpError(429, `ue ${ue}: too many events wait for it; try again later`, { 'retry-after': '1' })
    : isMoving(ue);
}

function injectRange(
  run: LiveRun,
  ues: readonly [number, number],
  kind: number,
  rate: number | null,
): Injected {
  const [first, last] = ues;
  requireUe(run, 'ues', last);
  if (!run.injectRange({ ues, kind, rate })) {
    throw new HttpError(429, `${INJECTIONS_MAX} ranges are under way; try again when one has ended`, {
      'retry-after': '1',
    });
  }
  return {
    accepted: true,
    ues: `${first}-${last}`,
    traffic: TRAFFIC_KINDS[kind],
    events: last - first + 1,
  };
}

const watchSchema = z.strictObject({
  ue: z.int('expected the number of a UE').min(0, 'expected the number of a UE, from 0').optional(),
  rule: z.enum(RULE_LABELS, `expected one of ${RULE_LABELS.join(', ')}`).optional(),
});

/**
 * `POST /api/watch`: a UE whose messages are told of in `/api/events` from now on, or a rule, for the next UE that it
 * acts on; neither: nobody.
 *
 * @throws HttpError
 */
export function watch(run: LiveRun, body: unknown): { ue: number | null; rule: string | null } {
  const { ue = null, rule = null } = parse(watchSchema, body);
  if (ue !== null && rule !== null) {
    throw new HttpError(400, 'body: expected a ue, or a rule for the next UE that it acts on, got both');
  }
  requireWatchable(run);
  if (rule !== null) {
    const number = numberOfLabel(rule);
    if (numbersOff(run.scenario).includes(number)) {
      throw new HttpError(409, `${nameOfRule(number)} is switched off and acts on nobody`);
    }
    run.watchRule(number);
  } else if (ue !== null) {
    requireUe(run, 'ue', ue);
    if (run.watchUe(ue) === 'moving') throw isMoving(ue);
  } else run.unwatch();
  return { ue, rule };
}

function isMoving(ue: number): HttpError {
  return new HttpError(409, `ue ${ue}: it is on the move between two regions; try again`, {
    'retry-after': '1',
  });
}

function requireUe({ scenario: { ues } }: LiveRun, field: string, ue: number): void {
  if (ue >= ues) throw new HttpError(404, `${field}: expected a number from 0 to ${ues - 1}, got ${ue}`);
}

function requireWatchable(run: LiveRun): void {
  if (run.pace === null) {
    throw new HttpError(
      409,
      'this run has the virtual clock, and shows no UE while it goes on; run it with --clock real, or leave a trace with --trace FILE',
    );
  }
  requireOneMachine(run, 'watched');
  if (run.watched === null) {
    throw new HttpError(
      409,
      'this run leaves a trace, and shows no UE while it goes on; read the trace after it',
    );
  }
  requireRunning(run, 'watched');
}

/** With the virtual clock the outcome belongs to the scenario and the seed alone. */
function requireSteerable(run: LiveRun): void {
  if (run.pace === null) {
    throw new HttpError(
      409,
      'this run has the virtual clock, and cannot be steered; run it with --clock real',
    );
  }
  requireOneMachine(run, 'steered');
  requireRunning(run, 'steered');
}

function requireOneMachine({ machines }: LiveRun, what: string): void {
  if (machines.length === 0) return;
  throw new HttpError(
    409,
    `this run is on ${machines.length} machines, and cannot be ${what}; only one that is on this machine alone can`,
  );
}

function requireRunning({ state }: LiveRun, what: string): void {
  if (state === 'running') return;
  throw new HttpError(409, `this run is ${state}; only one that runs can be ${what}`);
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue.code === 'unrecognized_keys') throw new HttpError(400, `unknown field ${issue.keys.join(', ')}`);
  const value = issue.path.reduce<unknown>((at, name) => (at as Record<PropertyKey, unknown>)?.[name], body);
  const place = issue.path.length === 0 ? 'body' : issue.path.join('.');
  const wanted = issue.path.length === 0 ? 'expected an object' : issue.message;
  throw new HttpError(400, `${place}: ${wanted}, got ${JSON.stringify(value) ?? 'nothing'}`);
}
