import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type AnyNode, parse } from 'acorn';
import { EARLY } from './early.js';
import { EQUIVALENT, isOf } from './equivalent.js';
import { filesOf, JUDGES } from './judges.js';
import { conditionsOf, guardMutants, Module, type Mutant } from './mutants.js';
import { Operators } from './operators.js';
import { type Judged, report } from './report.js';

/* What the mutation check (npm run mutation) rests on. The check itself takes minutes, and is not part of the tests. */

/** What a piece of code becomes, change by change. */
function changesOf(code: string): string[] {
  const tree: AnyNode = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  return [...new Operators(code).of(tree)].map(
    ({ from, to, text }) => code.slice(0, from) + text + code.slice(to),
  );
}

describe('A mutation', () => {
  it('makes a condition hold always, never, and the other way round', () => {
    const found = changesOf('if (held) go();');
    assert.deepEqual(found.slice(0, 3), ['if ((true)) go();', 'if ((false)) go();', 'if ((!(held))) go();']);
  });

  it('drops either side of a condition with two, and takes one for the other', () => {
    const found = changesOf('a && b');
    for (const text of ['(a)', '(b)', '((a) || (b))']) assert.ok(found.includes(text), text);
  });

  it('inverts comparisons, and moves their ends', () => {
    assert.ok(changesOf('a === b').includes('((a) !== (b))'));
    for (const text of ['((a) <= (b))', '((a) >= (b))']) assert.ok(changesOf('a < b').includes(text), text);
  });

  it('drops each flag of a mask', () => {
    const found = changesOf('has(w, u, MME_ICS | MME_SMC | MME_AKA)');
    for (const mask of ['MME_SMC | MME_AKA', 'MME_ICS | MME_AKA', 'MME_ICS | MME_SMC'])
      assert.ok(found.includes(`has(w, u, (${mask}))`), mask);
  });

  it('takes one KASME for another', () => {
    assert.ok(
      changesOf('rowKey(env, u, K_MME_NAS); blockKey(env, u, K_MME_AS)').includes(
        'rowKey(env, u, K_MME_NAS); (rowKey(env, u, K_MME_NAS))',
      ),
    );
  });

  it('leaves statements out', () => {
    assert.ok(changesOf('take(env, u, k); done();').includes('; done();'));
  });
});

/* A rule may be written as one likes: TypeScript decides what it is, not these tests. */
const WRITTEN = {
  'with an expression': 'applies: (w, u) => a(w, u) && b(w, u)',
  'with braces': 'applies: (w, u) => { if (!a(w, u)) return false; return b(w, u); }',
  'as a method': 'applies(w, u) { const first = a(w, u); return first && b(w, u); }',
  'by a function of its file': 'applies',
};

describe('A condition', () => {
  const ahead =
    'const a = () => true; const b = () => true; function applies(w, u) { return a(w, u) && both(w, u); }\n';
  const helper = 'function both(w, u) { return a(w, u) && b(w, u); }\n';

  for (const [how, property] of Object.entries(WRITTEN)) {
    it(`written ${how} has its mutants, which are programs`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'rule-'));
      try {
        const source = `${ahead}${helper}export const rule04 = { number: 4, ${property} };\n`;
        mkdirSync(join(folder, 'src/rules'), { recursive: true });
        writeFileSync(join(folder, 'src/rules/rule-04.js'), source);
        const map = { version: 3, sources: ['rule-04.ts'], names: [], mappings: '' };
        writeFileSync(join(folder, 'src/rules/rule-04.js.map'), JSON.stringify(map));
        const mutants = [...conditionsOf(new Module('src/rules/rule-04.ts', new URL(`file://${folder}/`)))];
        const own = mutants.filter(({ inside }) => inside === 'applies').map(({ after }) => after);
        assert.ok(own.includes('true') && own.includes('false'), own.join(', '));
        assert.ok(own.some((after) => after.startsWith('!(')));
        assert.ok(mutants.some(({ inside }) => inside === 'both'));
        const early = EARLY.filter(({ rule }) => rule === 4);
        assert.equal(mutants.filter(({ inside }) => inside.includes(', ')).length, early.length);
        for (const { patch } of mutants) {
          const changed = patch.ahead + source.slice(0, patch.from) + patch.text + source.slice(patch.to);
          assert.doesNotThrow(() => parse(changed, { ecmaVersion: 2022, sourceType: 'module' }), changed);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
});

describe('The mutants of the guards', () => {
  const mutants = guardMutants();

  it('are of every rule', () => {
    for (let rule = 1; rule <= 11; rule++) {
      const own = mutants.filter(({ file }) => file === `src/rules/rule-${String(rule).padStart(2, '0')}.ts`);
      assert.ok(own.length >= 3, `rule ${rule} has ${own.length} in its file`);
      const asked = mutants.filter(
        ({ rules, file }) => rules.split(' ').includes(`${rule}`) && /procedures/.test(file),
      );
      assert.ok(asked.length >= 5, `rule ${rule} has ${asked.length} where it is asked`);
    }
  });

  it('lie where they say', () => {
    const smc = mutants.find(({ file, inside }) => file === 'src/rules/rule-01.ts' && inside === 'applies');
    assert.deepEqual([smc?.before, smc?.after, smc?.line], ['mmeHas(w, u, MME_SMC)', 'true', 20]);
  });

  it('hold every condition that lets go too early', () => {
    assert.equal(mutants.filter(({ inside }) => inside.includes(', ')).length, EARLY.length);
  });

  it('hold what is said to be equivalent, each once', () => {
    for (const each of EQUIVALENT) {
      const found = mutants.filter((mutant) => isOf(each, mutant));
      assert.equal(found.length, 1, `${each.file} ${each.inside}: ${each.before} → ${each.after}`);
    }
  });

  it('are what the loader puts in their place', () => {
    const never = mutants.find(({ file, after }) => file === 'src/rules/rule-07.ts' && after === 'false');
    const text = execFileSync(
      process.execPath,
      [
        ...['--import', new URL('loader.js', import.meta.url).href, '--input-type=module', '--eval'],
        `import { rule07 } from '${new URL('../../src/rules/rule-07.js', import.meta.url).href}'; console.log(String(rule07.applies));`,
      ],
      { env: { ...process.env, UESTORM_MUTANT: JSON.stringify(never?.patch) }, encoding: 'utf8' },
    );
    assert.equal(text.trim(), '(w, u) => (false)');
  });
});

describe('The judges', () => {
  it('have tests that are there', () => {
    for (const judge of JUDGES) {
      const files = filesOf(judge);
      for (const file of files) assert.ok(existsSync(new URL(`../${file}`, import.meta.url)), file);
      assert.ok(files.length > 0 || judge === 'storm', judge);
    }
  });
});

describe('The report', () => {
  const mutant = (line: number): Mutant => ({
    ...{ rules: '7', file: 'src/rules/rule-07.ts', line, inside: 'applies', before: 'a', after: 'b', nth: 1 },
    patch: { url: '', from: 0, to: 0, text: '', ahead: '' },
  });
  const death = { judge: 'rule tests', how: 'meaning', what: 'holds it' } as const;
  const died: Judged = { mutant: mutant(1), deaths: [death], proof: undefined };
  const lived: Judged = { mutant: mutant(2), deaths: [], proof: undefined };
  const proven: Judged = { mutant: mutant(3), deaths: [], proof: 'does the same' };

  it('counts by rule and shows who survived', () => {
    const { text, survivors } = report([died, lived, proven]);
    assert.equal(survivors, 1);
    assert.match(text, /^7 +3 +1 +0 +0 +0 +0 +0 +0 +0 +1 +1$/m);
    assert.match(text, /survived: src\/rules\/rule-07\.ts:2 applies \(rules 7\)\n {2}- a\n {2}\+ b/);
  });

  it('does not take a proof for true of a mutant that died', () => {
    assert.equal(report([{ ...died, proof: 'does the same' }]).survivors, 1);
  });
});

describe('The command', () => {
  const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
  const run = (...args: readonly string[]) => {
    try {
      return {
        code: 0,
        text: execFileSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', stdio: 'pipe' }),
      };
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      return { code: status, text: stderr };
    }
  };

  it('lists mutants of a rule', () => {
    const { code, text } = run('--list', 'rule 4');
    assert.equal(code, 0);
    assert.match(text, /^src\/rules\/rule-04\.ts:19 applies \[4\]: has\(w, u, UE_AS_OLD\) → true$/m);
  });

  it('says what is wrong with its arguments', () => {
    assert.match(
      run('--workers', 'two').text,
      /--workers <n>' argument 'two' is invalid. Expected a whole number from 1 on/,
    );
    assert.equal(run('--workers', 'two').code, 2);
    assert.match(run('rule 99').text, /^no mutant of rule 99: expected/);
    assert.equal(run('--unknown').code, 2);
  });
});
