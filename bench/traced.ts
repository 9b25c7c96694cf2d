import type { BenchResult } from './measure.js';
import { ratio, runCase, series, takeTurns } from './pairs.js';
import type { TracedCase, TracedMeasurement } from './traced.case.js';

const ROUNDS = 3;
const WORK = { ues: 20_000, seconds: 600 };

/** What a trace of all UEs costs: whole runs, set-up included, until the file is there. */
export async function bench(): Promise<BenchResult[]> {
  const run = (traced: boolean) => () =>
    runCase<TracedCase, TracedMeasurement>('traced.case.js', { ...WORK, traced });
  const measured = await takeTurns(ROUNDS, { untraced: run(false), traced: run(true) });
  const [untraced, traced] = [measured.untraced, measured.traced].map((runs) =>
    runs.map(({ nsPerMessage }) => nsPerMessage),
  );
  return [
    ratio('20 k UEs: a run with a trace of all UEs over one without', traced, untraced, {
      text: 'a traced run (all UEs) takes at most 4 times an untraced one',
      limit: 4,
      better: 'lower',
    }),
    series('20 k UEs: a message with a trace', 'ns', traced),
    series('20 k UEs: a message without', 'ns', untraced),
  ];
}
