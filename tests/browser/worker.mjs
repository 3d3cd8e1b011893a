// Where the map library's worker cannot start the map says so, and all else works.

import assert from 'node:assert/strict';

import { somebodysPage, widget } from './embed.mjs';
import { test, visit } from './harness.mjs';
import { service } from './page.mjs';

const PLACE = 'lat="22.3193" lon="114.1694" at="2026-11-24T12:00"';
const NOTE = '地图的后台程序在这个网页里启动不了';
// As long as the page waits for a worker that says nothing.
const WORKER_MS = 20_000;

async function isToldAndWorks(page) {
  await page.locator('.map-note').getByText(NOTE).waitFor();
  assert.equal(await page.locator('.marker').count(), 10);
  await page.locator('.station').first().click();
  await page.locator('.details .week').waitFor();
}

test('in a frame that may only run scripts the map says what is missing', async (browser) => {
  const base = await service();
  const { page } = await visit(browser);
  const src = `${base}/embed?lat=22.3193&lon=114.1694&at=2026-11-24T12:00`;
  await page.goto(await somebodysPage(`<iframe sandbox="allow-scripts" width="900" height="700" src="${src}"></iframe>`));
  await isToldAndWorks(page.frameLocator('iframe'));
});

test('with the origin allowed as well the frame’s map is whole', async (browser) => {
  const base = await service();
  const { page } = await visit(browser);
  const src = `${base}/embed?lat=22.3193&lon=114.1694&at=2026-11-24T12:00`;
  const shown = page.waitForRequest(/v1\/tiles\/\d+/);
  await page.goto(await somebodysPage(`<iframe sandbox="allow-scripts allow-same-origin" width="900" height="700" src="${src}"></iframe>`));
  await page.frameLocator('iframe').locator('.legend').waitFor();
  await shown;
  assert.equal(await page.frameLocator('iframe').locator('.map-note:not([hidden])').count(), 0);
});

test('on a page whose policy lets no worker start the map says what is missing', async (browser) => {
  const base = await service();
  const allowed = `default-src 'none'; script-src ${base}; style-src ${base}; connect-src ${base}; img-src data: blob:`;
  for (const policy of [`${allowed}; worker-src 'none'`, `${allowed}; worker-src ${base}`, "require-trusted-types-for 'script'"]) {
    const { page } = await visit(browser);
    await page.goto(await somebodysPage(widget(base, PLACE), policy));
    await isToldAndWorks(page);
    await page.close();
  }
});

test('in a browser whose workers stay silent the map says so after a while', async (browser) => {
  const { page } = await visit(browser);
  await page.addInitScript((waited) => {
    class Silent extends EventTarget { postMessage() {} terminate() {} }
    window.Worker = Silent;
    // The wait is the page's own: only its length is shortened here.
    const { setTimeout: timer } = window;
    window.setTimeout = (act, ms, ...rest) => timer(act, ms === waited ? 200 : ms, ...rest);
  }, WORKER_MS);
  await page.goto(`${await service()}/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00`);
  await isToldAndWorks(page);
});

test('missing tiles are no fault of the worker', async (browser) => {
  const base = await service();
  const { page } = await visit(browser);
  await page.route('**/v1/tiles/**', (route) => route.fulfill({ status: 503, body: 'no worker left' }));
  await page.goto(await somebodysPage(widget(base, `${PLACE} basemap="${base}/worker/{z}/{x}/{y}.png"`)));
  await page.locator('.marker').first().waitFor();
  await page.waitForTimeout(1500);
  assert.equal(await page.locator('.map-note:not([hidden])').count(), 0);
});
