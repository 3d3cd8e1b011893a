// Without a network: the page opens, shows what was kept with its age, and nothing as open that may
// have closed.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';

import { agedAnswer, later } from '../../src/web/aged.js';
import { Problem } from '../../src/web/ask.js';
import { Kept } from '../../src/web/kept.js';
import { Memory } from '../../src/web/memory.js';
import { DEFAULTS } from '../../src/web/state.js';
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

test('while an answer is slow to come what is known is there, marked', async (browser) => {
  const { page } = await installed(browser);
  const held = [];
  await page.route('**/v1/stations/nearest*', (route) => { held.push(route); });
  await page.clock.install();
  await page.locator('.needs .chip[data-key="toilet"]').tap();
  while (held.length === 0) await page.waitForTimeout(100);
  assert.equal(await page.locator('.results-head .old').count(), 0);
  await page.clock.runFor(7_000);
  await page.locator('.results-head .old').waitFor();
  await page.locator('.offer.wanted').first().waitFor();
  assert.deepEqual(await page.getByRole('alert').allTextContents(), []);
  await Promise.all(held.map((route) => route.continue()));
  await page.locator('.results-head .old').waitFor({ state: 'detached' });
  assert.ok(await page.locator('.station').count() > 0);
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

test('a list that stays on the screen grows old too, also under a question that nothing answers', async (browser) => {
  const { context, page } = await visit(browser, { ...PHONE, serviceWorkers: 'block' });
  await withoutDrawing(page);
  await page.clock.install();
  await page.goto(await service() + PLACE);
  await page.locator('.station').first().waitFor();
  const before = await names(page);
  const open = () => page.locator('.station .state.open').allTextContents();
  await context.setOffline(true);
  await page.clock.fastForward('36:00:00');
  await page.getByRole('alert').waitFor();
  await page.locator('.results-head .old').waitFor();
  assert.deepEqual(await names(page), before);
  assert.ok((await open()).every((text) => text.includes('全天')), (await open()).join());
  await page.locator('.needs .chip[data-key="microwave"]').tap();
  await page.clock.fastForward('01:00');
  await page.waitForTimeout(300);
  assert.deepEqual(await names(page), before);
  assert.ok((await open()).every((text) => text.includes('全天')), (await open()).join());
  assert.equal(await page.locator('.results-head .old').count(), 1);
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

// As much of the browser's cache as the page uses.
function storage() {
  const kept = new Map();
  const cache = {
    keys: async () => [...kept.keys()].map((url) => ({ url })),
    match: async ({ url }) => kept.get(url)?.clone(),
    put: async (url, response) => { kept.set(url, response); },
    delete: async ({ url }) => kept.delete(url),
  };
  return { kept, open: async () => cache };
}

test('what is kept is bounded by count, bytes and age, and only good answers are', async () => {
  const { kept: stored, ...caches } = storage();
  const device = () => new Kept(caches, 'http://h/');
  const writer = device();
  const settled = () => new Promise((resolve) => { setTimeout(resolve, 20); });
  const place = { ...DEFAULTS, lat: 22.3, lon: 114.1 };
  const answer = { query: { at: '2026-11-24T12:00:00+08:00' }, features: [] };
  const keep = async (state, body) => {
    writer.keep(state, 'wgs84', body, async () => null);
    writer.stop();
    await settled();
  };
  for (let minutes = 1; minutes <= 22; minutes += 1) await keep({ ...place, minutes }, answer);
  assert.equal(stored.size, 20);
  assert.equal(await device().answer({ ...place, minutes: 2 }, 'wgs84'), null);
  assert.ok(await device().answer({ ...place, minutes: 3 }, 'wgs84'));
  // Nearly the same place replaces, another datum or place does not answer.
  await keep({ ...place, minutes: 22, lat: 22.3001 }, answer);
  assert.equal(stored.size, 20);
  assert.ok(await device().answer({ ...place, minutes: 22 }, 'wgs84'));
  assert.equal(await device().answer({ ...place, minutes: 22 }, 'gcj02'), null);
  assert.equal(await device().answer({ ...place, minutes: 22, lat: 22.31 }, 'wgs84'), null);
  // Questions for a chosen moment and large answers are not kept.
  stored.clear();
  await keep({ ...place, at: '2026-11-24T12:00' }, answer);
  const padded = (bytes) => ({ ...answer, pad: 'x'.repeat(bytes - JSON.stringify({ ...answer, pad: '' }).length) });
  await keep(place, padded(96 * 1024 + 1));
  assert.equal(stored.size, 0);
  await keep(place, padded(96 * 1024));
  assert.equal(stored.size, 1);
  for (const [days, isThere] of [[6.9, true], [7.1, false]]) {
    const [[url, response]] = [...stored];
    const ms = Date.now() - days * 24 * 60 * MINUTE_MS;
    stored.set(url, new Response(await response.clone().text(), { headers: { 'kept-ms': String(ms) } }));
    assert.equal(await device().answer(place, 'wgs84') !== null, isThere, String(days));
    // What is too old is not on the device any more, nor is the place in its address.
    await device().forgetOld();
    assert.equal(stored.size, isThere ? 1 : 0, String(days));
  }
  // What failed for good is not covered up, what passes is.
  const asked = { at: '', crs: 'wgs84' };
  await writer.station('a', asked, async () => ({ id: 'a', properties: {} }));
  await settled();
  const fails = (status) => writer.station('a', asked, async () => { throw new Problem(status, {}); });
  assert.equal((await fails(503)).id, 'a');
  await assert.rejects(fails(404), Problem);
  await assert.rejects(writer.station('b', asked, async () => { throw new Problem(0, {}); }), Problem);
});

test('a place of twelve hours ago is not on the device any more', async () => {
  const held = new Map();
  const memory = new Memory({ getItem: (key) => held.get(key) ?? null, setItem: (key, text) => held.set(key, text) });
  const ms = 1_800_000_000_000;
  memory.keep({ ...DEFAULTS, lat: 22.3, lon: 114.1 }, { kind: 'device', ms });
  const day = 12 * 60 * MINUTE_MS;
  assert.deepEqual(memory.read(ms + day - 1).place, { lat: 22.3, lon: 114.1, ms });
  assert.equal(memory.read(ms + day).place, null);
  const { place, mode } = JSON.parse([...held.values()][0]);
  assert.deepEqual([place, mode], [undefined, DEFAULTS.mode]);
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
