import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/*
 * Programs that tests need and Node.js does not bring. Where one is missing, its tests are skipped, and say so; `.ci/run`
 * installs them all.
 */

/** Debian's packages of programs that have not the name of theirs. */
const PACKAGES: Readonly<Record<string, string>> = {
  promtool: 'prometheus',
  editcap: 'wireshark-common',
  pgrep: 'procps',
  unshare: 'util-linux',
  umount: 'mount',
};

export const packageOf = (program: string): string => PACKAGES[program] ?? program;

/** Where a shell would find a program; null: it is not installed. */
export function whereIs(program: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Perhaps it is in the next one.
    }
  }
  return null;
}

/** For `skip` of tests that need these programs: which of them are missing, and the remedy; false: none. */
export function missing(...programs: readonly string[]): string | false {
  const absent = programs.filter((program) => whereIs(program) === null);
  if (absent.length === 0) return false;
  const packages = [...new Set(absent.map(packageOf))].join(' ');
  return `not installed: ${absent.join(', ')}; apt-get install ${packages}`;
}
