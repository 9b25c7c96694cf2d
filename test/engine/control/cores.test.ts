import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { usableCores } from '../../../src/engine/control/cores.js';

/** Cores that may be used where these files lie, of 8 that the process may run on. */
function coresWith(files: Readonly<Record<string, string>>): number {
  const root = mkdtempSync(join(tmpdir(), 'uestorm-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), `${text}\n`);
    }
    return usableCores(root, 8);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const OWN = 'proc/self/cgroup';
const V2 = 'sys/fs/cgroup';

describe('cores that may be used', () => {
  it('are those of the affinity where there is no control group', () => {
    assert.equal(coresWith({}), 8);
    assert.equal(coresWith({ [OWN]: '0::/', [`${V2}/cpu.max`]: 'max 100000' }), 8);
  });

  it('follow a quota of version 2, whole cores of it', () => {
    assert.equal(coresWith({ [OWN]: '0::/', [`${V2}/cpu.max`]: '200000 100000' }), 2);
    assert.equal(coresWith({ [OWN]: '0::/', [`${V2}/cpu.max`]: '350000 100000' }), 3);
    assert.equal(coresWith({ [OWN]: '0::/', [`${V2}/cpu.max`]: '50000 100000' }), 1);
    assert.equal(coresWith({ [OWN]: '0::/', [`${V2}/cpu.max`]: '6400000 100000' }), 8);
  });

  it('follow the strictest quota of the groups that a group lies in', () => {
    const files = {
      [OWN]: '0::/pods/one',
      [`${V2}/pods/one/cpu.max`]: '600000 100000',
      [`${V2}/pods/cpu.max`]: '400000 100000',
    };
    assert.equal(coresWith(files), 4);
  });

  it('follow the quota at the root where a container sees no more than its own group', () => {
    assert.equal(coresWith({ [OWN]: '0::/docker/abc', [`${V2}/cpu.max`]: '300000 100000' }), 3);
  });

  it('follow a quota of version 1, under either name', () => {
    const own = '4:memory:/a\n3:cpu,cpuacct:/a/b';
    for (const mount of ['cpu,cpuacct', 'cpu']) {
      const group = `${V2}/${mount}/a/b`;
      const files = {
        [OWN]: own,
        [`${group}/cpu.cfs_quota_us`]: '250000',
        [`${group}/cpu.cfs_period_us`]: '50000',
      };
      assert.equal(coresWith(files), 5);
      assert.equal(coresWith({ ...files, [`${group}/cpu.cfs_quota_us`]: '-1' }), 8);
    }
  });
});
