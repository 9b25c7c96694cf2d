import type { RegionPlan } from '../../engine/region/memory.js';
import { UsageError } from '../../errors.js';
import type { Offer } from '../offer.js';

/** Which worker has what, over all machines. */
export interface Placing {
  /** By number of a worker, its machine. */
  readonly machineOf: readonly number[];
  /** By region, the number of its worker. */
  readonly placement: readonly number[];
}

type Offered = Pick<Offer, 'name' | 'workers' | 'freeBytes'>;

/** What a region takes, in octets: what is planned for, and not what is only reserved. */
const bytesOf = ({ planned, fixed }: Pick<RegionPlan, 'planned' | 'fixed'>): number => 4 * (planned + fixed);

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/**
 * Places regions on machines: one after the other where it makes each worker's share smallest, as far as there is memory.
 *
 * @throws UsageError if there is not enough memory, or there are fewer regions than machines
 */
export function place(
  plans: readonly Pick<RegionPlan, 'planned' | 'fixed'>[],
  offers: readonly Offered[],
): Placing {
  if (plans.length < offers.length) {
    throw new UsageError(
      `--machines ${offers.length}: there are ${plans.length} regions, and a machine has one at least; ask for fewer machines, or give the scenario more regions`,
    );
  }
  const regions: number[][] = offers.map(() => []);
  const free = offers.map(({ freeBytes }) => freeBytes);
  const share = (machine: number): number => (regions[machine].length + 1) / offers[machine].workers;
  plans.forEach((plan, region) => {
    const bytes = bytesOf(plan);
    // Each has one at least.
    const eligible = offers.map((_, machine) => machine).filter((machine) => free[machine] >= bytes);
    const best =
      region < offers.length
        ? eligible.find((machine) => machine === region)
        : eligible.sort((a, b) => share(a) - share(b) || a - b)[0];
    if (best === undefined) throw tooLittle(plans, offers);
    free[best] -= bytes;
    regions[best].push(region);
  });
  return numbered(regions, offers);
}

function numbered(regions: readonly (readonly number[])[], offers: readonly Offered[]): Placing {
  const machineOf: number[] = [];
  const placement: number[] = [];
  regions.forEach((own, machine) => {
    const first = machineOf.length;
    const workers = Math.min(offers[machine].workers, own.length);
    for (let worker = 0; worker < workers; worker++) machineOf.push(machine);
    own.forEach((region, n) => {
      placement[region] = first + (n % workers);
    });
  });
  return { machineOf, placement };
}

function tooLittle(plans: readonly Pick<RegionPlan, 'planned' | 'fixed'>[], offers: readonly Offered[]) {
  const wanted = plans.reduce((sum, plan) => sum + bytesOf(plan), 0);
  const offered = offers.map(({ name, freeBytes }) => `${name} ${gib(freeBytes)}`).join(', ');
  return new UsageError(
    `memory: ${plans.length} regions want ${gib(wanted)}, and the machines offer ${offered}; take fewer UEs with --ues, more machines, or more regions, which fit better`,
  );
}
