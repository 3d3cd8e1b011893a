// Without a network: the page opens, shows what was kept with its age, and nothing as open that may
// have closed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';

import { agedAnswer, later } from '../../src/web/aged.js';
import { ROOT, host, serve, test, visit, withoutDrawing } from './harness.mjs';
import { service } from './page.mjs';

const PLACE = '/?lat=22.3193&lon=114.1694';
const PHONE = { width: 360, height: 740, hasTouch: true, serviceWorkers: 'allow' };
const MINUTE_MS = 60_000;

// A visitor whose browser has installed the page and kept the list with the stations around.
async function installed(browser, address = null) {
  const { context, page, seen } = await visit(browser, PHONE);
  const base = address ?? await service();
  const around = page.waitForResponse((response) => response.url().includes('limit=50'));
  await page.goto(base + PLACE);
  await page.locator('.station').first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.locator('.legend').waitFor();
  await around;
  await kept(page, 'around');
  return { context, page, seen, base };
}

// Waits until the device keeps one of a kind.
function kept(page, kind) {
  return page.waitForFunction(async (wanted) => {
    const cache = await caches.open('yizhan-kept');
    return (await cache.keys()).some(({ url }) => url.includes(`/kept/${wanted}`));
  }, kind);
}

const names = (page) => page.locator('.station .name').allTextContents();

test('without a network the page opens with the last list, marked with its age, and its stations', async (browser) => {
  const { context, page } = await installed(browser);
  const before = await names(page);
  await context.setOffline(true);
  await page.reload();
  await page.locator('.station').first().waitFor();
  assert.deepEqual(await names(page), before);
  assert.match(await page.locator('.results-head .old').textContent(), /^离线 · \d\d:\d\d 的结果$/);
  assert.equal((await page.getByRole('alert').allTextContents()).length, 1);
  await page.locator('.marker').first().waitFor();
  await page.screenshot({ path: `${ROOT}target/screenshots/offline.png` });
  // A station that was never opened, as far as the list knew it.
  await page.locator('.station').nth(1).tap();
  await page.locator('.details h2').waitFor();
  assert.equal(await page.locator('.details h2').textContent(), before[1]);
  assert.match(await page.locator('.details .old').textContent(), /^离线 · /);
  await page.screenshot({ path: `${ROOT}target/screenshots/offline-station.png` });
  await page.locator('.back').tap();
  // Another need is answered from the stations around.
  await page.locator('.needs .chip[data-key="toilet"]').tap();
  await page.locator('.offer.wanted').first().waitFor();
  assert.match(await page.locator('.results-head .old').textContent(), /^离线 · /);
  await context.setOffline(false);
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await page.locator('.results-head .old').waitFor({ state: 'detached' });
});

test('what is too far from what is kept is not answered, and says why', async (browser) => {
  const { context, page, base } = await installed(browser);
  await context.setOffline(true);
  await page.goto(`${base}/?lat=22.29&lon=114.17`);
  await page.getByRole('alert').waitFor();
  assert.equal(await page.locator('.station').count(), 0);
});

test('hours later the kept list shows nothing as open that may have closed', async (browser) => {
  const { context, page } = await installed(browser);
  await page.evaluate(async (byMs) => {
    const cache = await caches.open('yizhan-kept');
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const ms = Number(response.headers.get('kept-ms')) - byMs;
      await cache.put(request, new Response(await response.text(), { headers: { 'kept-ms': String(ms) } }));
    }
  }, 36 * 60 * MINUTE_MS);
  await context.setOffline(true);
  await page.reload();
  await page.locator('.station').first().waitFor();
  assert.match(await page.locator('.results-head .old').textContent(), /^离线 · \d+月\d+日 \d\d:\d\d 的结果$/);
  const open = await page.locator('.station .state.open').allTextContents();
  assert.ok(open.every((text) => text.includes('全天')), open.join());
  assert.ok(await page.locator('.station .state.unknown').count() > 0);
});

test('an answer grows old: past its moments a state is unknown, and always stays always', async () => {
  const now = '2026-11-24T12:00:00+08:00';
  const states = [
    ['open', 'always', null, null],
    ['open', 'hours', '2026-11-24T13:00:00+08:00', null],
    ['open', 'hours', '2026-11-24T18:00:00+08:00', null],
    ['open', 'hours', null, null],
    ['closed', 'hours', null, '2026-11-24T13:10:00+08:00'],
    ['closed', 'hours', null, '2026-11-25T08:00:00+08:00'],
    ['closed', 'suspended', null, null],
    ['unknown', 'no_hours', null, null],
  ];
  const features = states.map(([open_state, open_reason, open_until, opens_at]) => ({ id: 'a', properties: { open_state, open_reason, open_until, opens_at, arrive_at: '2026-11-24T12:10:00+08:00' } }));
  const after = (minutes) => agedAnswer({ query: { at: now }, features }, minutes * MINUTE_MS);
  const said = (minutes) => after(minutes).features.map(({ properties }) => properties.open_state);
  assert.deepEqual(said(0), ['open', 'open', 'open', 'unknown', 'closed', 'closed', 'closed', 'unknown']);
  assert.deepEqual(said(49)[1], 'open');
  assert.deepEqual(said(50)[1], 'unknown');
  assert.deepEqual(said(60), ['open', 'unknown', 'open', 'unknown', 'unknown', 'closed', 'closed', 'unknown']);
  assert.equal(after(60).query.at, '2026-11-24T13:00:00+08:00');
  assert.equal(after(60).features[0].properties.arrive_at, '2026-11-24T13:10:00+08:00');
  assert.equal(later('2026-11-24T23:59:30Z', MINUTE_MS), '2026-11-25T00:00:30Z');
  assert.equal(later('2026-11-24T12:00:00-03:30', MINUTE_MS), '2026-11-24T12:01:00-03:30');
});

test('what is kept is bounded, and only good answers are', async (browser) => {
  const { page } = await visit(browser, PHONE);
  await withoutDrawing(page);
  await page.goto(await service() + PLACE);
  await page.locator('.station').first().waitFor();
  await kept(page, 'nearest');
  for (let minutes = 5; minutes < 28; minutes += 1) {
    await page.goto(`${await service()}${PLACE}&minutes=${minutes}&limit=2`);
    await page.locator('.station').first().waitFor();
    await page.waitForFunction(async (wanted) => (await (await caches.open('yizhan-kept')).keys()).some(({ url }) => url.includes(wanted)), minutes === 15 ? 'limit' : `minutes%3D${minutes}`);
  }
  const keys = await page.evaluate(async () => (await (await caches.open('yizhan-kept')).keys()).map(({ url }) => url));
  assert.equal(keys.filter((url) => url.includes('/kept/nearest')).length, 20);
  const count = keys.length;
  await page.route('**/v1/stations/nearest*', (route) => route.fulfill({ status: 500, json: { title: 'broken' } }));
  await page.locator('.needs .chip[data-key="toilet"]').tap();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.evaluate(async () => (await (await caches.open('yizhan-kept')).keys()).length), count);
});

test('a new version replaces the files of the old one and leaves the answers', async (browser) => {
  const { context, page } = await visit(browser, PHONE);
  await page.goto(`${await service()}/docs`);
  const old = 'yizhan-shell-0123456789abcdef';
  await page.evaluate((name) => Promise.all([caches.open(name), caches.open('yizhan-kept'), caches.open('of-another')]), old);
  const page2 = await context.newPage();
  await withoutDrawing(page2);
  await page2.goto(await service());
  await page2.waitForFunction(async (name) => (await navigator.serviceWorker.ready) && !await caches.has(name), old);
  const names = await page2.evaluate(() => caches.keys());
  assert.equal(names.filter((name) => name.startsWith('yizhan-shell-')).length, 1);
  assert.ok(names.includes('yizhan-kept') && names.includes('of-another'));
});

// The service below a path of a proxy, which may also be gone.
async function behindProxy(prefix) {
  const target = await serve({ files: [`${ROOT}tests/browser/hostile.geojson`] });
  const proxy = { mode: 'on' };
  const base = await host((request, response) => {
    if (proxy.mode === 'other') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>other</h1>');
      return;
    }
    if (proxy.mode === 'down') {
      response.writeHead(502).end('bad gateway');
      return;
    }
    if (!request.url.startsWith(prefix)) {
      response.writeHead(404).end();
      return;
    }
    httpGet(target + request.url.slice(prefix.length - 1), { headers: { ...request.headers, host: new URL(target).host } }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
  });
  return { address: base + prefix, proxy };
}

test('below a path of a proxy the worker keeps to that path, and leaves when something else answers', async (browser) => {
  const { address, proxy } = await behindProxy('/map/');
  const { page } = await visit(browser, PHONE);
  await withoutDrawing(page);
  await page.goto(address);
  await page.locator('.welcome').waitFor();
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.ready).scope), address);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  proxy.mode = 'down';
  await page.reload();
  await page.locator('.welcome').waitFor();
  proxy.mode = 'other';
  await page.reload();
  await page.locator('h1', { hasText: 'other' }).waitFor();
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0 && (await caches.keys()).length === 0);
});

test('a frame installs nothing and keeps nothing', async (browser) => {
  const { page } = await visit(browser, PHONE);
  await withoutDrawing(page);
  await page.goto(`${await service()}/embed?lat=22.3193&lon=114.1694`);
  await page.locator('.station').first().waitFor();
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(async () => [await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length]), [[], 0]);
});

test('what the page is called and looks like when it is installed is complete', async (browser) => {
  const { page } = await visit(browser, PHONE);
  await withoutDrawing(page);
  await page.goto(await service());
  const session = await page.context().newCDPSession(page);
  const { errors, manifest } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  assert.equal(manifest.shortName ?? JSON.parse(readFileSync(`${ROOT}src/web/manifest.webmanifest`, 'utf8')).short_name, '驿站');
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
});
