import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { C_QUEUED, C_UE_STATES } from '../../../src/engine/region/counters.js';
import type { Region } from '../../../src/engine/region/region.js';
import { ROW_USED, UE_CONNECTED, UE_HERE, UE_REGISTERED } from '../../../src/model/flags.js';
import { QUEUE, STATE } from '../../../src/model/layout.js';
import { length } from '../../../src/model/queue-word.js';
import { ueState } from '../../../src/model/row.js';
import { UE_STATES } from '../../../src/model/ue-states.js';
import { presetNames } from '../../../src/scenario/presets.js';
import { runAlone } from '../alone.js';
import { BUSY, smallScenario } from '../runs.js';

/** By looking at every row: UEs by state, and what waits in their queues. */
function lookAt({ w, plan }: Region): number[] {
  const counts = UE_STATES.map(() => 0);
  let queued = 0;
  for (let n = 0; n < plan.rowCount; n++) {
    const u = plan.rows + n * plan.sizes.row;
    if ((w[u + STATE] & ROW_USED) === 0) continue;
    const state = ueState(w, u);
    if (state >= 0) counts[state]++;
    queued += length(w[u + QUEUE]);
  }
  return [...counts, queued];
}

function kept({ w, plan }: Region): number[] {
  const counters = new Float64Array(w.buffer, plan.counters * 4);
  return [...UE_STATES.map((_, state) => counters[C_UE_STATES + state]), counters[C_QUEUED]];
}

describe('UEs by state, and what waits in their queues', () => {
  for (const preset of presetNames()) {
    it(`are counted as they change, and right after every window: ${preset}`, () => {
      let queued = 0;
      let left = 0;
      const { regions } = runAlone(smallScenario(preset, { ...BUSY, duration: 4 }), (all) => {
        for (const region of all) {
          assert.deepEqual(kept(region), lookAt(region));
          queued += kept(region)[UE_STATES.length];
          left += kept(region)[0];
        }
      });
      assert.ok(queued + left > 0, 'nothing to count');
      const ues = regions.flatMap((region) => kept(region).slice(0, UE_STATES.length));
      assert.ok(ues.reduce((sum, count) => sum + count) > 980);
    });
  }
});

describe('the state of a UE', () => {
  it('is connected while it attaches, whatever else is in its flags; none where the UE is not', () => {
    const of = (flags: number) => ueState(new Int32Array(8).fill(flags, STATE, STATE + 1), 0);
    const here = ROW_USED | UE_HERE;
    const flags = [
      here,
      here | UE_CONNECTED,
      here | UE_REGISTERED | 0x1000,
      here | UE_REGISTERED | UE_CONNECTED,
    ];
    assert.deepEqual(flags.map(of), [0, 2, 1, 2]);
    assert.deepEqual([0, UE_HERE, ROW_USED | UE_REGISTERED].map(of), [-1, -1, -1]);
  });
});
