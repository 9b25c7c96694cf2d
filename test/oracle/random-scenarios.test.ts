import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MODIFICATION_RESPONSES, NAS_DURING_KEY_CHANGE } from '../../src/model/enb-choices.js';
import { INVARIANT_NAMES } from '../../src/model/invariants.js';
import { FAILURE_NAMES } from '../../src/model/links.js';
import { TRAFFIC_KINDS } from '../../src/model/traffic.js';
import { runScenario } from '../../src/run.js';
import { resolveScenario } from '../../src/scenario/load.js';

/* Whatever the scenario: with all rules on, nothing breaks and nothing is lost. */

const share = (most: number) => fc.double({ min: 0, max: most, noNaN: true });

const scenarios = fc.record({
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  regions: fc.integer({ min: 2, max: 5 }),
  enbs: fc.integer({ min: 2, max: 6 }),
  cells: fc.integer({ min: 1, max: 3 }),
  registered: share(1),
  connected: share(1),
  nasDuringKeyChange: fc.constantFrom(...NAS_DURING_KEY_CHANGE),
  modificationResponse: fc.constantFrom(...MODIFICATION_RESPONSES),
  stays: fc.boolean(),
  rates: fc.tuple(...TRAFFIC_KINDS.map(() => fc.integer({ min: 0, max: 400 }))),
  failures: fc.tuple(...FAILURE_NAMES.map(() => share(0.15))),
  spread: fc.constantFrom('constant', 'exponential'),
  mean: fc.integer({ min: 2, max: 60 }),
  process: fc.constantFrom('constant', 'poisson', 'bursty'),
  retries: fc.integer({ min: 0, max: 5 }),
  active: fc.constantFrom(0.3, 1),
});

test('random scenarios: no violation, all procedures accounted for', async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async (s) => {
      const link = { shape: s.spread, mean: s.mean / 1000 };
      const { invariants, procedures } = await runScenario(
        resolveScenario({
          name: 'random',
          ues: 600,
          duration: 20,
          seed: s.seed,
          regions: s.regions,
          enbs: s.enbs,
          cells: s.cells,
          enb: { nasDuringKeyChange: s.nasDuringKeyChange, modificationResponse: s.modificationResponse },
          population: { registered: s.registered, connected: s.connected },
          inactivity: s.stays ? null : 5,
          traffic: Object.fromEntries(TRAFFIC_KINDS.map((kind, i) => [kind, s.rates[i]])),
          failures: Object.fromEntries(FAILURE_NAMES.map((name, i) => [name, s.failures[i]])),
          links: { srb1: link, srb2: link, s1: link, x2: link, s10: link, ue_move: link },
          arrivals: { process: s.process },
          limits: { retries: s.retries, active: s.active },
        } as Parameters<typeof resolveScenario>[0]),
        { workers: 1 },
      );
      for (const name of INVARIANT_NAMES) assert.equal(invariants[name], 0, name);
      for (const [name, p] of Object.entries(procedures)) {
        const { completed, failed, rejected, cancelled, superseded, refused, inFlight, queued } = p;
        const ended = completed + failed + rejected + cancelled + superseded + refused;
        assert.equal(p.offered, ended + inFlight + queued, name);
      }
    }),
    // A smaller example would take minutes to find, and says no more.
    { numRuns: 25, endOnFailure: true },
  );
});
