import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/*
 * How many cores may be used: those that the process may run on (its affinity), or fewer where a control group has a
 * quota of processor time, as containers have. Workers beyond a quota are stopped in turn until its next period of
 * some 100 ms, and all others wait for them at the barrier.
 */

/** Where Linux mounts control groups, and where a process finds its own. */
const MOUNT = '/sys/fs/cgroup';
const OWN = '/proc/self/cgroup';

/** The hierarchy of version 1 that has the quota may be mounted under either name. */
const V1_MOUNTS = ['cpu,cpuacct', 'cpu'];

/** Whole cores that may be used, at least 1; `root` stands before all paths. */
export function usableCores(root = '', affinity = availableParallelism()): number {
  return Math.max(1, Math.min(affinity, Math.floor(quota(root))));
}

/** Cores' worth of processor time, by the strictest of all groups that the process is in. */
function quota(root: string): number {
  const groups = (read(`${root}${OWN}`) ?? '').split('\n').map((line) => line.split(':'));
  const quotas = groups.flatMap(([, controllers = '', ...rest]) => {
    const path = rest.join(':');
    // Version 2 names no controllers.
    if (controllers === '') return upwards(path).map((group) => quotaV2(`${root}${MOUNT}${group}`));
    if (!controllers.split(',').includes('cpu')) return [];
    return V1_MOUNTS.flatMap((mount) =>
      upwards(path).map((group) => quotaV1(`${root}${MOUNT}/${mount}${group}`)),
    );
  });
  return Math.min(Number.POSITIVE_INFINITY, ...quotas);
}

/** A group and all that it lies in: each may have a quota. A container may see none of them but its own, as the root. */
function upwards(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return [...names.map((_, i) => `/${names.slice(0, names.length - i).join('/')}`), ''];
}

/** `50000 100000`: µs in each period of so many; `max` is no quota. */
const quotaV2 = (group: string): number => cores((read(`${group}/cpu.max`) ?? '').split(' '));

/** The same in two files; -1 is no quota. */
const quotaV1 = (group: string): number =>
  cores([read(`${group}/cpu.cfs_quota_us`), read(`${group}/cpu.cfs_period_us`)]);

function cores([time, period]: readonly (string | null | undefined)[]): number {
  const share = Number(time || Number.NaN) / Number(period || Number.NaN);
  return share > 0 ? share : Number.POSITIVE_INFINITY;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
