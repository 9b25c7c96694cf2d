import { cpus } from 'node:os';
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { LiveRun } from '../../engine/control/live.js';

/*
 * What a part of a run took of the machine: whether the generator had what it needed. All of it is read from outside
 * the workers, at the begin and at the end of the part.
 */

/** Shares are of the wall time unless they say otherwise. */
export interface Usage {
  /** Seconds between the two readings. */
  readonly wallSeconds: number;
  /** By worker: working off events, encoding and decoding. What is left it waits, for its time or for the others. */
  readonly workers: readonly number[];
  /** Cores that this process kept busy, all threads and looks at barriers included. */
  readonly processCores: number;
  /** Cores that other processes kept busy. */
  readonly otherCores: number;
  /** Cores of the machine. */
  readonly machineCores: number;
  /** Of all cores: time that was neither used nor idle by the machine's own count, such as a hypervisor's steal. */
  readonly missing: number;
  /** Of the time that workers were busy: for which they had no core. At least so much; looks at barriers hide some. */
  readonly withheld: number;
  /** Of the thread that steers the run and is on no data path. */
  readonly main: number;
  /** Resident memory of the process at the end; what the trial before had may not have been given back yet. */
  readonly rssBytes: number;
}

export interface Reading {
  readonly wall: number;
  /** By worker, in s. */
  readonly busy: readonly number[];
  /** Of this process, in s. */
  readonly cpu: number;
  readonly main: EventLoopUtilization;
  /** Of all cores together, in s. */
  readonly machine: { readonly busy: number; readonly idle: number; readonly cores: number };
}

export function read(live: LiveRun): Reading {
  const cpu = process.cpuUsage();
  return {
    wall: performance.now() / 1e3,
    busy: live.gauges.map(
      (gauges) => (gauges.get('work') + gauges.get('encode') + gauges.get('decode')) / 1e3,
    ),
    cpu: (cpu.user + cpu.system) / 1e6,
    main: performance.eventLoopUtilization(),
    machine: machineTimes(),
  };
}

function machineTimes(): Reading['machine'] {
  const cores = cpus();
  const sum = (of: (times: (typeof cores)[number]['times']) => number) =>
    cores.reduce((all, { times }) => all + of(times), 0) / 1e3;
  const idle = sum((times) => times.idle);
  return { busy: sum(({ user, nice, sys, irq }) => user + nice + sys + irq), idle, cores: cores.length };
}

/** What happened between two readings, the later one taken now. */
export function usageBetween(from: Reading, to: Reading): Usage {
  const wall = to.wall - from.wall;
  const cpu = to.cpu - from.cpu;
  const busy = to.busy.map((seconds, i) => seconds - from.busy[i]);
  const worked = busy.reduce((sum, seconds) => sum + seconds, 0);
  const { cores } = to.machine;
  const machineBusy = to.machine.busy - from.machine.busy;
  const accounted = machineBusy + to.machine.idle - from.machine.idle;
  return {
    wallSeconds: wall,
    workers: busy.map((seconds) => seconds / wall),
    processCores: cpu / wall,
    otherCores: Math.max(0, machineBusy - cpu) / wall,
    machineCores: cores,
    missing: cores === 0 ? 0 : Math.max(0, 1 - accounted / wall / cores),
    withheld: worked === 0 ? 0 : Math.max(0, 1 - cpu / worked),
    main: performance.eventLoopUtilization(to.main, from.main).utilization,
    rssBytes: process.memoryUsage.rss(),
  };
}
