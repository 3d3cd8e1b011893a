// Pictures to look at, in target/screenshots: phone and desktop, light and dark.

import { mkdirSync, statSync } from 'node:fs';
import assert from 'node:assert/strict';

import { ROOT, host, serve, test, visit } from './harness.mjs';
import { service } from './page.mjs';

const FOLDER = `${ROOT}target/screenshots`;
const PHONE = { width: 390, height: 844 };
const ASKED = '/?lat=22.3193&lon=114.1694&at=2026-11-24T12:00';
const COVERAGE = `${ASKED}&coverage=true`;
const EMPTY = '/?lat=22.3193&lon=114.1694&kind=market&unknown_hours=exclude&at=2026-11-24T03:00';

const SHOTS = [
  ['phone-start', '/', PHONE],
  ['phone-list', ASKED, PHONE],
  ['phone-empty', EMPTY, PHONE],
  ['phone-station-dark', `${ASKED}&station=hk-fehd-1048`, { ...PHONE, dark: true }],
  ['phone-english', `${ASKED}&lang=en&amenity=toilet`, PHONE],
  ['desktop-start', '/', {}],
  ['desktop-list', `${ASKED}&amenity=toilet`, {}],
  ['desktop-list-dark', `${ASKED}&mode=bike`, { dark: true }],
  ['phone-coverage', `${COVERAGE}&amenity=toilet&minutes=6`, { width: 360, height: 740 }],
  ['phone-coverage-dark', `${COVERAGE}&minutes=6&lang=en`, { ...PHONE, dark: true }],
  ['desktop-coverage', `${COVERAGE}&minutes=5&amenity=accessible_toilet`, {}],
  ['desktop-coverage-dark', `${COVERAGE}&amenity=toilet&minutes=6&lang=en`, { dark: true }],
  ['desktop-station', '/?lat=31.26897&lon=121.40849&at=2026-11-24T12:00&station=sh-putuo-shuxinwan', {}],
];

function picture(page, name) {
  return async () => {
    await page.locator('.legend:not([hidden])').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(1800);
    const path = `${FOLDER}/${name}.png`;
    await page.screenshot({ path });
    assert.ok(statSync(path).size > 20_000, `${name} is blank`);
  };
}

for (const [name, address, look] of SHOTS) {
  test(`screenshot ${name}`, async (browser) => {
    mkdirSync(FOLDER, { recursive: true });
    const { page } = await visit(browser, look);
    const shoot = picture(page, name);
    await page.goto(await service() + address);
    await shoot();
    const sideways = await page.evaluate(() => {
      const scroll = document.querySelector('.scroll');
      return scroll.scrollWidth - scroll.clientWidth;
    });
    assert.equal(sideways, 0, 'the panel scrolls sideways');
  });
}

test('screenshot phone-options', async (browser) => {
  const { page } = await visit(browser, PHONE);
  const shoot = picture(page, 'phone-options');
  await page.goto(await service() + ASKED);
  await page.locator('.bar-way').click();
  await shoot();
});

test('screenshot widget', async (browser) => {
  const base = await service();
  const body = `<style>body{font-family:serif;max-width:900px;margin:2rem auto}</style><h1>Our community page</h1>
    <p>Where to rest nearby:</p><script type="module" src="${base}/widget.js"></script>
    <yizhan-map lat="22.3193" lon="114.1694" at="2026-11-24T12:00" lang="en"></yizhan-map>`;
  const page = await visit(browser).then((visitor) => visitor.page);
  const shoot = picture(page, 'widget');
  await page.goto(await host((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(body)));
  await shoot();
});

test('screenshot phone-without-map', async (browser) => {
  const base = await serve({ binary: process.env.YIZHAN_BIN_WITHOUT_MAP });
  const { page } = await visit(browser, PHONE);
  await page.goto(base + ASKED);
  await page.locator('.station').first().waitFor();
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${FOLDER}/phone-without-map.png` });
});

test('screenshot phone-basemap', async (browser) => {
  const origin = await host((_, response) => response.writeHead(200, { 'content-type': 'image/svg+xml', 'access-control-allow-origin': '*' }).end(''));
  const base = await serve({ options: ['--basemap', `${origin}/{z}/{x}/{y}`, '--basemap-attribution', '© Somebody’s tiles'] });
  const { page } = await visit(browser, PHONE);
  const shoot = picture(page, 'phone-basemap');
  await page.goto(`${base}/embed${ASKED.slice(1)}`);
  await shoot();
});
