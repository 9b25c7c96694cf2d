import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MESSAGES } from '../../src/model/messages.js';
import { load, problemsOf } from './support.js';

const mme = (written: string) => load(`name: x\nmme: ${written}`).mme ?? assert.fail('there is an mme');

describe('the capacity of MMEs', () => {
  it('is without limit if nothing is said', () => {
    assert.equal(load('name: x').mme, null);
    assert.equal(load('name: x\nmme: null').mme, null);
  });

  it('has defaults for all that is not said', () => {
    const { servers, service, kinds, queue, backoff } = mme('{}');
    assert.equal(servers, 1);
    assert.deepEqual(service, { shape: 'exponential', min: 0, mean: 0.0001, max: 0.001 });
    assert.deepEqual(kinds, {});
    assert.equal(queue, 1000);
    assert.deepEqual(backoff, { shape: 'uniform', min: 900, mean: 1350, max: 1800 });
  });

  it('takes a service time per message, for every message that an MME gets and for no other', () => {
    const names = MESSAGES.filter(({ name }) => name !== '').map(({ name, to }) => ({
      name,
      isKnown: to === 'mme',
    }));
    for (const { name, isKnown } of names) {
      const read = () => mme(`{ kinds: { "${name}": 2ms } }`).kinds[name].mean;
      if (isKnown) assert.equal(read(), 0.002, name);
      else assert.match(problemsOf(read)[0].message, /unknown key/, name);
    }
  });

  const times: [string, object][] = [
    ['2ms', { shape: 'constant', min: 0.002, mean: 0.002, max: 0.002 }],
    ['{ mean: 2ms }', { shape: 'exponential', min: 0, mean: 0.002, max: 0.02 }],
    ['{ shape: lognormal, mean: 2ms }', { shape: 'lognormal', min: 0, mean: 0.002, max: 10, cv: 1 }],
    [
      '{ shape: lognormal, min: 1ms, mean: 2ms, cv: 0.5, max: 1s }',
      { shape: 'lognormal', min: 0.001, mean: 0.002, max: 1, cv: 0.5 },
    ],
  ];
  for (const [written, expected] of times) {
    it(`reads a service time ${written}`, () => {
      assert.deepEqual(mme(`{ service: ${written} }`).service, expected);
    });
  }
});

describe('a capacity is refused', () => {
  const cases: [string, string, RegExp, string?][] = [
    ['yes', 'mme', /a map of servers, service, kinds, queue and backoff, got "yes"/],
    ['{ server: 3 }', 'mme.server', /unknown key/, 'did you mean servers?'],
    ['{ servers: 0 }', 'mme.servers', /a whole number from 1 to 64, got 0/],
    ['{ servers: 65 }', 'mme.servers', /got 65/],
    ['{ queue: -1 }', 'mme.queue', /from 0 to 1000000, got -1/],
    ['{ service: 11s }', 'mme.service', /a service time from 0s to 10s/],
    ['{ service: { shape: lognormal } }', 'mme.service.mean', /a mean, because the shape is lognormal/],
    ['{ service: { shape: lognormal, mean: 1ms, cv: 4 } }', 'mme.service.cv', /<= 3, got 4/],
    [
      '{ service: { shape: lognormal, mean: 1ms, max: 2ms } }',
      'mme.service.max',
      /at least 10ms, or the cut lowers the mean/,
    ],
    [
      '{ service: { mean: 1ms, cv: 1 } }',
      'mme.service.cv',
      /nothing, because the shape is exponential, got 1/,
    ],
    ['{ backoff: 31m }', 'mme.backoff', /a time to back off from 1ms to 30m/],
    ['{ kinds: 3 }', 'mme.kinds', /a map of service times by message, got 3/],
    [
      '{ kinds: { HANDOVER REQUIERD: 1ms } }',
      'mme.kinds.HANDOVER REQUIERD',
      /unknown key/,
      'did you mean HANDOVER REQUIRED?',
    ],
    ['{ kinds: { HANDOVER REQUIRED: soon } }', 'mme.kinds.HANDOVER REQUIRED', /a service time from 0s/],
  ];
  for (const [written, path, message, remedy] of cases) {
    it(`${written}: ${path}`, () => {
      const [problem, ...others] = problemsOf(() => mme(written));
      assert.equal(problem.path, path);
      assert.match(problem.message, message);
      if (remedy !== undefined) assert.equal(problem.remedy, remedy);
      assert.deepEqual(others, []);
    });
  }

  it('lists the messages that an MME gets where none is near', () => {
    const [problem] = problemsOf(() => mme('{ kinds: { XYZ: 1ms } }'));
    assert.match(problem.remedy ?? '', /known are INITIAL UE MESSAGE, .*HANDOVER REQUIRED/);
  });
});

describe('overrides', () => {
  it('reach into a capacity that is null, and into a constant', () => {
    const of = (...set: string[]) => load('name: x', { set }).mme;
    assert.equal(of('mme.servers=4')?.servers, 4);
    assert.equal(of('mme.service=1ms', 'mme.service.shape=exponential')?.service.shape, 'exponential');
    assert.equal(of('mme.kinds.HANDOVER REQUIRED=3ms')?.kinds['HANDOVER REQUIRED'].mean, 0.003);
  });
});

describe('a goal about MMEs', () => {
  const goal = (mme: string, expression: string) =>
    load(`name: x\nmme: ${mme}\nthresholds: ["rules.6.holds < 1", "${expression}"]`);

  it('is refused where they have no servers: nothing would ever be measured', () => {
    for (const expression of ['mme.utilisation.p95 < 80%', 'rules.6.holds / mme.messages < 1']) {
      const [problem] = problemsOf(() => goal('null', expression));
      assert.deepEqual([problem.path, problem.line], ['thresholds.1', 3]);
      assert.match(problem.message, /a goal that can be measured, got ".*" of MMEs without servers/);
      assert.match(problem.remedy ?? '', /give them servers/);
    }
    assert.equal(goal('{}', 'mme.utilisation.p95 < 80%').thresholds.length, 2);
  });
});
