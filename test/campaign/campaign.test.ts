import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { campaign } from './campaign.js';
import { type Case, cases } from './cases.js';
import { judge, newTally, type Plant } from './judge.js';

/* The campaign (main.ts) is run by hand and in CI; here a defect is planted, and it must see that. */

/** MMEs do without rule 3, and nobody says so. */
const withoutRule: Plant = (scenario) => ({ ...scenario, withoutRules: [3] });

describe('the campaign', () => {
  it('finds a planted defect, and makes the case small that shows it', async () => {
    const { found, tally } = await campaign({
      ...{ cases: cases({ rules: true }), seed: 3, forMs: 60_000, shrinkMs: 5_000 },
      judge: (one, sofar) => judge({ ...one, audits: false, resumes: false }, sofar, withoutRule),
    });
    assert.ok(found !== null, 'nothing was found');
    assert.match(found.firstBecause, /^violated with all rules on: (as|chain)_agreement \d+ ×/);
    assert.match(found.because, /^violated with all rules on: /);
    const size = (one: unknown): number => JSON.stringify(one).length;
    assert.ok(size(found.smallest) < size(found.first), 'it is smaller');
    assert.ok(tally.cases > 2);
    // It fails again with the defect, and not without.
    const again = newTally();
    await assert.rejects(judge(found.smallest, again, withoutRule), /^Error: violated with all rules on/);
    await judge(found.smallest, again);
    assert.ok(again.messages > 0);
  });

  it('has the audit name the rule that is off, and finds it when that is another one', async () => {
    const wrong = /^the audit has \d+ findings that are wrong; rule 3 of UE \d+: /;
    const { found } = await campaign({
      ...{ cases: cases({ rules: true }), seed: 3, forMs: 60_000, shrinkMs: 0 },
      judge: ({ scenario, workers }, sofar) =>
        judge(
          { scenario: { ...scenario, withoutRules: [2] }, workers, resumes: false, audits: true },
          sofar,
          withoutRule,
        ),
    });
    assert.match(found?.firstBecause ?? 'nothing was found', wrong);
  });
});

describe('what the campaign found once', () => {
  const found = new URL('../../../test/campaign/found/', import.meta.url);
  for (const name of readdirSync(found)) {
    it(`is mended: ${name}`, async () => {
      const one: Case = JSON.parse(readFileSync(new URL(name, found), 'utf8'));
      const tally = newTally();
      await judge(one, tally);
      assert.ok(tally.messages > 0);
    });
  }
});
