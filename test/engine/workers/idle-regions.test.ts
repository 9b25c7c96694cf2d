import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runEngine } from '../../../src/engine/control/run.js';
import { TRAFFIC_KINDS } from '../../../src/model/traffic.js';
import { loadScenario } from '../../../src/scenario/load.js';
import { FACTS, runAlone } from '../alone.js';

/*
 * Workers leave regions alone in which nothing is due. runAlone does not: it works on each of them in every window.
 */

/** Hours pass in a region before the next UE comes or goes: windows without number in which nothing is due. */
const RARE = {
  ues: 400,
  duration: 86_400,
  set: [
    'regions=8',
    'population.connected=1',
    'inactivity=null',
    'links.s10={"min":"400ms","mean":"420ms","max":"500ms"}',
    'links.ue_move={"min":"400ms","mean":"420ms","max":"500ms"}',
    ...TRAFFIC_KINDS.map((kind) => `traffic.${kind}=${kind === 'inter_mme_handover' ? 0.01 : 0}`),
  ],
};

describe('regions that have nothing to do', () => {
  for (const [name, overrides] of [
    ['for hours, in between', RARE],
    ['for a few windows', { ues: 400, duration: 600 }],
  ] as const) {
    it(`are left alone ${name}, with the outcome that they have when they are not`, async () => {
      const scenario = loadScenario('busy-hour', overrides);
      const { memory } = runAlone(scenario);
      const every = memory.result(FACTS);
      for (const workers of [1, 2]) {
        const { result } = await runEngine(scenario, { workers });
        assert.equal(result.digest, every.digest);
        assert.deepEqual(result.procedures, every.procedures);
        assert.ok(result.procedures.inter_mme_handover.completed > 0);
      }
    });
  }
});
