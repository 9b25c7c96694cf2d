import type { BenchResult } from './measure.js';
import { ratio, runCase, series, takeTurns } from './pairs.js';
import type { ThreadCase, ThreadMeasurement } from './thread.case.js';

const ROUNDS = 5;
const UES = 1e6;
const SECONDS = 30;

export function onThread(threadCase: ThreadCase): Promise<ThreadMeasurement> {
  return runCase<ThreadCase, ThreadMeasurement>('thread.case.js', threadCase);
}

/**
 * A message of busy-hour against an event of the floors, which take as many events per UE and hour: in the order of time,
 * and one UE at a time.
 */
export async function bench(): Promise<BenchResult[]> {
  const uestorm: ThreadCase = { floor: null, ues: UES, keys: 'symbolic', seconds: SECONDS };
  const { eventsPerUeHour } = await onThread(uestorm);
  const measured = await takeTurns(ROUNDS, {
    uestorm: () => onThread(uestorm),
    inTime: () => onThread({ ...uestorm, floor: { order: 'time', eventsPerUeHour } }),
    byUe: () => onThread({ ...uestorm, floor: { order: 'ue', eventsPerUeHour } }),
  });
  const [engine, inTime, byUe] = [measured.uestorm, measured.inTime, measured.byUe].map((runs) =>
    runs.map(({ nsPerEvent }) => nsPerEvent),
  );
  return [
    ratio('a message of busy-hour, 1 M UEs, over an event of the floor by UE', engine, byUe, {
      text: 'a message of busy-hour at 1 M UEs costs at most 8 times the event of the floor by UE',
      limit: 8,
      better: 'lower',
    }),
    ratio('the same over an event of the floor in the order of time', engine, inTime, {
      text: 'a message of busy-hour at 1 M UEs costs at most 3 times the event of the floor in the order of time',
      limit: 3,
      better: 'lower',
    }),
    series('floor by UE: an event', 'ns', byUe),
    series('floor in the order of time: an event', 'ns', inTime),
    series('uestorm: a message', 'ns', engine),
    series('messages per UE and hour, events of the floors likewise', '', [eventsPerUeHour]),
  ];
}
