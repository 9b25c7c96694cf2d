import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { availableBytes, estimateBytes } from '../../src/scenario/memory.js';
import { errorOf, load } from './support.js';

const GIB = 2 ** 30;
const bytesOf = (text: string) => estimateBytes(load(`name: x\n${text}`));

describe('the memory of a scenario', () => {
  it('is a row per UE, spare rows, and a block per active UE', () => {
    assert.equal(bytesOf('ues: 1000\nlimits: { spareRows: 0, active: 100% }'), 1000 * (128 + 320));
    assert.equal(bytesOf('ues: 1000\nlimits: { spareRows: 50%, active: 50% }'), 1000 * (192 + 160));
    assert.equal(
      bytesOf('ues: 1000\nkeys: hmac\nlimits: { spareRows: 0, active: 100% }'),
      1000 * (320 + 640),
    );
  });

  it('is at most 192 bytes per UE in busy-hour', () => {
    assert.ok(bytesOf('ues: 1M') <= 192e6);
  });

  it('is at most 512 bytes per UE in busy-hour with real keys', () => {
    assert.ok(bytesOf('ues: 1M\nkeys: hmac') <= 512e6);
  });

  it('has to be there', () => {
    const text = 'name: x\nues: 50M\nkeys: hmac';
    load(text, {}, { memoryBytes: 18 * GIB });
    const [problem] = errorOf(() => load(text, {}, { memoryBytes: 16 * GIB })).problems;
    assert.equal(problem.path, 'ues');
    assert.equal(problem.line, 2);
    assert.equal(problem.message, '50M UEs need 17.4 GiB of memory, there are 16.0 GiB');
    assert.equal(problem.remedy, 'lower ues to at most 45.8M, or limits.active, or use symbolic keys');
  });

  it('fits if the remedy is followed', () => {
    load('name: x\nues: 45.8M\nkeys: hmac', {}, { memoryBytes: 16 * GIB });
  });

  it('has to be spread over regions of less than 2 GiB each', () => {
    const text = (regions: number) => `name: x\nues: 50M\nregions: ${regions}\n`;
    const [problem] = errorOf(() => load(text(3))).problems;
    assert.equal(problem.path, 'regions');
    assert.equal(problem.remedy, 'raise regions to at least 4');
    load(text(4));
  });

  it("is compared with the machine's own, unless a caller says otherwise", () => {
    assert.ok(availableBytes() > 0);
    assert.throws(() => load('name: x\nues: 1M', {}, { memoryBytes: 100e6 }), /UEs need 0.1 GiB of memory/);
  });
});
