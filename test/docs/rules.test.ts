import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { rulesPage } from '../../src/verify/rules-page.js';

describe('docs/rules.md', () => {
  it('is what the explorer finds now (if not: uestorm verify --rules-page docs/rules.md)', async () => {
    const page = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
    assert.equal(page, await rulesPage());
  });
});
