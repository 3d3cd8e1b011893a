// The widget and the frame, on pages of another origin.

import assert from 'node:assert/strict';

import { host, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const PLACE = 'lat="22.3193" lon="114.1694" at="2026-11-24T12:00"';

// Somebody's page with this body and policy.
export function somebodysPage(body, policy = null) {
  return host((_, response) => {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    if (policy) headers['content-security-policy'] = policy;
    response.writeHead(200, headers).end(`<!doctype html><html lang="zh"><link rel="icon" href="data:,"><title>p</title>${body}</html>`);
  });
}

export const widget = (base, attributes) => `<script type="module" src="${base}/widget.js"></script>
  <h1>Our page</h1><yizhan-map ${attributes}></yizhan-map>`;

test('the widget shows live data on a page of another origin', async (browser) => {
  const base = await service();
  const { page, seen } = await visit(browser);
  await page.goto(await somebodysPage(widget(base, `${PLACE} amenity="toilet"`)));
  await page.locator('yizhan-map .station').first().waitFor();
  await page.locator('yizhan-map .legend').waitFor();
  await page.locator('yizhan-map .marker').first().waitFor();
  assert.deepEqual(seen.errors, []);
  await page.locator('yizhan-map .station').first().click();
  await page.locator('yizhan-map .details .week').waitFor();
  assert.equal(new URL(page.url()).search, '');
});

test('the widget works under the policy that the guide names', async (browser) => {
  const base = await service();
  const policy = `default-src 'none'; script-src ${base}; style-src ${base}; connect-src ${base}; img-src data: blob:; worker-src ${base} blob:`;
  const { page, seen } = await visit(browser);
  await page.goto(await somebodysPage(widget(base, PLACE), policy));
  await page.locator('yizhan-map .marker').first().waitFor();
  await page.locator('yizhan-map .maplibregl-ctrl-scale').waitFor();
  assert.deepEqual(seen.errors, []);
});

test('the widget follows its attributes, and keeps its page as it is', async (browser) => {
  const { page } = await visit(browser);
  await page.goto(await somebodysPage(widget(await service(), `${PLACE} lang="en"`)));
  await page.getByRole('heading', { name: 'The 10 nearest' }).waitFor();
  await page.evaluate(() => document.querySelector('yizhan-map').setAttribute('amenity', 'accessible_toilet'));
  await page.locator('yizhan-map .needs .chip[aria-pressed="true"]', { hasText: 'Accessible toilet' }).waitFor();
  await page.evaluate(() => document.querySelector('yizhan-map').setAttribute('lang', 'zh'));
  await page.getByRole('heading', { name: /找到 \d+ 个站点|最近的 \d+ 个/ }).waitFor();
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('h1')).fontWeight), '700');
  await page.evaluate(() => document.querySelector('yizhan-map').remove());
});

test('the frame works on a page of another origin, the page itself in no frame', async (browser) => {
  const base = await service();
  const { page } = await visit(browser);
  const frames = `<iframe id="a" width="400" height="600" src="${base}/embed?lat=22.3193&lon=114.1694&at=2026-11-24T12:00"></iframe>
    <iframe id="b" width="400" height="600" src="${base}/"></iframe>`;
  await page.goto(await somebodysPage(frames));
  await page.frameLocator('#a').locator('.station').first().waitFor();
  assert.equal(await page.frameLocator('#b').locator('#yizhan').count(), 0);
});
