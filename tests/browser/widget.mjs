// The widget as a part of somebody's page: events, properties, methods, layouts, themes, and what a
// page around cannot do to it.

import assert from 'node:assert/strict';

import { somebodysPage, widget } from './embed.mjs';
import { test, visit, withoutDrawing } from './harness.mjs';
import { service } from './page.mjs';

const PLACE = 'lat="22.3193" lon="114.1694" at="2026-11-24T12:00"';
const EVENTS = ['ready', 'answer', 'select', 'locate', 'error'];
const first = (page) => page.locator('yizhan-map .station').first().waitFor();

// A page with the widget that notes every event where it arrives: at the window, from a shadow root.
async function noting(browser, attributes, look = {}) {
  const visitor = await visit(browser, look);
  const { page } = visitor;
  await withoutDrawing(page);
  await page.addInitScript((names) => {
    window.told = [];
    for (const name of names) addEventListener(`yizhan-${name}`, ({ detail, bubbles, composed }) => window.told.push({ name, detail, bubbles, composed }));
  }, EVENTS);
  await page.goto(await somebodysPage(widget(await service(), attributes)));
  return visitor;
}

const told = (page, name) => page.evaluate((wanted) => window.told.filter((one) => one.name === wanted), name);
const until = (page, name, count = 1) => page.waitForFunction(([wanted, least]) => window.told.filter((one) => one.name === wanted).length >= least, [name, count]);

test('the widget tells when it is ready, of answers, and of the station that is chosen and left', async (browser) => {
  const { page } = await noting(browser, PLACE);
  await until(page, 'ready');
  const [ready] = await told(page, 'ready');
  assert.deepEqual([ready.detail.stations > 900, ready.bubbles, ready.composed], [true, true, true]);
  const [answer] = await told(page, 'answer');
  assert.equal(answer.detail.answer.features.length, 10);
  assert.equal(answer.detail.question.lat, 22.3193);
  await page.locator('yizhan-map .station').first().click();
  await until(page, 'select');
  await page.locator('yizhan-map .back').click();
  await until(page, 'select', 2);
  const [chosen, left] = await told(page, 'select');
  assert.deepEqual([chosen.detail.id, chosen.detail.name, chosen.detail.station.properties.station_id], ['hk-fehd-1048', '旺角熟食巿場', 'hk-fehd-1048']);
  assert.deepEqual(left.detail, { id: null, name: null, station: null });
  assert.deepEqual(await told(page, 'error'), []);
});

test('the widget tells of what is refused and of what fails', async (browser) => {
  const { page } = await noting(browser, `${PLACE} minutes="90"`);
  await until(page, 'error');
  const [refused] = await told(page, 'error');
  assert.deepEqual([refused.detail.status, refused.detail.parameter], [400, 'minutes']);
  await page.route('**/v1/stations/nearest*', (route) => route.abort());
  await page.evaluate(() => { document.querySelector('yizhan-map').minutes = 20; });
  await until(page, 'error', 2);
  assert.equal((await told(page, 'error'))[1].detail.status, 0);
});

test('the device is located by a call, and what came of it is told', async (browser) => {
  const { page } = await noting(browser, 'at="2026-11-24T12:00"', { geolocation: { latitude: 22.3193, longitude: 114.1694, accuracy: 30 }, permissions: ['geolocation'] });
  await until(page, 'locate');
  assert.equal(await page.evaluate(() => document.querySelector('yizhan-map').locate()), true);
  const { detail } = (await told(page, 'locate')).at(-1);
  assert.deepEqual(detail, { lat: 22.3193, lon: 114.1694, accuracy_m: 30, source: 'device' });
  const refused = await noting(browser, PLACE);
  await first(refused.page);
  assert.equal(await refused.page.evaluate(() => document.querySelector('yizhan-map').locate()), false);
  assert.deepEqual(await told(refused.page, 'locate'), []);
  assert.equal(await refused.page.evaluate(() => document.createElement('yizhan-map').locate()), false);
});

test('a station is opened by a call or an attribute, and closed again', async (browser) => {
  const { page } = await noting(browser, `${PLACE} station="hk-fehd-841"`);
  await page.locator('yizhan-map .details h2', { hasText: '奶路臣街公廁' }).waitFor();
  await page.evaluate(() => document.querySelector('yizhan-map').focusStation('hk-fehd-1048'));
  await page.locator('yizhan-map .details h2', { hasText: '旺角熟食巿場' }).waitFor();
  await page.evaluate(() => document.querySelector('yizhan-map').focusStation(null));
  await first(page);
  await page.evaluate(() => { document.querySelector('yizhan-map').station = 'nowhere'; });
  await page.locator('yizhan-map').getByText('没有这个站点').waitFor();
});

test('properties are attributes: numbers, lists, nothing, and those set before the script came', async (browser) => {
  const { page } = await visit(browser);
  await withoutDrawing(page);
  const base = await service();
  await page.goto(await somebodysPage('<yizhan-map at="2026-11-24T12:00"></yizhan-map>'));
  await page.evaluate((src) => {
    const element = document.querySelector('yizhan-map');
    Object.assign(element, { lat: 22.3193, lon: 114.1694, amenity: ['toilet', 'accessible_toilet'], mode: 'ebike', minStar: null });
    document.body.append(Object.assign(document.createElement('script'), { type: 'module', src }));
  }, `${base}/widget.js`);
  const asked = new URL((await page.waitForRequest('**/v1/stations/nearest*')).url()).searchParams;
  assert.deepEqual(['lat', 'lon', 'amenity', 'mode'].map((name) => asked.get(name)), ['22.3193', '114.1694', 'toilet,accessible_toilet', 'ebike']);
  await first(page);
  const [values, written] = await page.evaluate(() => {
    const element = document.querySelector('yizhan-map');
    Object.assign(element, { basemapDatum: 'gcj02', radius_m: 300, coverage: true, stayMinutes: 10 });
    const before = element.outerHTML;
    Object.assign(element, { basemapDatum: null, radius_m: undefined, coverage: false });
    return [[element.lat, element.amenity, element.minutes, element.stay_minutes, element.coverage, 'locate' in element, 'minStar' in element], before];
  });
  assert.deepEqual(values, [22.3193, 'toilet,accessible_toilet', null, 10, false, true, true]);
  assert.match(written, /basemap-datum="gcj02".*radius_m="300".*coverage="true".*stay_minutes="10"/);
});

test('latitude and longitude that change together are one question', async (browser) => {
  const { page, seen } = await noting(browser, PLACE);
  await until(page, 'ready');
  const before = seen.requests.length;
  const next = page.waitForResponse(/nearest.*lat=31\.26897/);
  await page.evaluate(() => Object.assign(document.querySelector('yizhan-map'), { lat: 31.26897, lon: 121.40849 }));
  await next;
  const asked = seen.requests.slice(before).filter((url) => url.includes('/nearest'));
  assert.equal(asked.length, 1);
  assert.deepEqual(await told(page, 'error'), []);
});

test('as a list there is no map to load, as a map no panel, and both can be changed', async (browser) => {
  const { page, seen } = await visit(browser, { width: 500, height: 700 });
  await page.goto(await somebodysPage(widget(await service(), `${PLACE} layout="list"`)));
  await first(page);
  await page.waitForTimeout(500);
  assert.ok(!seen.requests.some((url) => /maplibre-gl\.mjs|v1\/tiles/.test(url)));
  const high = await page.locator('yizhan-map .panel').evaluate((panel) => panel.getBoundingClientRect().height);
  assert.equal(high, 560);
  await page.evaluate(() => { document.querySelector('yizhan-map').layout = 'map'; });
  await page.locator('yizhan-map .marker').first().waitFor();
  assert.equal(await page.locator('yizhan-map .panel').isVisible(), false);
  await page.locator('yizhan-map .marker').first().press('Enter');
  await page.locator('yizhan-map .details h2').waitFor();
  await page.locator('yizhan-map .back').click();
  await page.locator('yizhan-map .panel').waitFor({ state: 'hidden' });
  await page.evaluate(() => { document.querySelector('yizhan-map').layout = null; });
  await first(page);
});

const ground = (page) => page.locator('yizhan-map .panel').evaluate((panel) => getComputedStyle(panel).backgroundColor);

test('its colours are those of the attribute, of the page around, or of the device', async (browser) => {
  const { page } = await noting(browser, PLACE);
  await first(page);
  const [LIGHT, DARK] = ['rgb(255, 255, 255)', 'rgb(24, 32, 35)'];
  assert.equal(await ground(page), LIGHT);
  await page.evaluate(() => { document.querySelector('yizhan-map').theme = 'dark'; });
  await page.waitForFunction(() => document.querySelector('yizhan-map').shadowRoot.querySelector('.yz').dataset.scheme === 'dark');
  assert.equal(await ground(page), DARK);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => { document.querySelector('yizhan-map').theme = 'light'; });
  await page.waitForTimeout(50);
  assert.equal(await ground(page), LIGHT);
  await page.evaluate(() => { document.querySelector('yizhan-map').theme = 'auto'; });
  await page.waitForTimeout(50);
  assert.equal(await ground(page), DARK);
  await page.evaluate(() => {
    document.documentElement.style.colorScheme = 'light';
    document.querySelector('yizhan-map').theme = null;
  });
  await page.waitForTimeout(50);
  assert.equal(await ground(page), LIGHT);
});

const HOSTILE = `letter-spacing: 9px; word-spacing: 20px; text-transform: uppercase; font: italic 900 40px/3 fantasy; white-space: pre;
  text-indent: 5em; text-align: right; color: red; visibility: visible; text-shadow: 3px 3px red; direction: rtl; list-style: square inside;
  cursor: wait; text-decoration: underline; hyphens: auto; word-break: break-all; line-height: 4; font-variant: small-caps; quotes: none`;

test('no style of the page around reaches in, inherited ones neither', async (browser) => {
  const styles = (page) => page.locator('yizhan-map').evaluate((element) => ['.yz', '.station .name', '.pill', '.results-head h2', '.badge'].map((selector) => {
    const style = getComputedStyle(element.shadowRoot.querySelector(selector));
    // Where it is may differ, and a line under the host ends at the panel, which is out of its flow.
    const isOfPlace = (name) => /size|width|height|origin|inset|^(left|right|top|bottom)$/.test(name) || (selector === '.yz' && name.endsWith('decorations-in-effect'));
    return Object.fromEntries([...style].filter((name) => !isOfPlace(name)).map((name) => [name, style.getPropertyValue(name)]));
  }));
  const found = [];
  for (const css of ['', `* , yizhan-map { ${HOSTILE} } button, h1, h2, p, span { all: revert; margin: 5em !important } :root { font-size: 6px }`]) {
    const { page } = await visit(browser);
    await withoutDrawing(page);
    await page.goto(await somebodysPage(`<style>${css}</style>${widget(await service(), PLACE)}`));
    await first(page);
    await page.mouse.move(5, 5);
    await page.waitForTimeout(300);
    found.push(await styles(page));
  }
  assert.deepEqual(found[1], found[0]);
});

test('parts can be hidden, and a wheel over the map scrolls the page', async (browser) => {
  const { page } = await visit(browser, { width: 1000, height: 500 });
  await page.goto(await somebodysPage(`${widget(await service(), `${PLACE} hide="language coverage needs"`)}<div style="height: 3000px"></div>`));
  await page.locator('yizhan-map .legend').waitFor();
  for (const part of ['.languages', '.coverage-toggle', '.needs']) assert.equal(await page.locator(`yizhan-map ${part}`).isVisible(), false, part);
  await page.evaluate(() => { document.querySelector('yizhan-map').hide = null; });
  await page.locator('yizhan-map .needs').waitFor();
  await page.mouse.move(800, 250);
  await page.mouse.wheel(0, 300);
  await page.waitForFunction(() => scrollY > 100);
});

test('a page whose policy keeps the styles out is told so in a sentence', async (browser) => {
  const base = await service();
  const policy = `default-src 'none'; script-src ${base}; style-src 'none'; connect-src ${base}; img-src data: blob:; worker-src ${base} blob:`;
  const { page } = await visit(browser);
  await page.goto(await somebodysPage(widget(base, PLACE), policy));
  await page.locator('yizhan-map').getByRole('alert').getByText('Content-Security-Policy').waitFor();
  assert.equal(await page.locator('yizhan-map button').count(), 0);
});
