import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { load, problemsOf } from './support.js';

const s1 = (written: string) => load(`name: x\nlinks: { s1: ${written} }`).links.s1;

describe('a distribution, written short', () => {
  const cases: [string, string, number, number, number][] = [
    ['5ms', 'constant', 0.005, 0.005, 0.005],
    ['0.005', 'constant', 0.005, 0.005, 0.005],
    ['{ shape: constant, mean: 5ms }', 'constant', 0.005, 0.005, 0.005],
    ['{ shape: uniform, min: 2ms, max: 6ms }', 'uniform', 0.002, 0.004, 0.006],
    ['{ shape: uniform, min: 2ms, mean: 4ms }', 'uniform', 0.002, 0.004, 0.006],
    ['{ shape: uniform, mean: 4ms, max: 6ms }', 'uniform', 0.002, 0.004, 0.006],
    ['{ mean: 4ms }', 'exponential', 0.002, 0.004, 0.022],
    ['{ min: 1ms, mean: 4ms }', 'exponential', 0.001, 0.004, 0.031],
    ['{ min: 1ms, mean: 4ms, max: 20ms }', 'exponential', 0.001, 0.004, 0.02],
    ['{ mean: 120ms }', 'exponential', 0.06, 0.12, 0.5],
  ];
  for (const [written, shape, min, mean, max] of cases) {
    it(`${written} is ${shape} with ${min} <= ${mean} <= ${max}`, () => {
      assert.deepEqual(s1(written), { shape, min, mean, max });
    });
  }
});

describe('a distribution is refused', () => {
  const cases: [string, string, RegExp][] = [
    ['0', 'links.s1', /a latency from 1us to 500ms/],
    ['-5ms', 'links.s1', /got "-5ms"/],
    ['600ms', 'links.s1', /got "600ms"/],
    ['[5ms]', 'links.s1', /got a list/],
    ['{ min: 5ms, max: 9ms }', 'links.s1.mean', /a mean, because the shape is exponential/],
    ['{ shape: uniform, min: 5ms }', 'links.s1.max', /two of min, mean and max/],
    ['{ shape: uniform, min: 2ms, mean: 3ms, max: 6ms }', 'links.s1.mean', /4ms, the middle of min and max/],
    ['{ shape: constant, mean: 5ms, max: 9ms }', 'links.s1.max', /5ms or nothing/],
    ['{ min: 9ms, mean: 5ms }', 'links.s1.mean', /at least the minimum, 9ms, got "5ms"/],
    ['{ mean: 9ms, max: 5ms }', 'links.s1.mean', /at most the maximum, 5ms, got "9ms"/],
    ['{ min: 0, mean: 5ms }', 'links.s1.min', /at least 1us, got 0/],
    ['{ mean: 5ms, max: 501ms }', 'links.s1.max', /at most 500ms, got "501ms"/],
    ['{ min: 1ms, mean: 5ms, max: 9ms }', 'links.s1.mean', /at most 3ms for an exponential .* cut at 9ms/],
    ['{ shape: normal, mean: 5ms }', 'links.s1.shape', /constant, uniform or exponential, got "normal"/],
    ['{ mean: soon }', 'links.s1.mean', /a mean as a duration/],
    ['{ mean: 5ms, maxx: 9ms }', 'links.s1.maxx', /unknown key/],
  ];
  for (const [written, path, message] of cases) {
    it(`${written}: ${path}`, () => {
      const [problem, ...others] = problemsOf(() => s1(written));
      assert.equal(problem.path, path);
      assert.match(problem.message, message);
      assert.deepEqual(others, []);
    });
  }
});

describe('a link between regions', () => {
  for (const link of ['s10', 'ue_move']) {
    it(`${link} takes at least 1 ms, because the windows of the simulation are no longer than that`, () => {
      const [problem] = problemsOf(() => load(`name: x\nlinks: { ${link}: { min: 999us, mean: 5ms } }`));
      assert.equal(problem.path, `links.${link}.min`);
      assert.match(problem.message, /at least 1ms/);
    });
  }
});

describe('inactivity', () => {
  it('is null where connected UEs are never released', () => {
    assert.equal(load('name: x\ninactivity: null').inactivity, null);
  });

  it('stays below the 35 minutes after which 32 bits of µs are no longer comparable', () => {
    assert.equal(load('name: x\ninactivity: 30m').inactivity?.max, 1800);
    assert.equal(problemsOf(() => load('name: x\ninactivity: 31m'))[0].path, 'inactivity');
    const [problem] = problemsOf(() => load('name: x\ninactivity: { mean: 10m, max: 40m }'));
    assert.equal(problem.path, 'inactivity.max');
  });
});
