import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { main } from '../../../src/cli/program.js';
import { runScenario } from '../../../src/run.js';
import { assertAccessible, assertFits, noBrowser, openBrowser, watch } from '../../browser.js';
import { FakeProcess, Sink } from '../../cli/world.js';
import { ask } from '../http.js';

const RUN = [
  ...['run', 'collision-storm', '--clock', 'real', '--ues', '800', '--duration', '20m', '--quiet'],
  ...[
    '--set',
    'regions=2',
    '--set',
    'mme.servers=2',
    '--set',
    'mme.service.mean=200us',
    '--metrics-port',
    '0',
  ],
];

/** Standard error that tells when the server listens, and where. */
class Listening extends Sink {
  private found: (url: string) => void = () => undefined;
  readonly url = new Promise<string>((come) => {
    this.found = come;
  });
  override write(text: string): void {
    super.write(text);
    const [, url] = /metrics and control at (\S+)\//.exec(text) ?? [];
    if (url !== undefined) this.found(url);
  }
}

/** In the page: whether something has been drawn on each canvas. */
const DRAWN = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0) colours.add(data[i] + ',' + data[i + 1] + ',' + data[i + 2]);
  return colours.size;
})`;

describe('the live page', { skip: noBrowser }, () => {
  const signals = new FakeProcess();
  const stderr = new Listening();
  let ended: Promise<number>;
  let url: string;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: Page;
  let seen: ReturnType<typeof watch>;
  const status = async () => (await ask(`${url}/api/status`)).json();
  const tile = (name: string) => page.locator('.tile', { has: page.getByText(name, { exact: true }) });

  before(async () => {
    ended = main(RUN, { runScenario, stdout: new Sink(), stderr, signals, env: {} });
    url = await stderr.url;
    browser = await openBrowser({ viewport: { width: 1280, height: 900 } });
    page = await browser.context.newPage();
    seen = watch(page);
    await page.goto(`${url}/`);
    await page.locator('#state', { hasText: 'running' }).waitFor();
    await page.locator('#rules td', { hasText: 'ms' }).first().waitFor();
  });
  after(async () => {
    await browser?.close();
    signals.emit('SIGINT');
    await ended;
  });

  it('says on the first screen what is carried, in time, held, and whether anything breaks', async () => {
    assert.equal(await page.locator('#invariants').innerText(), 'All seven invariants hold.');
    for (const part of ['#invariants', '#tiles', '#rules', '#hold-chart']) {
      const box = await page.locator(part).boundingBox();
      assert.ok(box !== null && box.y < 450, part);
    }
    // A rate needs a second reading of the status.
    await tile('messages')
      .filter({ hasText: /[\d.]+( k)?\/s/ })
      .waitFor();
    assert.match(await tile('lateness').innerText(), /of [\d.]+( k)? late, at 1 ×/);
  });

  it('agrees with /api/status', async () => {
    const before = await status();
    await page.waitForTimeout(1100);
    const [, shown] = /^([\d.]+)(?: (?:k|M))? offered/m.exec(await tile('procedures').innerText()) ?? [];
    assert.ok(Number(shown) > 0);
    const holds = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.tile')].find((tile) => tile.innerText.startsWith('holds')).innerText.split('\\n')",
    );
    const [, count, unit] = /^([\d.]+)(?: (k))? in all$/.exec(holds[holds.length - 1]) ?? [];
    const value = Number(count) * (unit === 'k' ? 1000 : 1);
    const after = await status();
    const slack = unit === 'k' ? 0.006 * value : 0;
    assert.ok(value >= Number(before.holds) - slack && value <= Number(after.holds) + slack, `${value}`);
  });

  it('has drawn its charts, and says in words what they show', async () => {
    const colours = await page.evaluate<number[]>(DRAWN);
    assert.equal(colours.length, 4);
    for (const count of colours) assert.ok(count > 3, `${colours}`);
    assert.match(
      (await page.locator('#hold-chart .plot').getAttribute('aria-label')) ?? '',
      /^p99 of holds; last: rule \d+ [\d.]+ (µs|ms|s)/,
    );
    await page.getByLabel('Percentile').selectOption('p50');
    assert.match(
      (await page.locator('#hold-chart .plot').getAttribute('aria-label')) ?? '',
      /^p50 of holds; last: rule \d+ [\d.]+ (µs|ms|s)/,
    );
    assert.match((await page.locator('canvas.heat').getAttribute('aria-label')) ?? '', /\d+ holds shown/);
  });

  it('shows MMEs where they have servers', async () => {
    assert.equal(await page.locator('#mmes li').count(), 2);
    assert.match(await page.locator('#mmes p').innerText(), /% of all servers in use now, \d+ messages wait/);
  });

  it('is for everybody, in light and dark, wide and narrow', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.waitForTimeout(200);
        await assertAccessible(page, `${colorScheme}, ${width} px`);
        await assertFits(page, `${colorScheme}, ${width} px`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('shows two people the same', async () => {
    const other = await browser.context.newPage();
    await other.goto(`${url}/`);
    await other.locator('#rules td', { hasText: 'ms' }).first().waitFor();
    const [one, two] = await Promise.all([page, other].map((each) => each.locator('#times').innerText()));
    const whole = (times: string) => times.match(/ of (.+ simulated)/)?.[1];
    assert.equal(whole(one), '20:00 simulated');
    assert.equal(whole(two), whole(one), 'the same run');
    // History comes with the page: the other one has the whole heat map at once.
    assert.match((await other.locator('canvas.heat').getAttribute('aria-label')) ?? '', /\d+ holds shown/);
    await other.close();
  });

  it('comes back after a lost connection', async () => {
    await browser.context.setOffline(true);
    await page.reload({ timeout: 2000 }).catch(() => undefined);
    await browser.context.setOffline(false);
    await page.goto(`${url}/`);
    await page.locator('#state', { hasText: 'running' }).waitFor();
    await page.locator('#rules td', { hasText: 'ms' }).first().waitFor();
  });

  it('steers: load, pause, a procedure at a UE', async () => {
    await page.locator('input[type=range]').fill('2');
    await page.getByText('load 2 ×', { exact: true }).first().waitFor();
    await page.locator('.said', { hasText: 'load 2 ×' }).waitFor();
    assert.equal((await status()).loadFactor, 2);
    await page.getByRole('button', { name: 'Pause the load' }).click();
    await page.getByRole('button', { name: 'Resume the load' }).waitFor();
    assert.equal((await status()).loadFactor, 0);
    await page.getByRole('button', { name: 'Resume the load' }).click();
    await page.getByRole('button', { name: 'Pause the load' }).waitFor();
    assert.equal((await status()).loadFactor, 2);
    await page.getByRole('spinbutton', { name: 'UE', exact: true }).fill('7');
    await page.getByLabel('traffic').selectOption('rekey');
    await page.getByRole('button', { name: 'Inject' }).press('Enter');
    await page.locator('.said', { hasText: 'rekey waits for UE 7' }).waitFor();
  });

  it('shows the ladder of the next UE that a rule holds, as it goes, to everybody', async () => {
    await page.locator('#watch select').selectOption({ label: 'next UE that rule 6 holds' });
    await page.getByRole('button', { name: 'Seek' }).press('Enter');
    const ladder = page.locator('pre.ladder');
    await ladder.filter({ hasText: '** rule 6 holds' }).waitFor();
    assert.match(await page.locator('#watched').innerText(), /^UE \d+, the next UE that rule 6 holds, from /);
    const other = await browser.context.newPage();
    await other.goto(`${url}/`);
    await other.locator('pre.ladder', { hasText: '** rule 6 holds' }).waitFor();
    await other.close();
    await assertAccessible(page, 'with a ladder');
    await page.setViewportSize({ width: 360, height: 900 });
    await assertFits(page, 'with a ladder, 360 px');
    await assertAccessible(page, 'with a ladder, 360 px');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('shows the ladder of a UE that was asked for, and then of nobody', async () => {
    await page.getByRole('spinbutton', { name: 'UE to watch' }).fill('7');
    await page.getByRole('button', { name: 'Watch', exact: true }).click();
    await page.locator('#watched', { hasText: /^UE 7[,:]/ }).waitFor();
    await page.getByRole('spinbutton', { name: 'UE', exact: true }).fill('7');
    await page.getByLabel('traffic').selectOption('downlink_nas');
    const ladder = page.locator('pre.ladder', { hasText: /downlink_nas|DLInformationTransfer/ });
    for (let asked = 0; asked < 20 && !(await ladder.isVisible()); asked++) {
      await page.getByRole('button', { name: 'Inject' }).click();
      await page.waitForTimeout(600);
    }
    assert.ok(await ladder.isVisible());
    await page.getByRole('button', { name: 'Watch nobody' }).click();
    await page.locator('#watched', { hasText: 'Nobody is watched.' }).waitFor();
    assert.equal(await page.locator('pre.ladder').isVisible(), false);
  });

  it('asked nobody but this machine, and complained about nothing', () => {
    const elsewhere = seen.requests.filter(
      (each) => !each.startsWith(`${url}/`) && !each.startsWith('data:'),
    );
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(
      seen.complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED/.test(text)),
      [],
    );
  });

  it('stops the run when that is asked for twice', async () => {
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.getByRole('button', { name: 'Let it run' }).click();
    assert.equal((await status()).state, 'running');
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.getByRole('button', { name: 'Stop it' }).press('Enter');
    assert.equal(await ended, 130);
  });
});
