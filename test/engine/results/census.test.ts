import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as C from '../../../src/engine/region/counters.js';
import { planRegion } from '../../../src/engine/region/memory.js';
import type { Region } from '../../../src/engine/region/region.js';
import { countRegion, newCensus } from '../../../src/engine/results/census.js';
import { UE_HERE } from '../../../src/model/flags.js';
import { BLOCK, ONGOING, STATE } from '../../../src/model/layout.js';
import { PROCEDURE_COUNT } from '../../../src/model/procedures.js';
import type { Result } from '../../../src/report/result.js';
import { FACTS, runAlone } from '../alone.js';
import { BUSY, smallScenario } from '../runs.js';

const scenario = smallScenario('collision-storm', { ...BUSY, ues: 400 });

/** All regions after a second; `between` is called after each window. */
function world(between?: (regions: readonly Region[]) => void) {
  const { memory, regions } = runAlone(scenario, between);
  const lost = (): Result['invariants']['conservation'] => memory.result(FACTS).invariants.conservation;
  const counters = (r: number) =>
    new Float64Array(memory.of(r).buffer, planRegion(scenario, r).counters * 4, C.COUNTERS);
  return { regions, lost, counters };
}

describe('conservation', () => {
  it('holds after every window: every UE is somewhere, and every offer is closed, in flight or queued', () => {
    let moving = 0;
    world((regions) => {
      const census = newCensus();
      let inRows = 0;
      for (const { w, plan } of regions) {
        countRegion(w, plan, census);
        for (let n = 0; n < plan.rowCount; n++) {
          if ((w[plan.rows + n * plan.sizes.row + STATE] & UE_HERE) !== 0) inRows++;
        }
      }
      assert.equal(census.ues, scenario.ues);
      moving += scenario.ues - inRows;
      for (let procedure = 0; procedure < PROCEDURE_COUNT; procedure++) {
        let open = 0;
        for (const { w, plan } of regions) {
          const counters = new Float64Array(w.buffer, plan.counters * 4, C.COUNTERS);
          const at = C.C_PROCEDURES + procedure * C.PROCEDURE_STRIDE;
          open += counters[at];
          for (let outcome = 1; outcome < C.PROCEDURE_STRIDE; outcome++) open -= counters[at + outcome];
        }
        assert.equal(census.inFlight[procedure] + census.queued[procedure], open);
      }
    });
    assert.ok(moving > 0, 'no UE was ever between two regions');
  });

  it('counts a UE that is nowhere', () => {
    const { regions, lost } = world();
    assert.equal(lost(), 0);
    const { w, plan } = regions[2];
    let u = plan.rows;
    while ((w[u + STATE] & UE_HERE) === 0) u += plan.sizes.row;
    w[u + STATE] &= ~UE_HERE;
    assert.equal(lost(), 1);
  });

  it('counts each procedure of which one has got lost', () => {
    const { counters, lost } = world();
    counters(1)[C.C_PROCEDURES]++;
    assert.equal(lost(), 1);
    counters(3)[C.C_PROCEDURES + 7 * C.PROCEDURE_STRIDE + 1]++;
    assert.equal(lost(), 2);
  });

  it('counts a procedure that nobody knows of any more', () => {
    const { regions, lost } = world();
    const busy = regions.flatMap(({ w, plan }) =>
      Array.from({ length: plan.rowCount }, (_, n) => ({ w, b: w[plan.rows + n * plan.sizes.row + BLOCK] })),
    );
    const open = busy.find(({ w, b }) => b !== 0 && (w[b + ONGOING] & 0xffff) !== 0);
    assert.ok(open, 'nothing was in flight');
    open.w[open.b + ONGOING] &= ~0xffff;
    assert.ok(lost() > 0);
  });
});
