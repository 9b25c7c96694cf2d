import type { BenchResult } from './measure.js';
import { ratio, runCase, series, takeTurns } from './pairs.js';
import type { ThreadCase, ThreadMeasurement } from './thread.case.js';

const ROUNDS = 5;
const UES = 1e6;
const SECONDS = 30;

export function onThread(threadCase: ThreadCase): Promise<ThreadMeasurement> {
  return runCase<ThreadCase, ThreadMeasurement>('thread.case.js', threadCase);
}

/** A message of busy-hour against an event of the floor, which takes as many events per UE and hour. */
export async function bench(): Promise<BenchResult[]> {
  const uestorm: ThreadCase = { floorEvents: null, ues: UES, keys: 'symbolic', seconds: SECONDS };
  const { eventsPerUeHour } = await onThread(uestorm);
  const measured = await takeTurns(ROUNDS, {
    uestorm: () => onThread(uestorm),
    floor: () => onThread({ ...uestorm, floorEvents: eventsPerUeHour }),
  });
  const engine = measured.uestorm.map(({ nsPerEvent }) => nsPerEvent);
  const floor = measured.floor.map(({ nsPerEvent }) => nsPerEvent);
  return [
    ratio('a message of busy-hour, 1 M UEs, over an event of the floor', engine, floor, {
      text: 'a message of busy-hour at 1 M UEs costs at most 3 times the event of the floor',
      limit: 3,
      better: 'lower',
    }),
    series('floor: an event', 'ns', floor),
    series('uestorm: a message', 'ns', engine),
    series('messages per UE and hour, events of the floor likewise', '', [eventsPerUeHour]),
  ];
}
