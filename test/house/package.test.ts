import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What whoever installs uestorm gets, and nothing else. */
const HELD = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/,
  /^dist\/src\/.*\.(js|d\.ts|wasm|css|html)$/,
  /^src\/scenario\/presets\/[\w-]+\.yaml$/,
  /^proto\/\w+\.proto$/,
  /^grafana\/((compose|cluster)\.yml|(dashboards|prometheus|provisioning)\/.*\.(json|yml))$/,
  /^docs\/([\w-]+\.md|pictures\/[\w-]+\.png)$/,
];

describe('the package', () => {
  let files: string[];
  before(() => {
    const pack = ['pack', '--dry-run', '--ignore-scripts', '--json'];
    const { stdout, stderr } = spawnSync('npm', pack, { cwd: ROOT, encoding: 'utf8' });
    assert.match(stdout, /^\[/, stderr);
    const [{ files: packed }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    files = packed.map(({ path }) => path);
  });

  it('holds nothing that nobody needs who installs it', () => {
    assert.deepEqual(
      files.filter((path) => /\.test\./.test(path) || !HELD.some((held) => held.test(path))),
      [],
    );
  });

  it('holds what its package.json promises, and what runs load', () => {
    const { bin, exports } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    const promised = [...Object.values<string>(bin), ...Object.values(exports).flatMap(pathsIn)];
    const loaded = [
      'dist/src/engine/workers/worker.bundle.js',
      'dist/src/recording/live/worker.bundle.js',
      'dist/src/verify/explorer/worker.bundle.js',
      'dist/src/engine/region/core.symbolic.wasm',
      'dist/src/engine/region/core.hmac.wasm',
      'dist/src/verify/explorer/explorer.wasm',
      'dist/src/browser/live/index.html',
      'src/scenario/presets/busy-hour.yaml',
    ];
    const paths = [...promised, ...loaded].map((path) => path.replace(/^\.\//, ''));
    assert.deepEqual(
      paths.filter((path) => !files.includes(path)),
      [],
    );
  });
});

const pathsIn = (entry: unknown): string[] =>
  typeof entry === 'string' ? [entry] : Object.values(entry as Record<string, string>);
