import { lastCheckpoint } from '../../engine/checkpoint/checkpoint.js';
import { Checkpoints } from '../../engine/checkpoint/checkpoints.js';
import { nameOf } from '../../engine/checkpoint/folder.js';
import { Origin } from '../../engine/checkpoint/origin.js';
import { monotonicSeconds } from '../../engine/control/control.js';
import { EngineError, MachineLostError } from '../../engine/control/error.js';
import { factsOf } from '../../engine/control/facts.js';
import { cutOf, type Engine, type EngineOptions, type EngineRun } from '../../engine/control/run.js';
import { timesOfSnapshots } from '../../engine/control/tasks.js';
import { Watch } from '../../engine/control/watch.js';
import { planRegions, type RegionPlan } from '../../engine/region/memory.js';
import { newCensus } from '../../engine/results/census.js';
import type { Ended } from '../../engine/results/counted.js';
import { Snapshots } from '../../engine/results/snapshots.js';
import type { TraceTask } from '../../recording/task.js';
import type { Result } from '../../report/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import { connect } from '../connection/connect.js';
import { untilRefused } from '../connection/follow.js';
import { inMemory, type Sink } from '../connection/parcels.js';
import { sumOfEnded } from '../counts.js';
import { FormError } from '../forms.js';
import type { Offer } from '../offer.js';
import type { Beat, Begin, News } from '../protocol.js';
import { gather } from './gather.js';
import { Hub, type Listener } from './hub.js';
import { Leavings } from './leavings.js';
import { Leg, type Trouble } from './leg.js';
import type { ClusterOptions } from './options.js';
import { type Placing, place } from './placing.js';
import { Remote } from './remote.js';
import { Seen } from './seen.js';
import { MachinesWriting } from './writing.js';

/** Runs scenarios on machines that have joined. */
export const engineOn =
  (cluster: ClusterOptions): Engine =>
  async (scenario, options = {}) => {
    const { access, machines, waitSeconds, tell } = cluster;
    const connection = await connect(access, 'uestorm run');
    const hub = new Hub(connection);
    const servers = access.servers.join(',');
    try {
      const run = async (): Promise<EngineRun> => {
        const wanted = { machines, waitSeconds, tell, signal: options.signal, servers };
        const offers = await gather(connection, wanted, (offer) => hub.take(offer));
        return new ClusterRun(hub, offers, scenario, options, cluster).toEnd();
      };
      return await Promise.race([run(), untilRefused(connection, servers, tell)]);
    } finally {
      await hub.close();
    }
  };

/** A run as the process that was asked for it carries it out: on other machines, and shown here as one of its own. */
class ClusterRun implements Listener {
  private readonly startedAt = monotonicSeconds();
  private readonly extraKeyWords: number;
  private readonly plans: readonly RegionPlan[];
  private readonly machines: readonly Remote[];
  private readonly seen: Seen;
  private readonly leavings: Leavings;
  private readonly times: readonly number[];
  private readonly writing: MachinesWriting | null;
  private readonly checkpoints: Checkpoints | null;
  private leg: Leg | null = null;
  private legs = 0;
  private readonly origin: Origin;
  /** How often workers died after the last checkpoint, if that is too often; else 0. */
  private deaths = 0;
  private readyAt = 0;
  private isStopped = false;

  constructor(
    private readonly hub: Hub,
    offers: readonly Offer[],
    private readonly scenario: Scenario,
    private readonly options: EngineOptions,
    private readonly cluster: ClusterOptions,
  ) {
    const { checkpoint, resumed, recording } = options;
    this.extraKeyWords = recording?.extraKeyWords ?? 0;
    this.plans = planRegions(scenario, this.extraKeyWords);
    const { machineOf } = place(this.plans, offers);
    let slot = 0;
    this.machines = offers.map((offer) => {
      const slots = Math.min(offer.workers, scenario.regions);
      slot += slots;
      return new Remote(
        hub.connection,
        offer,
        slot - slots,
        slots,
        cluster.lostAfterSeconds,
        (machine, why) => this.lose(machine, why),
      );
    });
    const pieces = cutOf(scenario, machineOf.length, options);
    this.times = timesOfSnapshots(scenario, pieces, options);
    this.seen = new Seen(scenario, this.extraKeyWords, pieces, this.plans, this.machines, options);
    this.leavings = new Leavings(scenario, (recording?.task ?? null) as TraceTask | null, this.times);
    this.writing = checkpoint ? new MachinesWriting(hub, checkpoint.folder, scenario, this.times) : null;
    this.origin = new Origin(resumed ?? null);
    const past = resumed?.manifest.past;
    this.checkpoints =
      checkpoint && this.writing
        ? new Checkpoints(this.seen.live, checkpoint, this.writing, this.times, past?.checkpoints)
        : null;
    this.seen.live.wallBefore = past?.wallSeconds ?? 0;
    hub.listener = this;
  }

  /** Leg after leg, to the end of the run. @throws EngineError if it does not come to it */
  async toEnd(): Promise<EngineRun> {
    const { options, seen, machines } = this;
    const watch = new Watch(seen.live, options, () => void this.stop());
    options.onStart?.(seen.live);
    try {
      for (;;) {
        const leg = await this.nextLeg();
        if (leg.trouble === null || !this.goBack(leg.trouble)) return this.endOf(leg, watch);
      }
    } finally {
      watch.end();
      await this.hub.dismiss(this.left);
      for (const machine of machines) machine.end();
    }
  }

  beat(beat: Beat, counts: Uint8Array): void {
    const { leg } = this;
    const machine = leg?.machines[beat.machine];
    if (leg === null || machine === undefined || beat.leg !== leg.number) return;
    machine.heard(beat);
    if (counts.length > 0 && !leg.seen.has(beat.machine)) this.seen.hear(machine, counts, leg.machines);
    const { control } = this.seen.live;
    if (control.readyAt === 0 && leg.machines.every(({ isReady }) => isReady)) this.ready();
  }

  news(news: News): void {
    if (news.news === 'saved') this.writing?.hear(news);
    this.leg?.hear(news);
  }

  sinkOf(number: number, machine: number, what: string): Sink | null {
    const { leg } = this;
    const remote = leg?.machines[machine];
    if (leg === null || number !== leg.number || remote === undefined) return null;
    if (what === 'counts') {
      return this.believed(remote, (bytes) => {
        const { ended } = this.seen.hear(remote, bytes, leg.machines);
        if (ended !== null) leg.seen.set(machine, ended);
      });
    }
    if (what === 'snapshots') {
      return this.believed(remote, (bytes) => this.leavings.takeSnapshots(machine, bytes));
    }
    const [, checkpoint, file] = /^checkpoint-(\d+)-(\d+|measured)$/.exec(what) ?? [];
    if (file === 'measured') {
      const { writing } = this;
      return this.believed(remote, (bytes) => writing?.takeMeasured(machine, Number(checkpoint), bytes));
    }
    const region = Number(file ?? /^trace-(\d+)$/.exec(what)?.[1]);
    // A machine has files of its own regions alone.
    if (!remote.regions.includes(region)) return null;
    return checkpoint === undefined
      ? this.leavings.sinkOf(region)
      : (this.writing?.sinkOf(Number(checkpoint), region) ?? null);
  }

  /** A parcel that is put together in memory; a machine that sends another than it should is lost. */
  private believed(machine: Remote, take: (bytes: Uint8Array) => void): Sink {
    return inMemory((bytes) => {
      try {
        take(bytes);
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        this.lose(machine, `what it has sent cannot be read: ${error.message}`);
      }
    });
  }

  private get left(): readonly Remote[] {
    return this.machines.filter(({ isLost }) => !isLost);
  }

  private async nextLeg(): Promise<Leg> {
    const { hub, seen, writing, checkpoints } = this;
    const { from } = this.origin;
    const machines = this.left;
    const placing = this.placeLeft();
    machines.forEach((machine, n) => {
      const regions = placing.placement.flatMap((worker, region) =>
        placing.machineOf[worker] === n ? [region] : [],
      );
      machine.begin(regions, placing.machineOf.filter((other) => other === n).length);
    });
    hub.members = machines;
    this.leavings.forget();
    seen.begin(from?.manifest.simulated ?? 0);
    const leg = new Leg(hub, ++this.legs, machines, placing, (machine, why) => this.lose(machine, why));
    this.leg = leg;
    writing?.begin(leg);
    if (await leg.begin(this.begin, from)) {
      checkpoints?.begin();
      // Whoever stopped it before that was heard by nobody.
      const gone = leg.go();
      if (this.isStopped) void this.tellToStop(leg);
      await gone;
    }
    // One that was asked for before the end is still on its way; of one that nobody wrote any more machines say so.
    if (leg.trouble === null) seen.live.control.markDone();
    else writing?.end();
    await checkpoints?.end();
    writing?.end();
    if (leg.trouble !== null) await leg.giveUp();
    return leg;
  }

  private get begin(): Parameters<Leg['begin']>[0] {
    const { scenario, options, times, extraKeyWords, checkpoints, seen } = this;
    const {
      speed = 1,
      maxLateness = null,
      encodeAll = false,
      interpreted = false,
      ringBytes = null,
    } = options;
    return {
      ...{ scenario, speed, maxLateness, encodeAll, interpreted, ringBytes, extraKeyWords },
      pieces: seen.live.memory.pieces,
      recording: options.recording?.task ?? null,
      snapshots: times,
      writesCheckpoints: checkpoints !== null,
    } satisfies Omit<Begin, 'me' | 'machineOf' | 'placement' | 'resumed'>;
  }

  /** All machines are on their way. */
  private ready(): void {
    const { control } = this.seen.live;
    control.markReady(control.simulated);
    this.readyAt ||= control.readyAt;
  }

  private async stop(): Promise<void> {
    this.isStopped = true;
    const { leg, checkpoints, writing } = this;
    await checkpoints?.askLast();
    await writing?.asked;
    if (leg !== null) await this.tellToStop(leg);
  }

  private async tellToStop(leg: Leg): Promise<void> {
    // One that is gone is heard of otherwise.
    await this.hub.tell(leg.machines, { order: 'stop', leg: leg.number }).catch(() => undefined);
  }

  private lose(machine: Remote, why: string): void {
    machine.lose(this.seen.live.simulatedSeconds);
    this.cluster.tell(`machine ${machine.offer.name} is lost: ${why}`);
    this.leg?.lose(machine, why);
    this.writing?.end();
  }

  /** Goes back to the last checkpoint, on the machines that are left; false: that cannot be. */
  private goBack(trouble: Trouble): boolean {
    const { failure, why } = trouble;
    const { checkpoints, options, origin, seen, cluster } = this;
    if (checkpoints === null || options.checkpoint === undefined || this.left.length === 0) return false;
    const last = lastCheckpoint(options.checkpoint.folder);
    if (last === null) return false;
    if (!this.canPlace()) return false;
    // A machine that is lost is no death.
    this.deaths = failure === null ? 0 : origin.diedTooOften(last);
    if (this.deaths > 0) return false;
    const lost = origin.goBack(last, seen.live, checkpoints);
    const names = this.left.map(({ offer }) => offer.name).join(', ');
    cluster.tell(
      `${placeOf(trouble)}: ${why}; going back ${lost.toFixed(3)} s to ${nameOf(last.number)}, on ${names}`,
    );
    return true;
  }

  /** @throws UsageError if they have not enough memory */
  private placeLeft(): Placing {
    const offers = this.left.map(({ offer }) => offer);
    return place(this.plans, offers);
  }

  /** Whether the machines that are left have the memory. */
  private canPlace(): boolean {
    try {
      this.placeLeft();
      return true;
    } catch (error) {
      this.cluster.tell((error as Error).message);
      return false;
    }
  }

  private endOf(leg: Leg, watch: Watch): EngineRun {
    const { seen, options, checkpoints, machines, leavings } = this;
    const { live } = seen;
    const { startedAt, readyAt } = this;
    if (leg.isLate) live.control.stop('late');
    const ended = [...leg.seen.values()];
    const result = live.memory.resultOf(
      {
        ...factsOf(live, {
          isWhole: leg.trouble === null,
          workers: leg.machines.reduce((sum, { workers }) => sum + workers, 0),
          ...{ startedAt, readyAt, checkpoints },
        }),
        machines: machines.map(({ part }) => part),
      },
      ended.length === 0 ? NOTHING_SEEN : sumOfEnded(ended),
    );
    live.result = result;
    if (leg.trouble !== null) throw this.errorOf(leg.trouble, result);
    watch.rethrow();
    const taken = leavings.snapshots;
    const snapshots = taken === null ? null : new Snapshots(taken);
    if (snapshots !== null) options.onSnapshots?.(snapshots);
    return {
      result,
      shards: leavings.named(leg.reports),
      snapshots: result.status === 'completed' ? snapshots : null,
    };
  }

  private errorOf(trouble: Trouble, partial: Result): EngineError {
    const { failure, why } = trouble;
    const { options, cluster, deaths } = this;
    const { simulatedSeconds } = partial.engine;
    const servers = cluster.access.servers.map((server) => `nats://${server}`).join(',');
    const folder = options.checkpoint?.folder;
    const remedy =
      folder !== undefined && lastCheckpoint(folder) !== null
        ? `uestorm resume ${folder} --cluster ${servers} --machines N goes on from the last checkpoint`
        : 'a run with --checkpoint DIR goes on with the machines that are left';
    const again = deaths === 0 ? '' : `, ${deaths} times after the same checkpoint`;
    const Kind = failure === null ? MachineLostError : EngineError;
    return new Kind(
      `${placeOf(trouble)} after ${simulatedSeconds.toFixed(3)} s of simulated time: ${why}${again}; ${remedy}`,
      partial,
      { cause: why },
    );
  }
}

/** Where it happened. */
function placeOf({ machine, failure }: Trouble): string {
  const { name } = machine.offer;
  if (failure === null) return `machine ${name} was lost`;
  if (failure.at === null) return `machine ${name} failed`;
  const { worker, region, window } = failure.at;
  return `worker ${worker + 1} of machine ${name} died in region ${region}, window ${window}`;
}

const NOTHING_SEEN: Ended = { census: newCensus(), digest: [0, 0] };
