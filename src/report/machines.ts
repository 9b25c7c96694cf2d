import { type Column, cut, formatTable, type Paint } from '../format/table.js';
import { formatBytes, formatCount, formatSeconds } from '../format/units.js';
import type { Result } from './result.js';

const COLUMNS: readonly Column[] = [
  'machine',
  'workers',
  'regions',
  'rounds',
  'sent',
  'sent again',
  'waited',
  'resident',
  '',
].map((heading) => ({ heading }));

/** What each machine did; nothing where there was one. */
export function machineLines({ machines }: Result, width: number, paint: Paint): string[] {
  if (machines === undefined) return [];
  const rows = machines.map((machine) => [
    { text: cut(machine.name, 24) },
    ...[
      String(machine.workers),
      String(machine.regions.length),
      formatCount(machine.rounds),
      formatBytes(machine.sentBytes),
      formatCount(machine.sentAgain),
      formatSeconds(machine.waitSeconds),
      formatBytes(machine.peakRssBytes),
    ].map((text) => ({ text })),
    machine.lostAt === null
      ? { text: '' }
      : { text: `lost at ${formatSeconds(machine.lostAt)}`, style: 'yellow' as const },
  ]);
  return formatTable(COLUMNS, rows, width, paint);
}
