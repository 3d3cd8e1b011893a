// A service that cannot be reached for a while: what was there stays, the failure is said once, and
// the page recovers by itself, whole.

import assert from 'node:assert/strict';

import { later } from '../../src/web/aged.js';
import { test, visit, withoutDrawing, withoutFirst } from './harness.mjs';
import { service } from './page.mjs';

const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
const ALL = /\/(v1\/|web\/config\.json)/;
const PHONE = { width: 360, height: 740, hasTouch: true };

// A visitor's page whose way to the service can be cut and mended.
async function visitor(browser, { down = false } = {}) {
  const { context, page } = await visit(browser, PHONE);
  await withoutFirst(page);
  const answer = { how: (route) => route.abort() };
  const cut = () => page.route(ALL, (route) => answer.how(route));
  const mend = () => page.unroute(ALL);
  if (down) await cut();
  return { context, page, cut, mend, answer };
}

const alerts = (page) => page.getByRole('alert').allTextContents();
const names = (page) => page.locator('.station .name').allTextContents();

test('after an outage at the start everything is there by itself: list, chips, map, sources', async (browser) => {
  const { page, mend } = await visitor(browser, { down: true });
  await page.goto(await service() + ASKED);
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await alerts(page), ['连不上服务，请检查网络后再试。']);
  assert.equal(await page.getByText('连不上服务').count(), 1);
  // The first needs can be chosen already.
  await page.locator('.needs .chip[data-key="toilet"]').tap();
  await mend();
  await page.locator('.station').first().waitFor();
  await page.locator('.legend').waitFor();
  await page.locator('.marker').first().waitFor();
  await page.locator('.sources bdi').first().waitFor();
  assert.deepEqual(await alerts(page), []);
  assert.match(page.url(), /amenity=toilet/);
  await page.locator('.chip.more').tap();
  assert.ok(await page.locator('.needs-drawer .chip').count() > 10);
});

test('the button tries all of it again at once', async (browser) => {
  const { page, mend } = await visitor(browser, { down: true });
  await page.goto(await service() + ASKED);
  await page.getByRole('alert').waitFor();
  await mend();
  await page.getByRole('button', { name: '再试一次' }).tap();
  await page.locator('.station').first().waitFor();
  await page.locator('.legend').waitFor();
  assert.deepEqual(await alerts(page), []);
});

test('a question that fails leaves the list as it was, and says of when it is', async (browser) => {
  for (const how of [(route) => route.abort(), (route) => route.fulfill({ status: 503, json: { title: 'busy' } }), (route) => route.fulfill({ status: 500, body: '<html>' }), (route) => route.fulfill({ status: 429, json: { title: 'too many' } })]) {
    const { page, cut, mend, answer } = await visitor(browser);
    await page.goto(await service() + ASKED);
    await page.locator('.marker').first().waitFor();
    await page.locator('.legend').waitFor();
    const before = await names(page);
    answer.how = how;
    await cut();
    await page.locator('.needs .chip[data-key="toilet"]').tap();
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await names(page), before);
    assert.equal(await page.locator('.marker').count(), before.length);
    assert.equal((await alerts(page)).length, 1);
    assert.match(await page.locator('.problem').textContent(), /下面还是 \d\d:\d\d 的结果/);
    await mend();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelectorAll('.offer.wanted').length > 0);
    assert.ok((await names(page)).length < before.length);
  }
});

test('a station that cannot be asked for leaves the list, and comes when it can', async (browser) => {
  const { page, cut, mend } = await visitor(browser);
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().waitFor();
  const before = await names(page);
  await cut();
  await page.locator('.station').first().tap();
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await names(page), before);
  await mend();
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), before[0]);
  assert.deepEqual(await alerts(page), []);
});

test('a device that is back on the network is answered at once', async (browser) => {
  const { context, page } = await visitor(browser);
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().waitFor();
  await context.setOffline(true);
  await page.locator('.needs .chip[data-key="toilet"]').tap();
  await page.getByRole('alert').waitFor();
  await context.setOffline(false);
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.locator('.offer.wanted').first().waitFor();
});

test('while it lasts the waits get longer, and nothing is said twice', async (browser) => {
  const { page } = await visitor(browser, { down: true });
  await page.clock.install();
  const asked = [];
  page.on('request', (request) => { if (request.url().endsWith('/v1/meta')) asked.push(request.url()); });
  await page.addInitScript(() => { window.said = 0; });
  await page.goto(await service() + ASKED);
  await page.getByRole('alert').waitFor();
  await page.evaluate(() => {
    new MutationObserver((changes) => { window.said += changes.length; }).observe(document.querySelector('.alert'), { childList: true });
  });
  for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
    await page.clock.runFor(seconds * 1000 + 100);
    await page.waitForTimeout(100);
  }
  assert.ok(asked.length >= 6 && asked.length <= 9, `${asked.length} times in three minutes`);
  assert.equal(await page.evaluate(() => window.said), 0);
});

test('what the service does not know yet is asked for until it does', async (browser) => {
  const { page, mend } = await visitor(browser);
  await page.route('**/v1/meta', (route) => route.fulfill({ status: 503, json: { title: 'starting' } }));
  await page.goto(await service() + ASKED);
  await page.locator('.station').first().waitFor();
  assert.equal(await page.locator('.sources bdi').count(), 0);
  await page.unroute('**/v1/meta');
  await mend();
  await page.locator('.sources bdi').first().waitFor();
});

// The card of a station of the list at that `path`, which says what `change` makes of its answers,
// and another such change from then on.
async function card(browser, path, first) {
  const { context, page } = await visit(browser, PHONE);
  await withoutDrawing(page);
  await page.clock.install();
  const told = { change: first };
  await page.route(/\/v1\/stations\//, async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    for (const { properties } of answer.features ?? [answer]) Object.assign(properties, told.change(answer.query.at));
    await route.fulfill({ response, json: answer });
  });
  const { features } = await (await context.request.get(`${await service()}/v1/stations/nearest?lat=22.3193&lon=114.1694&open=any`)).json();
  await withoutFirst(page);
  await page.goto(`${await service()}${path}&station=${encodeURIComponent(features[0].id)}`);
  await page.locator('.details .state.open').first().waitFor();
  return { context, page, told };
}

const WITH_PLACE = '/?lat=22.3193&lon=114.1694&open=any';
const opened = (at) => ({ open_state: 'open', open_reason: 'hours', open_until: later(at, 60 * 60_000), opens_at: null, notice: null });
const closed = () => ({ open_state: 'closed', open_reason: 'notice', open_until: null, opens_at: null, notice: '今天关门' });

test('a card that stays open is asked for again, and keeps the focus and the place it is scrolled to', async (browser) => {
  for (const path of [WITH_PLACE, '/?open=any']) {
    const { context, page, told } = await card(browser, path, opened);
    await page.locator('.details a[href], .details button').last().focus();
    await page.locator('.scroll').evaluate((element) => { element.scrollTop = 90; });
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    const before = await focused();
    assert.equal(await page.locator('.details > .notice').count(), 0);
    told.change = closed;
    await page.clock.runFor(61_000);
    await page.locator('.details > .notice', { hasText: '今天关门' }).waitFor();
    await page.locator('.details > p > .state.closed').waitFor();
    assert.equal(await focused(), before);
    assert.equal(await page.locator('.scroll').evaluate((element) => element.scrollTop), 90);
    await context.close();
  }
});

test('a card that cannot be asked for again shows its age, and nothing as open that may have closed', async (browser) => {
  for (const path of [WITH_PLACE, '/?open=any']) {
    const { context, page } = await card(browser, path, opened);
    await context.setOffline(true);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.clock.fastForward('02:00:00');
    await page.locator('.details .old').waitFor();
    await page.locator('.details > p > .state.unknown').waitFor();
    await context.setOffline(false);
    await page.clock.runFor(61_000);
    await page.locator('.details .old').waitFor({ state: 'detached' });
    await context.close();
  }
});
