import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { missing, whereIs } from './programs.js';

/*
 * A real browser for tests: Debian's chromium, driven by playwright-core, which brings none of its own.
 */

/** For `describe`: why there is no browser, or false. */
export const noBrowser = missing('chromium');

/** It asks nobody for anything but what a page asks for. */
const ARGUMENTS = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a profile of its own. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<{
  readonly context: BrowserContext;
  close(): Promise<void>;
}> {
  const profile = mkdtempSync(join(tmpdir(), 'uestorm-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: whereIs('chromium') ?? 'chromium',
    args: ARGUMENTS,
    ...options,
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** What a page complained about, and where it asked for anything; filled from now on. */
export function watch(page: Page): { readonly complaints: string[]; readonly requests: string[] } {
  const seen = { complaints: [] as string[], requests: [] as string[] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  page.on('request', (request) => seen.requests.push(request.url()));
  return seen;
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Nothing that axe-core calls serious or worse. */
export async function assertAccessible(page: Page, when: string): Promise<void> {
  // In a world of its own: the page's content security policy lets no other script in.
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
  });
  await session.send('Runtime.evaluate', { expression: AXE, contextId });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression:
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.slice(0, 3).map(({ html, failureSummary }) => html.slice(0, 150) + ' ' + failureSummary) })))",
    contextId,
    awaitPromise: true,
    returnByValue: true,
  });
  assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
  const serious = (result.value as { impact: string }[]).filter(
    ({ impact }) => impact === 'serious' || impact === 'critical',
  );
  assert.deepEqual(serious, [], when);
  await session.detach();
}

/** How long a page may take until what follows its width (ResizeObserver) is drawn anew; on a busy machine that takes a while. */
const SETTLES_MS = 5000;

/** Nothing sticks out to the right, as soon as the page has settled. */
export async function assertFits(page: Page, when: string): Promise<void> {
  const over = async () =>
    Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
  const until = performance.now() + SETTLES_MS;
  let wide = await over();
  while (wide > 0 && performance.now() < until) {
    await page.waitForTimeout(50);
    wide = await over();
  }
  assert.ok(wide <= 0, `${when}: ${wide} px too wide`);
}
