import { BLOCK } from '../src/model/layout.js';
import { RULES } from '../src/rules/table.js';
import { loadScenario } from '../src/scenario/load.js';
import { Alone } from './alone.js';
import { type BenchResult, nanoseconds } from './measure.js';

/** Each rule's condition on the rows of a collision-storm that have something in progress. */
export async function bench(): Promise<BenchResult[]> {
  const engine = new Alone(loadScenario('collision-storm', { ues: 20_000, duration: 5 }));
  engine.runTo(5);
  const [{ w, plan }] = engine.regions;
  const rows = Array.from({ length: plan.rowCount }, (_, n) => plan.rows + n * plan.sizes.row);
  const active = rows.filter((u) => w[u + BLOCK] !== 0);
  let applied = 0;
  const results = RULES.map(({ number, title, applies }) =>
    nanoseconds(`rule ${number}: ${title}`, active.length, () => {
      for (const u of active) if (applies(w, u)) applied++;
    }),
  );
  // Reading it keeps the compiler from leaving the conditions out.
  if (applied === 0) throw new Error('rules: no procedures collide in this scenario, nothing was measured');
  return results;
}
