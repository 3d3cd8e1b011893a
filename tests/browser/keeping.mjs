// The page of a door while the service cannot be reached, or does not know.

import assert from 'node:assert/strict';

import { later } from '../../src/web/aged.js';
import { test, visit } from './harness.mjs';
import { PHONE, living } from './living.mjs';

const busy = (route) => route.fulfill({ status: 503, json: { title: 'busy' } });
const STATION = /\/v1\/stations\/[^/]+$/;

test('at the door what cannot be asked for again grows old and is never open by mistake', async (browser) => {
  const { base } = await living();
  const { context, page } = await visit(browser, PHONE);
  const looked = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.route(STATION, async (route) => {
    const response = await route.fetch();
    const feature = await response.json();
    Object.assign(feature.properties, { open_state: 'open', open_reason: 'hours', open_until: later(feature.query.at, 60 * 60_000) });
    await route.fulfill({ response, json: feature });
  });
  await page.clock.install();
  await page.goto(`${base}/s/ages`);
  await page.locator('.details > p > .state.open').waitFor();
  await page.unroute(STATION);
  await context.setOffline(true);
  await page.clock.fastForward('02:00:00');
  await looked();
  await page.locator('.details .old').waitFor();
  await page.locator('.details > p > .state.unknown').waitFor();
  assert.equal(await page.getByRole('alert').count(), 1);
  await context.setOffline(false);
  await looked();
  await page.locator('.details > p > .state.open').waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.route(STATION, (route) => route.fulfill({ status: 404, json: { title: 'gone' } }));
  await looked();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.locator('.details').count(), 0);
});

test('at the door a station is shown without the vocabulary, and a report being written is left alone', async (browser) => {
  const { base } = await living();
  const { page } = await visit(browser, PHONE);
  const looked = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.route('**/v1/meta', busy);
  await page.goto(`${base}/s/ages`);
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.reports').count(), 0);
  await page.unroute('**/v1/meta');
  await looked();
  await page.locator('[data-what="other"]').tap();
  await page.locator('.report-form textarea').fill('灯坏了');
  await page.route(STATION, (route) => route.abort());
  await looked();
  await page.waitForTimeout(300);
  assert.equal(await page.locator('.report-form textarea').inputValue(), '灯坏了');
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.unroute(STATION);
  // A press on a language is a wish.
  await page.getByRole('button', { name: 'English' }).tap();
  await page.getByText('Not as it says here?').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.equal(await page.locator('.report-form').count(), 0);
});
