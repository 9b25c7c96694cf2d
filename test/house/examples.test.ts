import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createProgram } from '../../src/cli/program.js';
import { parseScenario } from '../../src/scenario/load.js';
import { PAGES, ROOT, SOURCES, textOf } from './sources.js';

interface Block {
  /** Where it stands: `README.md:120`. */
  readonly at: string;
  readonly language: string;
  readonly text: string;
}

/** What stands between fences in a page, or in the comments of a source. */
function blocksOf(path: string): Block[] {
  const text = textOf(path);
  return [...text.matchAll(/^( \* )?```(\w*)\n([\s\S]*?)^(?: \* )?```$/gm)].map((fenced) => {
    const [, comment, language, inside] = fenced;
    return {
      at: `${path}:${text.slice(0, fenced.index).split('\n').length + 1}`,
      language,
      text: comment === undefined ? inside : inside.replace(/^ \* ?/gm, ''),
    };
  });
}

const inPages = PAGES.flatMap(blocksOf);
const inSources = SOURCES.flatMap(blocksOf);
const written = (language: string): Block[] =>
  [...inPages, ...inSources].filter((block) => block.language === language);

describe('examples of the library', () => {
  it('compile, in pages and in comments', () => {
    const examples = written('ts');
    assert.ok(examples.some(({ at }) => at.startsWith('README.md:')));
    assert.ok(examples.some(({ at }) => at.startsWith('src/index.ts:')));
    // Inside the package, so that it can be imported by its name.
    const folder = mkdtempSync(join(ROOT, 'dist', 'examples-'));
    try {
      examples.forEach(({ at, text }, n) => {
        writeFileSync(join(folder, `${n}.ts`), `// ${at}\n${text}\nexport {};\n`);
      });
      const options = { noEmit: true, noUnusedLocals: false, rootDir: '../..' };
      const config = { extends: '../../tsconfig.json', compilerOptions: options, include: ['*.ts'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, exclude: [] }));
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
      const named = stdout.replace(
        /^.*?(\d+)\.ts\((\d+)/gm,
        (_, n, line) => `${examples[n].at} (+${line - 2}`,
      );
      assert.equal(status, 0, named);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('examples of a scenario', () => {
  for (const { at, text } of written('yaml')) {
    it(`${at} is valid`, () => {
      parseScenario(/^name:/m.test(text) ? text : `${text}name: example\n`, at);
    });
  }
});

/** The arguments that a shell would give to the first command of a line. */
function argumentsOf(line: string): string[] {
  const words = [...line.matchAll(/[#|>].*$|(?:'[^']*'|"[^"]*"|[^\s'"#|>])+/g)].map(([word]) => word);
  return words.filter((word) => !/^[#|>]/.test(word)).map((word) => word.replace(/['"]/g, ''));
}

describe('examples of the command', () => {
  const lines = inPages.flatMap(({ at, text }) =>
    text
      .replace(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => /^(?:\$ )?(?:npx )?uestorm ((?!\w+\S*: ).*)$/.exec(line)?.[1])
      .filter((line) => line !== undefined)
      .map((line) => [at, line] as const),
  );
  const program = createProgram({} as Parameters<typeof createProgram>[0], () => undefined);

  it('are found', () => assert.ok(lines.length > 20, `${lines.length}`));

  for (const [at, line] of lines) {
    it(`${at}: uestorm ${line}`, () => {
      const [name, ...args] = argumentsOf(line);
      const command = program.commands.find((known) => known.name() === name);
      assert.ok(command, `no command ${name}`);
      const { operands, unknown } = command.parseOptions(args);
      assert.deepEqual(
        unknown.filter((word) => word !== '--help'),
        [],
      );
      assert.ok(
        operands.length <= command.registeredArguments.length || command.registeredArguments.at(-1)?.variadic,
      );
    });
  }
});
