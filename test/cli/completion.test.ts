import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { missing } from '../programs.js';
import { inDirectory } from '../trace/files.js';
import { uestorm } from './world.js';

const scriptFor = async (shell: string): Promise<string> => {
  const { status, stdout } = await uestorm(['completion', shell]);
  assert.equal(status, 0);
  return stdout.text;
};

/** What bash offers where these words have been typed; the last one is not complete yet. */
async function offers(words: readonly string[]): Promise<string[]> {
  const typed = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
  const script = `${await scriptFor('bash')}\n${typed}\n_uestorm\nprintf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8', cwd: 'src' });
  return out.split('\n').filter(Boolean);
}

describe('uestorm completion', () => {
  describe('for bash', { skip: missing('bash') }, () => {
    it('knows the commands', async () => {
      assert.deepEqual(await offers(['uestorm', 'ver']), ['verify']);
      assert.ok((await offers(['uestorm', ''])).includes('capacity'));
    });

    it('knows the options of a command, and not those of others', async () => {
      assert.deepEqual(await offers(['uestorm', 'run', '--max']), ['--max-lateness']);
      assert.deepEqual(await offers(['uestorm', 'trace', '--max']), []);
    });

    it('knows what an option may be', async () => {
      assert.deepEqual(await offers(['uestorm', 'run', '--clock', '']), ['virtual', 'real']);
      assert.deepEqual(await offers(['uestorm', 'completion', 'z']), ['zsh']);
    });

    it('offers presets and files where a scenario stands, and folders for --out', async () => {
      assert.deepEqual(await offers(['uestorm', 'run', 'coll']), ['collision-storm']);
      assert.deepEqual(await offers(['uestorm', 'check', 'index']), ['index.ts']);
      assert.deepEqual(await offers(['uestorm', 'run', '--out', 'scen']), ['scenario']);
    });
  });

  it('for zsh and fish says the same', async () => {
    assert.match(await scriptFor('zsh'), /^ {4}run\) _arguments .*'\*--clock\[.*\]:value:\(virtual real\)'/m);
    assert.match(
      await scriptFor('fish'),
      /^complete -c uestorm -n '__fish_seen_subcommand_from run' -l clock -d '.*' -x -a 'virtual real'$/m,
    );
  });

  for (const [shell, skip] of [
    ['zsh', missing('zsh')],
    ['fish', missing('fish')],
  ] as const) {
    it(`for ${shell} is a script that it reads`, { skip }, async () => {
      await inDirectory(async (dir) => {
        const file = join(dir, 'completion');
        writeFileSync(file, await scriptFor(shell));
        execFileSync(shell, ['-n', file]);
      });
    });
  }

  it('of another shell is refused', async () => {
    const { status, stderr } = await uestorm(['completion', 'csh']);
    assert.equal(status, 2);
    assert.match(stderr.text, /csh.*bash, zsh, fish/);
  });
});
