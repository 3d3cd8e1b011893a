// A slow network: what comes before the first list, in which order, and how much.

import assert from 'node:assert/strict';

import { ROOT, test, visit, withoutDrawing } from './harness.mjs';
import { service } from './page.mjs';

const PLACE = '/?lat=22.3193&lon=114.1694';
const PHONE = { width: 360, height: 740, hasTouch: true };
const MOST_BYTES = 60_000;

// Requests of a page with the bytes of their answers as they were sent, heads included.
async function watched(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const seen = new Map();
  session.on('Network.requestWillBeSent', ({ requestId, request }) => seen.set(requestId, { url: request.url, bytes: 0 }));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => { if (seen.has(requestId)) seen.get(requestId).bytes = encodedDataLength; });
  return () => [...seen.values()];
}

// Marks in the page when the list is there.
async function markList(page) {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('.station .name')) return;
      observer.disconnect();
      fetch('/health/live?list');
    }).observe(document, { childList: true, subtree: true });
  });
}

// The rings of the map are asked for too, but not waited for.
const isQuestion = (url) => /\/v1\/(stations|meta)|config\.json/.test(url);
const isMap = (url) => /maplibre|geojson|\/map-|\/tiles\//.test(url);

test('before the first list come 60 kB at most, no question, and nothing of the map', async (browser) => {
  const { page } = await visit(browser, PHONE);
  const requests = await watched(page);
  await markList(page);
  await page.goto(await service() + PLACE);
  await page.locator('.station').first().waitFor();
  await page.locator('.legend').waitFor();
  const all = requests();
  const before = all.slice(0, all.findIndex(({ url }) => url.endsWith('?list')));
  const bytes = before.reduce((sum, one) => sum + one.bytes, 0);
  assert.ok(bytes > 20_000 && bytes <= MOST_BYTES, `${bytes} bytes`);
  assert.deepEqual(before.filter(({ url }) => isMap(url) || isQuestion(url)), []);
  const awaited = before.filter(({ url }) => !url.includes('/v1/circle'));
  assert.ok(awaited.length <= 10, awaited.map(({ url }) => url).join());
  assert.ok(all.some(({ url }) => url.endsWith('maplibre-gl.mjs')));
});

test('without a list in the page the map still waits for the list', async (browser) => {
  const { page } = await visit(browser, PHONE);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/v1/stations/nearest*', async (route) => {
    await held;
    await route.continue();
  });
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.addInitScript(() => localStorage.setItem('yizhan', JSON.stringify({ place: { lat: 22.3193, lon: 114.1694, ms: Date.now() } })));
  const isAsked = page.waitForRequest('**/v1/stations/nearest*');
  await page.goto(await service());
  await isAsked;
  await page.waitForTimeout(500);
  assert.deepEqual(asked.filter(isMap), []);
  release();
  await page.locator('.station').first().waitFor();
  await page.locator('.legend').waitFor();
});

test('the list of the page is that of the service, in every script, and readable before and without scripts', async (browser) => {
  const { page: plain } = await visit(browser, { ...PHONE, javaScriptEnabled: false });
  await plain.goto(`${await service()}${PLACE}&at=2026-11-24T12:00`);
  const written = await plain.locator('.first-list li bdi:first-child').allTextContents();
  assert.ok(written.length > 3);
  assert.match(await plain.locator('.first-list h1').textContent(), /最近的驿站 · 2026-11-24 12:00/);
  await plain.screenshot({ path: `${ROOT}target/screenshots/without-scripts.png` });
  const { page } = await visit(browser, PHONE);
  await withoutDrawing(page);
  await page.goto(`${await service()}${PLACE}&at=2026-11-24T12:00`);
  await page.locator('.station').first().waitFor();
  assert.deepEqual(await page.locator('.station .name').allTextContents(), written.filter((_, at) => at < 10));
  assert.equal(await page.locator('.first-list').count(), 0);
  assert.equal(await page.locator('#first').count(), 0);
});

test('a refused address is refused by the page, and a changed question is asked', async (browser) => {
  const { page } = await visit(browser, PHONE);
  await withoutDrawing(page);
  await page.goto(`${await service()}${PLACE}&mode=car`);
  await page.getByRole('alert').waitFor();
  await page.goto(await service() + PLACE);
  await page.locator('.station').first().waitFor();
  const asked = page.waitForRequest((request) => request.url().includes('amenity=toilet'));
  await page.locator('.needs .chip[data-key="toilet"]').tap();
  await asked;
  await page.locator('.offer.wanted').first().waitFor();
});
