import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { memoryRefused } from '../../../src/engine/control/memory-refused.js';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

describe('memory that the system does not give', () => {
  it('is named with how much was wanted, how much there is, and what sets it', () => {
    const { name, message } = memoryRefused({ ues: 1000 }, 3 * 2 ** 30, 2 ** 30, new RangeError('no'));
    assert.equal(name, 'UsageError');
    assert.match(
      message,
      /^memory: 1000 UEs want 3\.0 GiB, and the system gave 1\.0 GiB of it \(\d+\.\d GiB are free/,
    );
    assert.match(message, /ues, keys, limits\.active, limits\.spare_rows set how much is wanted/);
  });

  it('ends the command with 2, and ulimit -v is named', { skip: process.platform !== 'linux' }, () => {
    const shell = 'ulimit -v 12000000; exec "$0" "$1" run --ues 1000000 --duration 1s --quiet';
    const { status, stderr } = spawnSync('sh', ['-c', shell, process.execPath, MAIN], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^uestorm: memory: 1000000 UEs want .*ulimit -v allows 11\.4 GiB of addresses.*lift ulimit -v\n$/,
    );
  });
});
