import type { Output } from './output.js';

/**
 * Says that there are more workers than cores, as in a container with a quota: they take turns, and wait for each
 * other all the time. Measured on one core, `busy-hour` with 20,000 UEs in 16 regions: 16 workers take 4.3 times as
 * long as one.
 *
 * @param workers as asked for; undefined: the default, one per core
 * @param most as many as can have anything to do
 */
export async function warnOfCrowd(
  workers: number | undefined,
  most: number,
  { stderr }: { readonly stderr: Output },
): Promise<void> {
  if (workers === undefined) return;
  const { usableCores } = await import('../engine/control/cores.js');
  const cores = usableCores();
  const crowd = Math.min(workers, most);
  if (crowd <= cores) return;
  const written = cores === 1 ? 'one core' : `${cores} cores`;
  stderr.write(
    `uestorm: ${crowd} workers share ${written} that may be used, and wait for each other; ${cores} would take less time\n`,
  );
}
