/**
 * Starts a watch; call what it returns for the seconds since: of processor time or of the wall, whichever are fewer. On
 * a core that others use too the wall counts their work; helpers of the runtime (garbage collector, compiler) that have a
 * core to themselves add to the processor time only.
 */
export function stopwatch(): () => number {
  const wall = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return Math.min((user + system) / 1e6, (performance.now() - wall) / 1e3);
  };
}
