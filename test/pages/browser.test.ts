import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { main } from '../../src/cli/program.js';
import { runScenario } from '../../src/run.js';
import { assertAccessible, assertFits, noBrowser, openBrowser, watch } from '../browser.js';
import { FakeProcess, Sink } from '../cli/world.js';

/** In the page: how many lines each chart has that go anywhere, and whether they stay in it. */
const CHARTS = `[...document.querySelectorAll('svg.plot')].map((svg) => {
  const frame = svg.getBoundingClientRect();
  const lines = [...svg.querySelectorAll('path')].map((path) => path.getBoundingClientRect());
  return {
    lines: lines.filter(({ width }) => width > 20).length,
    inside: lines.every(
      ({ left, right, top, bottom }) =>
        left >= frame.left - 2 && right <= frame.right + 2 && top >= frame.top - 2 && bottom <= frame.bottom + 2,
    ),
  };
})`;

const BYTES_MAX = 2 * 2 ** 20;

describe('report.html in a browser, from disk', { skip: noBrowser }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'uestorm-report-'));
  const file = join(dir, 'report.html');
  const stdout = new Sink(false, 132);
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: Page;
  let seen: ReturnType<typeof watch>;

  before(async () => {
    const argv = ['run', 'collision-storm', '--ues', '600', '--duration', '10s', '--without-rule', '6'];
    const trace = ['--trace', join(dir, 'run.trace'), '--trace-ues', 'violated'];
    await main([...argv, ...trace, '--out', dir], {
      ...{ runScenario, stdout, stderr: new Sink(), signals: new FakeProcess(), env: {} },
    });
    browser = await openBrowser();
    page = await browser.context.newPage();
    seen = watch(page);
    await page.goto(pathToFileURL(file).href);
  });
  after(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true });
  });

  it('is one file below 2 MiB that asks for nothing else and complains about nothing', () => {
    assert.ok(statSync(file).size < BYTES_MAX);
    assert.deepEqual(
      seen.requests.filter((url) => !url.startsWith('data:')),
      [pathToFileURL(file).href],
    );
    assert.deepEqual(seen.complaints, []);
  });

  it('says what the summary says', async () => {
    const text = await page.innerText('main');
    const [, holds] = /^ 1 No new KeNB while a NAS SMC is ongoing +\d+ +(\d+)/m.exec(stdout.text) ?? [];
    const row = await page.getByRole('row', { name: /No new KeNB while a NAS SMC is ongoing/ }).innerText();
    assert.equal(row.split('\t')[2], holds);
    assert.match(text, /violated, without rule 6/);
  });

  it('has drawn its charts inside their frames', async () => {
    const charts = await page.evaluate<{ lines: number; inside: boolean }[]>(CHARTS);
    assert.ok(charts.length >= 8, `${charts.length} charts`);
    for (const { lines, inside } of charts) assert.ok(lines > 0 && inside, JSON.stringify(charts));
  });

  it('shows the ladder of the first violation', async () => {
    const ladder = page.locator('svg.ladder').first();
    await page
      .getByText(/^UE \d+: .*nas_agreement violated at/)
      .first()
      .click();
    assert.ok(await ladder.isVisible());
    assert.match(await ladder.innerHTML(), /VIOLATION of nas_agreement/);
  });

  it('is for everybody, in light and dark, wide and narrow', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        await assertAccessible(page, `${colorScheme}, ${width} px`);
        await assertFits(page, `${colorScheme}, ${width} px`);
      }
    }
  });
});
