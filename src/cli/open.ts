import { spawn } from 'node:child_process';
import type { Output } from './output.js';

/** What opens an address in the browser of whoever sits there. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens a page: in the program that BROWSER names, or as the system does it. That there is none is no failure of a run. */
export function openPage(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  stderr: Output,
): void {
  const [command, ...before] = env.BROWSER ? [env.BROWSER] : (OPENERS[process.platform] ?? ['xdg-open']);
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', ({ message }) => stderr.write(`uestorm: --open: ${message}; open ${url} yourself\n`));
  child.unref();
}
