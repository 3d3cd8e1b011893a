// The API, the widget and the frame on pages of another origin: with the request headers that
// apps add, and where the page loads nothing without leave (Cross-Origin-Embedder-Policy).

import assert from 'node:assert/strict';

import { host, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const PLACE = 'lat="22.3193" lon="114.1694" at="2026-11-24T12:00"';
const ISOLATION = { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin' };

// A page of another origin with this body.
function otherPage(body, headers = {}) {
  return host((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(`<!doctype html><html lang="zh"><link rel="icon" href="data:,"><title>p</title>${body}</html>`);
  });
}

test('a page of another origin may send any request header', async (browser) => {
  const base = await service();
  const { page } = await visit(browser);
  await page.goto(await otherPage('<h1>An app</h1>'));
  const statuses = await page.evaluate(async (address) => {
    const ask = `${address}/v1/stations/nearest?lat=22.3193&lon=114.1694`;
    const some = [
      { authorization: 'Bearer x' }, { 'cache-control': 'no-cache', pragma: 'no-cache' }, { 'x-requested-with': 'XMLHttpRequest' },
      { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, { 'sentry-trace': '1', baggage: 'a=b' },
      { 'x-client-version': '7', authorization: 'Basic eDp5' }, { 'if-none-match': '"x"', 'x-request-id': 'abc' },
    ];
    const body = JSON.stringify({ origins: [{ lat: 22.3193, lon: 114.1694 }] });
    const json = { 'content-type': 'application/json', 'x-anything': '1', authorization: 'Bearer x' };
    const answers = await Promise.all([
      ...some.map((headers) => fetch(ask, { headers })),
      fetch(`${address}/v1/stations/nearest`, { method: 'POST', headers: json, body }),
      fetch(`${address}/v1/stations.geojson`, { headers: { 'x-anything': '1' } }),
      fetch(`${address}/ogc/collections/stations/items`, { headers: { 'x-anything': '1' } }),
    ]);
    return answers.map((answer) => answer.status);
  }, base);
  assert.deepEqual(statuses, Array(10).fill(200));
});

test('the widget has its style, data and map on a page that loads nothing without leave', async (browser) => {
  const base = await service();
  const { page, seen } = await visit(browser);
  const widget = `<script type="module" src="${base}/widget.js"></script><yizhan-map ${PLACE}></yizhan-map>`;
  await page.goto(await otherPage(widget, ISOLATION));
  assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), true);
  await page.locator('yizhan-map .station').first().waitFor();
  await page.locator('yizhan-map .marker').first().waitFor();
  await page.locator('yizhan-map .maplibregl-ctrl-scale').waitFor();
  const height = await page.evaluate(() => document.querySelector('yizhan-map').getBoundingClientRect().height);
  assert.equal(height, 560);
  const blocked = seen.errors.filter((error) => /BLOCKED|Policy|NotSameOrigin/i.test(error));
  assert.deepEqual(blocked, []);
});

test('the frame works on a page that loads nothing without leave', async (browser) => {
  const base = await service();
  const { page } = await visit(browser);
  const frame = `<iframe id="a" width="800" height="600" src="${base}/embed?lat=22.3193&lon=114.1694&at=2026-11-24T12:00"></iframe>`;
  await page.goto(await otherPage(frame, ISOLATION));
  await page.frameLocator('#a').locator('.station').first().waitFor();
  await page.frameLocator('#a').locator('.marker').first().waitFor();
});
