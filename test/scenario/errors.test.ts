import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../src/errors.js';
import { loadScenario, resolveScenario } from '../../src/scenario/load.js';
import { ScenarioError } from '../../src/scenario/problems.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { errorOf, load, PLENTY } from './support.js';

describe('a problem', () => {
  const text = 'name: x\n\ntraffic:\n  # more than usual\n  x2_handover: fast\n';

  it('names the path, what was expected, the value and the line', () => {
    assert.equal(
      errorOf(() => load(text)).message,
      'traffic.x2_handover: expected a rate per UE and hour >= 0, got "fast" (scenario.yaml:5)',
    );
  });

  it('is data', () => {
    assert.deepEqual(errorOf(() => load(text)).problems, [
      {
        path: 'traffic.x2_handover',
        value: 'fast',
        message: 'expected a rate per UE and hour >= 0, got "fast"',
        line: 5,
        file: 'scenario.yaml',
      },
    ]);
  });

  it("is the user's mistake, not the program's", () => {
    assert.ok(errorOf(() => load(text)) instanceof UsageError);
  });

  it('comes with all others, a line each', () => {
    const error = errorOf(() => load('name: x\nues: 0\nseed: -1\nclock: sundial\nfoo: 1\n'));
    assert.deepEqual(error.problems.map((problem) => [problem.path, problem.line]).sort(), [
      ['clock', 4],
      ['foo', 5],
      ['seed', 3],
      ['ues', 2],
    ]);
    assert.equal(error.message.split('\n').length, 4);
  });

  it('is one of ten that are shown, where a file is something else altogether', () => {
    const text = Array.from({ length: 50 }, (_, i) => `key${i}: 1`).join('\n');
    const lines = errorOf(() => load(text)).message.split('\n');
    assert.equal(lines.length, 11);
    assert.equal(lines[10], 'and 41 more problems');
  });

  it('shows long values in part', () => {
    const { message } = errorOf(() => load(`name: x\nclock: ${'y'.repeat(5000)}`));
    assert.match(message, /got "y{57}\.\.\." \(scenario\.yaml:2\)$/);
  });
});

/** Text of a scenario (after `name: x`), path of the problem, its line, and what the message says. */
const CASES: Record<string, [string, string, number | undefined, RegExp][]> = {
  'a wrong type': [
    ['ues: many', 'ues', 2, /got "many"/],
    ['ues: [1]', 'ues', 2, /got a list/],
    ['ues:', 'ues', 2, /got null/],
    ['ues: true', 'ues', 2, /got true/],
    ['traffic: 5', 'traffic', 2, /a map of rates, got 5/],
    ['traffic: []', 'traffic', 2, /got an empty list/],
    [
      'stages: 5',
      'stages',
      2,
      /a list of at most 10000 stages, or a map of file, column, step and ramp, got 5/,
    ],
    ['stages: [5m]', 'stages.0', 2, /a map of duration, factor and ramp, got "5m"/],
    ['description: 5', 'description', 2, /a text, got 5/],
    ['duration: "1:30"', 'duration', 2, /such as 10m/],
    ['limits: { active: most }', 'limits.active', 2, /a percentage such as 5%, got "most"/],
    ['subscribers: {}', 'subscribers', 2, /a list of classes of subscribers, got a map/],
    ['subscribers: [5]', 'subscribers.0', 2, /a map of name, share, traffic and stages, got 5/],
    ['subscribers: [{ name: A b, share: 1 }]', 'subscribers.0.name', 2, /lower case letters.*got "A b"/],
    ['subscribers: [{ name: a, share: most }]', 'subscribers.0.share', 2, /a share of the UEs from 0 to 1/],
    ['enb: held', 'enb', 2, /a map of nasDuringKeyChange and modificationResponse, got "held"/],
    [
      'enb: { modificationResponse: soon }',
      'enb.modificationResponse',
      2,
      /after_rrc or at_once, got "soon"/,
    ],
    ['withoutRules: 6', 'withoutRules', 2, /a list of numbers of rules, got 6/],
    ['thresholds: [5]', 'thresholds.0', 2, /a threshold such as/],
  ],
  'a number that is none': [
    ['ues: .nan', 'ues', 2, /got NaN/],
    ['duration: .inf', 'duration', 2, /got Infinity/],
    ['traffic: { rekey: .inf }', 'traffic.rekey', 2, /got Infinity/],
    ['traffic: { rekey: .nan }', 'traffic.rekey', 2, /got NaN/],
    ['limits: { active: .nan }', 'limits.active', 2, /got NaN/],
    ['links: { s1: .inf }', 'links.s1', 2, /got Infinity/],
  ],
  'a burst': [
    ['bursts: { at: 10s }', 'bursts', 2, /a list of at most 32 bursts, got a map/],
    [
      'bursts: [{ at: 10s, traffic: atach }]',
      'bursts.0.traffic',
      2,
      /a kind of traffic: attach.*got "atach"/,
    ],
    ['bursts: [{ at: 10s, traffic: attach, ue: 1 }]', 'bursts.0.ue', 2, /unknown key/],
    ['bursts: [{ at: [], traffic: attach }]', 'bursts.0.at', 2, /or a list of times, got an empty list/],
    ['bursts: [{ at: 31d, traffic: attach }]', 'bursts.0.at', 2, /a time from 0s to 30d.*got "31d"/],
    ['bursts: [{ at: 1, traffic: attach, ues: 9-3 }]', 'bursts.0.ues', 2, /such as 0-31, got "9-3"/],
    [
      'bursts: [{ at: 1, traffic: attach, ues: 1-1000000 }]',
      'bursts.0.ues',
      2,
      /from 0 to 999999, got 1-1000000/,
    ],
    ['bursts: [{ at: 1, traffic: attach, rate: 0/s }]', 'bursts.0.rate', 2, /above 0 .*5\/s.*got "0\/s"/],
    ['bursts: [{ at: 1, traffic: attach, rate: fast }]', 'bursts.0.rate', 2, /got "fast"/],
    [
      'bursts: [{ at: 1, traffic: attach, class: car }]',
      'bursts.0.class',
      2,
      /a class of subscribers, got "car"/,
    ],
    ['bursts: [{ at: 1, traffic: attach, times: 3 }]', 'bursts.0.times', 2, /comes again, got 3 times/],
    ['bursts: [{ at: 1, traffic: attach, every: 1ms }]', 'bursts.0.every', 2, /from 10ms to 30d.*got "1ms"/],
  ],
  'a number that is too small': [
    ['ues: 0', 'ues', 2, /got 0/],
    ['ues: -5', 'ues', 2, /got -5/],
    ['ues: 1.5', 'ues', 2, /a whole number/],
    ['duration: 0', 'duration', 2, /got 0/],
    ['duration: -10', 'duration', 2, /from 1ms to 30d/],
    ['regions: 0', 'regions', 2, /1 to 255/],
    ['enbs: 1', 'enbs', 2, /2 to 255/],
    ['cells: 0', 'cells', 2, /1 to 12/],
    ['traffic: { rekey: -1 }', 'traffic.rekey', 2, />= 0, got -1/],
    ['failures: { nas_loss: -1% }', 'failures.nas_loss', 2, /got "-1%"/],
    ['limits: { active: 0% }', 'limits.active', 2, /above 0/],
    ['arrivals: { burstFactor: 0.5 }', 'arrivals.burstFactor', 2, />= 1/],
    ['withoutRules: [0]', 'withoutRules.0', 2, /1 to 11, got 0/],
  ],
  'a number that is absurd': [
    ['ues: 101M', 'ues', 2, /got "101M"/],
    ['duration: 31d', 'duration', 2, /30d, .*got "31d"/],
    ['seed: 4294967296', 'seed', 2, /4294967295/],
    ['regions: 256', 'regions', 2, /1 to 255/],
    ['earfcn: 262144', 'earfcn', 2, /262143/],
    ['traffic: { rekey: 1e9 }', 'traffic.rekey', 2, /<= 36000/],
    ['failures: { nas_loss: 5 }', 'failures.nas_loss', 2, /from 0 to 1/],
    ['failures: { nas_loss: 101% }', 'failures.nas_loss', 2, /got "101%"/],
    ['stages: [{ duration: 5m, factor: 1e6 }]', 'stages.0.factor', 2, /<= 1000/],
    [
      'withoutRules: [3, 12]',
      'withoutRules.1',
      2,
      /11 is the guard handover_key; withoutGuards names the others/,
    ],
  ],
  'an unknown key': [
    ['traffic:\n  rekye: 5', 'traffic.rekye', 3, /^unknown key$/],
    [
      'stages:\n  - { duration: 5m, factor: 1 }\n  - duration: 5m\n    factor: 1\n    rmap: 1',
      'stages.1.rmap',
      6,
      /^unknown key$/,
    ],
    ['inactivity: { mean: 10s, mode: 5 }', 'inactivity.mode', 2, /^unknown key$/],
    ['__proto__: { ues: 5 }', '__proto__', 2, /^unknown key$/],
    ['constructor: 5', 'constructor', 2, /^unknown key$/],
    ['<<: { ues: 5 }', '<<', 2, /^unknown key$/],
    ['? [a, b]\n: 5', '[ a, b ]', undefined, /^unknown key$/],
  ],
  'what is missing': [
    ['stages:\n  - factor: 1', 'stages.0.duration', 3, /got nothing/],
    ['stages:\n  - duration: 1m', 'stages.0.factor', 3, /got nothing/],
  ],
  'a threshold that is none': [
    [
      'thresholds:\n  - rules.6.hold.p99 < 50ms\n  - rules.12.hold.p99 < 1s',
      'thresholds.1',
      4,
      /unknown name after rules/,
    ],
  ],
  'fields that do not go together': [
    ['ues: 31', 'ues', 2, /one UE in each of the 32 regions, got 31/],
    ['enbs: 200', 'enbs', 2, /at most 504 cells in a region/],
    ['regions: 1', 'traffic.inter_mme_handover', undefined, /no other MME, got 0.5/],
    [
      'regions: 1\nsubscribers:\n  - { name: a, share: 1, traffic: { inter_mme_handover: 3 } }',
      'subscribers.0.traffic.inter_mme_handover',
      4,
      /no other MME, got 3/,
    ],
    [
      'subscribers: [{ name: a, share: 40% }, { name: b, share: 0.5 }]',
      'subscribers',
      2,
      /shares that add up to 100%, got 90%/,
    ],
    [
      'subscribers:\n  - { name: a, share: 40% }\n  - { name: a, share: 60% }',
      'subscribers.1.name',
      4,
      /a name that no other class has, got "a"/,
    ],
    [
      'arrivals:\n  process: bursty\n  burstFactor: 6.5',
      'arrivals.burstFactor',
      4,
      /at most 6, because bursts take 16.6%/,
    ],
  ],
};

for (const [kind, cases] of Object.entries(CASES)) {
  describe(`${kind} is named`, () => {
    for (const [text, path, line, message] of cases) {
      it(JSON.stringify(text), () => {
        const { problems } = errorOf(() => load(`name: x\n${text}\n`));
        assert.equal(problems.length, 1, 'one problem, not several');
        assert.equal(problems[0].path, path);
        assert.equal(problems[0].line, line);
        assert.match(problems[0].message, message);
        assert.equal(problems[0].file, 'scenario.yaml');
      });
    }
  });
}

describe('the remedy', () => {
  const cases: [string, RegExp][] = [
    ['traffic: { rekye: 5 }', /^did you mean rekey\?$/],
    ['traffic: { x2: 5 }', /^did you mean x2_handover\?$/],
    ['Traffic: {}', /^did you mean traffic\?$/],
    ['without_rules: [6]', /^did you mean withoutRules\?$/],
    ['links: { s1: { mean: 5ms, maxx: 60ms } }', /^did you mean max\?$/],
    ['delays: { coffee: 5m }', /^known are context_setup, key_change, rekey$/],
    ['ues: 31', /raise ues to at least 32 or lower regions to at most 31/],
    ['enbs: 200', /lower enbs to at most 168/],
    ['regions: 1', /set it to 0 or raise regions/],
    ['subscribers: [{ name: a, share: 40% }, { name: b, share: 0.5 }]', /^set subscribers.1.share to 60%$/],
    [
      'subscribers: [{ name: a, share: 1 }, { name: b, share: 0.5 }, { name: c, share: 0 }]',
      /^lower the shares$/,
    ],
    ['subscribers: [{ name: a, share: 1, traffic: { rekye: 5 } }]', /^did you mean rekey\?$/],
    ['arrivals: { process: bursty, burstFactor: 6.5 }', /raise burstOff to at least 55s/],
  ];
  for (const [text, remedy] of cases) {
    it(`of ${text} is ${remedy.source}`, () => {
      assert.match(errorOf(() => load(`name: x\n${text}`)).problems[0].remedy ?? '', remedy);
    });
  }

  it('of too high a burst factor works', () => {
    load('name: x\narrivals: { process: bursty, burstFactor: 6.5, burstOff: 55s }');
  });

  it('is not asked for where the process is not bursty', () => {
    load('name: x\narrivals: { burstFactor: 6.5 }');
  });
});

describe('a text that is no scenario', () => {
  const cases: [string, string, RegExp][] = [
    ['an empty file', '', /^scenario\.yaml: empty; a scenario needs at least a name/],
    ['only a comment', '# nothing\n', /^scenario\.yaml: empty/],
    ['a list', '- name: x', /^scenario\.yaml:1: expected a map/],
    ['a word', 'busy-hour', /^scenario\.yaml:1: expected a map/],
    ['broken YAML', 'name: x\ntraffic: {\nues: 5\n', /^scenario\.yaml:\d: broken YAML: /],
    ['a tab as indent', 'name: x\ntraffic:\n\trekey: 5\n', /^scenario\.yaml:3: broken YAML: /],
    ['a key twice', 'name: x\nues: 5k\nues: 6k\n', /^scenario\.yaml:3: broken YAML: Map keys must be unique/],
    ['several documents', 'name: x\n---\nname: y\n', /^scenario\.yaml:2: expected one YAML document/],
    ['an unknown tag', 'name: !who x\n', /^scenario\.yaml:1: broken YAML: Unresolved tag: !who/],
    ['an unknown alias', 'name: *x\n', /^scenario\.yaml: broken YAML: Unresolved alias/],
    ['no name', 'ues: 5k\n', /^name: expected a name .* got nothing \(scenario\.yaml\)$/],
    ['an alias bomb', bomb(), /^scenario\.yaml: aliases make it larger than any scenario/],
    ['a tower of brackets', '['.repeat(100_000), /^scenario\.yaml(:1)?: broken YAML: nested too deeply$/],
  ];
  for (const [what, text, message] of cases) {
    it(`${what} is one clear problem`, () => {
      const error = errorOf(() => load(text));
      assert.match(error.message, message);
      assert.equal(error.problems.length, 1);
    });
  }

  it('is never anything but a ScenarioError', () => {
    const piece = fc.constantFrom(
      'name: x',
      'ues',
      ': ',
      '5',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      '&a ',
      '*a',
      '"',
      '|',
      '!!map ',
      '? ',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    );
    fc.assert(fc.property(text, (text) => isScenarioOrProblem(() => load(text))));
  });
});

describe('aliases', () => {
  it('are fine in moderation', () => {
    const { links } = load('name: x\nlinks:\n  s1: &near { min: 2ms, mean: 3ms }\n  x2: *near\n');
    assert.deepEqual(links.x2, links.s1);
  });

  it('lead to the line of what they stand for', () => {
    const text = 'name: x\nlinks:\n  s1: &near\n    min: 2ms\n    mean: 1ms\n  x2: *near\n';
    const lines = errorOf(() => load(text)).problems.map((problem) => problem.line);
    assert.deepEqual(lines, [5, 5]);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'uestorm-scenario-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it('is loaded by its path', () => {
    assert.equal(loadScenario(file('mine.yaml', 'name: mine\nues: 5k'), {}, PLENTY).ues, 5000);
  });

  it('needs no ending if it exists', () => {
    assert.equal(loadScenario(file('mine', 'name: mine\n'), {}, PLENTY).name, 'mine');
  });

  it('that is not there is said to be so', () => {
    assert.equal(errorOf(() => loadScenario('no-such.yaml')).message, 'no-such.yaml: there is no such file');
  });

  it('that is a directory is said to be one', () => {
    assert.match(errorOf(() => loadScenario(folder)).message, /: cannot be read, because it is a directory$/);
  });

  it('that is not text is not parsed', () => {
    const bytes = file('binary.yaml', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe]));
    assert.match(errorOf(() => loadScenario(bytes)).message, /: not a text in UTF-8; name a scenario file$/);
  });

  it('without an end is read only so far', () => {
    assert.match(
      errorOf(() => loadScenario('/dev/zero')).message,
      /: larger than 1 MiB, which no scenario is/,
    );
  });
});

describe('a scenario from code', () => {
  it('takes the same short forms and defaults', () => {
    const scenario = resolveScenario({ name: 'mine', ues: '20k', links: { s1: '2ms' } }, {}, PLENTY);
    assert.equal(scenario.ues, 20_000);
    assert.deepEqual(scenario.links.s1, { shape: 'constant', min: 0.002, mean: 0.002, max: 0.002 });
  });

  it('has problems without a place', () => {
    const error = errorOf(() => resolveScenario({ name: 'mine', ues: 0 }, {}, PLENTY));
    assert.match(error.message, /^ues: expected a number of UEs, .* got 0$/);
  });

  it('is not changed', () => {
    const input = Object.freeze({ name: 'mine', traffic: Object.freeze({ rekey: 1 }) });
    assert.equal(resolveScenario(input, { set: ['traffic.rekey=5'] }, PLENTY).traffic.rekey, 5);
    assert.equal(input.traffic.rekey, 1);
  });

  it('has to be plain data', () => {
    for (const value of [null, 5, [], { name: () => 'mine' }]) {
      assert.match(errorOf(() => resolveScenario(value as unknown as ScenarioInput)).message, /^expected /);
    }
  });

  it('is never anything but a scenario or a ScenarioError', () => {
    const input = fc.dictionary(
      fc.constantFrom('name', 'ues', 'links', 'stages', 'inactivity', 'thresholds', 'arrivals', 'limits'),
      fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('s1', 'min', 'mean', 'active'), fc.jsonValue())),
    );
    fc.assert(fc.property(input, (input) => isScenarioOrProblem(() => resolveScenario(input as never))));
  });
});

function isScenarioOrProblem(action: () => unknown): void {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof ScenarioError, `expected a ScenarioError, got ${error}`);
    assert.doesNotMatch(error.message, /\n\s+at /, 'no stack in the message');
  }
}

function bomb(): string {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]`;
  return ['name: x', level('a', 'y'), level('b', '*a'), level('c', '*b'), level('d', '*c')].join('\n');
}
